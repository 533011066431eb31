//! Incident: something went wrong with AI or nearly did.

use super::shared::{CONFIDENTIALITY, LEVELS, NOTES, OUTSIDE_IDS, OWNER, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("harm", "Harm to people"),
    Choice::new("wrong_output", "Wrong output").aliases(&["error", "hallucination"]),
    Choice::new("bias", "Unequal results").aliases(&["bias", "discrimination"]),
    Choice::new("security", "Security").aliases(&["attack"]),
    Choice::new("privacy", "Privacy").aliases(&["data breach"]),
    Choice::new("misuse", "Misuse"),
    Choice::new("outage", "Outage").aliases(&["availability"]),
    Choice::new("near_miss", "Near miss"),
    Choice::new("other", "Other"),
];

const SERIOUS: &[Choice] = &[
    Choice::new("none", "Not serious").aliases(&["no"]),
    Choice::new("death", "Death or serious harm to health").aliases(&["3(49)(a)"]),
    Choice::new("infrastructure", "Critical infrastructure").aliases(&["3(49)(b)"]),
    Choice::new("rights", "Fundamental rights").aliases(&["3(49)(c)"]),
    Choice::new("property", "Serious harm to property or environment").aliases(&["3(49)(d)"]),
    Choice::new("undecided", "Undecided").aliases(&["unknown"]),
];

