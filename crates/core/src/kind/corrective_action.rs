//! Corrective action: what is done so that it does not happen again.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const EFFECTS: &[Choice] = &[
    Choice::new("yes", "Helped").aliases(&["y", "effective"]),
    Choice::new("partly", "Helped in part").aliases(&["partially effective"]),
    Choice::new("no", "Did not help").aliases(&["n", "not effective"]),
    Choice::new("too_early", "Too early to say"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("open", "Open", Phase::Planned).aliases(&["new", "planned"]),
        State::new("in_work", "In work", Phase::Active).aliases(&["in progress"]),
        State::new("done", "Done, effect not yet checked", Phase::Active)
            .aliases(&["implemented", "completed"]),
        State::new("effective", "Effective", Phase::Ended).aliases(&["closed", "verified"]),
        State::new("ineffective", "Not effective", Phase::Paused).aliases(&["not effective"]),
        State::new("dropped", "Dropped", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["open"], "in_work", "Start").requires(&["owner", "due"]),
        Transition::new(&["open", "in_work"], "done", "Mark as done").requires(&["done_on", "done_evidence"]),
        Transition::new(&["done"], "effective", "Confirm the effect")
            .requires(&["criterion", "checked_by", "checked_on", "effect"])
            .approval(),
        Transition::new(&["done"], "ineffective", "Record that it did not help")
            .requires(&["checked_by", "checked_on", "effect_text"])
            .with_reason(),
        Transition::new(&["ineffective"], "in_work", "Work on it again"),
        Transition::new(&["open", "in_work"], "dropped", "Drop")
            .with_reason()
            .approval(),
    ],
    aliases: &["status"],
};

/// What is done against a cause, and whether it helped.
pub static KIND: KindDecl = KindDecl {
    name: "corrective_action",
    prefix: "CAP",
    singular: "corrective action",
    plural: "Corrective actions",
    purpose: "What is done so that something does not happen again: who, by when, and \
                   whether it was shown to help.",
    source: "ISO/IEC 42001 10.2",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Action").required().aliases(&[
            "action",
            "corrective action",
            "title",
            "name",
        ]),
        FieldDecl::references(
            "because_of",
            "Because of",
            &[
                "nonconformity",
                "incident",
                "concern",
                "audit",
                "management_review",
            ],
            "corrective actions",
        )
        .required()
        .aliases(&["finding", "nonconformity"]),
        FieldDecl::long_text("description", "What is done")
            .required()
            .material()
            .aliases(&["description", "details"]),
        FieldDecl::long_text("cause", "Against which cause")
            .required()
            .aliases(&["root cause", "cause"]),
        FieldDecl::long_text("action_risk", "Risk of the action itself"),
        FieldDecl::long_text("resources", "Resources").aliases(&["resources"]),
        FieldDecl::date("due", "Due")
            .required()
            .aliases(&["due date", "due", "target date"]),
        FieldDecl::long_text("extensions", "Extensions")
            .help("Decided before the due day: new day, reason, by whom."),
        FieldDecl::date("done_on", "Done on").aliases(&["done on", "completed on", "completion date"]),
        FieldDecl::long_text("done_evidence", "What shows that it was done").aliases(&["evidence"]),
        FieldDecl::text("criterion", "How effect is seen")
            .required()
            .section("Effect")
            .help("Set before the check.")
            .aliases(&["effectiveness criterion", "success criterion"]),
        FieldDecl::date("check_due", "Check by")
            .required()
            .section("Effect")
            .aliases(&["check date", "effectiveness check date"]),
        FieldDecl::reference("checked_by", "Checked by", &["person"], "checked actions")
            .section("Effect")
            .help("Not the one who did it.")
            .aliases(&["verified by", "checked by"]),
        FieldDecl::date("checked_on", "Checked on")
            .section("Effect")
            .aliases(&["verified on", "checked on"]),
        FieldDecl::choice("effect", "Result of the check", EFFECTS)
            .section("Effect")
            .aliases(&["effectiveness", "effective"]),
        FieldDecl::long_text("effect_text", "What was seen").section("Effect"),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "because_of",
        "owner",
        "due",
        "check_due",
        "effect",
        "state",
    ],
    internal: false,
};