const CAUSAL: &[Choice] = &[
    Choice::new("established", "Established").aliases(&["yes"]),
    Choice::new("likely", "Likely"),
    Choice::new("unlikely", "Unlikely").aliases(&["no"]),
    Choice::new("unknown", "Not known").aliases(&["unknown"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("reported", "Reported", Phase::Planned).aliases(&["new", "open"]),
        State::new("contained", "Contained", Phase::Active).aliases(&["in progress", "mitigated"]),
        State::new("analysed", "Cause known", Phase::Active).aliases(&["investigated", "analyzed"]),
        State::new("closed", "Closed", Phase::Ended).aliases(&["resolved", "done"]),
        State::new("dismissed", "No incident", Phase::Ended).aliases(&["false alarm", "cancelled"]),
    ],
    transitions: &[
        Transition::new(&["reported"], "contained", "Mark as contained").requires(&["owner", "containment"]),
        Transition::new(&["reported", "contained"], "analysed", "Record the cause").requires(&["root_cause"]),
        Transition::new(&["analysed"], "closed", "Close")
            .requires(&["root_cause", "notifications", "serious", "closed_on"])
            .approval(),
        Transition::new(&["reported", "contained"], "dismissed", "Dismiss").with_reason(),
        Transition::new(&["closed", "dismissed"], "reported", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// Something went wrong or nearly did: what, whom it hurt, who had to be told and by when.
pub static KIND: KindDecl = KindDecl {
    name: "incident",
    prefix: "INC",
    singular: "incident",
    plural: "Incidents",
    purpose: "What went wrong with AI or nearly did: facts, people harmed, what was \
                   done at once, who had to be told by when, and the cause.",
    source: "ISO/IEC 42001 A.8.4, 10.2; EU AI Act Art. 73, 26(5)",
    group: Group::Work,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Incident").required().aliases(&[
            "incident",
            "title",
            "summary",
            "short description",
            "name",
        ]),
        FieldDecl::choice("type", "Kind", TYPES)
            .required()
            .aliases(&["kind", "type", "category"]),
        FieldDecl::long_text("description", "What happened")
            .required()
            .material()
            .aliases(&["description", "details"]),
        FieldDecl::references("subjects", "Concerns", SUBJECTS, "incidents")
            .required()
            .aliases(&["system", "use case", "affected system"]),
        FieldDecl::date("happened_on", "Happened on").aliases(&[
            "date of incident",
            "occurred",
            "occurred on",
            "incident date",
        ]),
        FieldDecl::date("detected_on", "Noticed on").aliases(&["detected at", "detected on", "discovered"]),
        FieldDecl::date("aware_on", "Aware on")
            .required()
            .material()
            .help(
                "From here on legal deadlines run, so it is asked for apart from the day \
                   it was noticed.",
            )
            .aliases(&["aware at", "aware on", "reported on"]),
        FieldDecl::reference("reporter", "Reported by", &["person"], "reported incidents")
            .personal()
            .aliases(&["reporter", "reported by", "opened by"]),
        FieldDecl::choice("severity", "Severity", LEVELS)
            .required()
            .material()
            .aliases(&["severity", "priority", "impact"]),
        FieldDecl::integer("affected_number", "How many people")
            .section("Harm")
            .aliases(&["number affected", "people affected", "affected persons"]),
        FieldDecl::long_text("affected_groups", "Which groups")
            .section("Harm")
            .aliases(&["affected groups"]),
        FieldDecl::long_text("harm", "Harm")
            .section("Harm")
            .aliases(&["harm", "consequence"]),
        FieldDecl::choice("serious", "Serious under the EU AI Act", SERIOUS)
            .required()
            .material()
            .section("Harm")
            .help(
                "Art. 3(49). The answer sets the deadline: 2, 10 or 15 days from \
                   awareness.",
            )
            .aliases(&["serious incident"]),
        FieldDecl::text("serious_reason", "Why so")
            .required()
            .section("Harm"),
        FieldDecl::choice("causal_link", "Caused by the AI", CAUSAL)
            .material()
            .section("Harm")
            .aliases(&["causal link", "caused by ai"]),
        FieldDecl::long_text("containment", "Done at once")
            .required()
            .section("Response")
            .aliases(&["containment", "immediate action", "immediate actions"]),
        FieldDecl::yes_no("suspended", "Use was stopped")
            .section("Response")
            .aliases(&["suspended", "stopped"]),
        FieldDecl::long_text("preserved", "What was kept as evidence")
            .section("Response")
            .help("Logs, inputs, outputs, exact version."),
        FieldDecl::long_text("notifications", "Who had to be told")
            .required()
            .section("Response")
            .help(
                "Recipient, law, deadline, sent, receipt. Several clocks may run at once \
                   (AI Act, GDPR, sector law). Write `none` with a reason.",
            )
            .aliases(&["notifications", "notification"]),
        FieldDecl::date("notify_by", "Tell authorities by")
            .section("Response")
            .aliases(&["notification deadline"]),
        FieldDecl::date("notified_on", "Told on")
            .section("Response")
            .aliases(&["notified on"]),
        FieldDecl::long_text("root_cause", "Cause")
            .required()
            .section("Learning")
            .aliases(&["root cause", "cause"]),
        FieldDecl::long_text("similar", "Similar systems looked at").section("Learning"),
        FieldDecl::references(
            "corrective_actions",
            "Corrective actions",
            &["corrective_action"],
            "follows from incidents",
        )
        .section("Learning")
        .aliases(&["corrective actions"]),
        FieldDecl::references("risks", "Risks looked at again", &["risk"], "shown by incidents")
            .section("Learning"),
        FieldDecl::references(
            "nonconformities",
            "Nonconformities",
            &["nonconformity"],
            "shown by incidents",
        )
        .section("Learning")
        .help(
            "Each incident of weight gets a decision whether a requirement was \
                   broken.",
        ),
        FieldDecl::text("nonconformity_decision", "Nonconformity or not, and why").section("Learning"),
        FieldDecl::long_text("lessons", "Lessons")
            .section("Learning")
            .aliases(&["lessons learned", "lessons"]),
        FieldDecl::date("closed_on", "Closed on")
            .section("Learning")
            .aliases(&["closed on", "resolved on", "closed at", "resolved"]),
        OWNER,
        UNIT,
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&["incident id", "number", "ticket", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "type",
        "severity",
        "subjects",
        "aware_on",
        "notify_by",
        "owner",
        "state",
    ],
    internal: false,
};
