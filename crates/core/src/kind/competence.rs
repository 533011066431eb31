//! Competence: what somebody must be able to do and can do.

use super::shared::{NOTES, OUTSIDE_IDS, REVIEW_DATE, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SKILLS: &[Choice] = &[
    Choice::new("none", "None").aliases(&["0"]),
    Choice::new("aware", "Knows of it").aliases(&["1", "awareness", "basic"]),
    Choice::new("able", "Can do it with help").aliases(&["2", "intermediate"]),
    Choice::new("skilled", "Can do it alone").aliases(&["3", "advanced"]),
    Choice::new("expert", "Can teach it").aliases(&["4", "expert"]),
];

const BASES: &[Choice] = &[
    Choice::new("education", "Education").aliases(&["degree"]),
    Choice::new("training", "Training").aliases(&["course"]),
    Choice::new("experience", "Experience"),
];

const METHODS: &[Choice] = &[
    Choice::new("interview", "Interview"),
    Choice::new("test", "Test").aliases(&["exam"]),
    Choice::new("work_sample", "Work sample"),
    Choice::new("certificate", "Certificate"),
    Choice::new("supervised", "Supervised work"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("needed", "Needed", Phase::Planned).aliases(&["planned", "gap"]),
        State::new("met", "Met", Phase::Active).aliases(&["competent", "ok"]),
        State::new("lapsed", "Lapsed", Phase::Paused).aliases(&["expired"]),
        State::new("ended", "No longer needed", Phase::Ended),
    ],
    transitions: &[
        Transition::new(&["needed", "lapsed"], "met", "Mark as met").requires(&[
            "required",
            "held",
            "assessor",
            "assessed_on",
        ]),
        Transition::new(&["met"], "lapsed", "Mark as lapsed").with_reason(),
        Transition::new(&["needed", "met", "lapsed"], "ended", "End"),
    ],
    aliases: &["status"],
};

/// One competence of one person: required, held, how it was found out, and what closes the gap.
pub static KIND: KindDecl = KindDecl {
    name: "competence",
    prefix: "CPT",
    singular: "competence",
    plural: "Competences",
    purpose: "What people need to be able to do for their role, what they can do, how \
                   that was found out and what is done about gaps.",
    source: "ISO/IEC 42001 7.2, A.4.6; EU AI Act Art. 4",
    group: Group::Documents,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Competence")
            .required()
            .example("Judging outputs of claims triage")
            .aliases(&["competence", "skill", "name"]),
        FieldDecl::reference("person", "Person", &["person"], "competences")
            .required()
            .personal()
            .aliases(&["person", "employee"]),
        FieldDecl::reference(
            "appointment",
            "For the role",
            &["appointment"],
            "needs competences",
        ),
        FieldDecl::references(
            "use_cases",
            "For use cases",
            &["use_case"],
            "needs competent overseers",
        )
        .help("Overseers are trained for the very use case, before its first use."),
        FieldDecl::choice("required", "Required", SKILLS)
            .required()
            .aliases(&["required level", "required"]),
        FieldDecl::choice("held", "Held", SKILLS)
            .required()
            .personal()
            .aliases(&["held level", "held", "current level", "level"]),
        FieldDecl::choices("basis", "Rests on", BASES)
            .required()
            .personal()
            .aliases(&["basis"]),
        FieldDecl::text("basis_document", "Document for that"),
        FieldDecl::choice("method", "How it was found out", METHODS)
            .required()
            .aliases(&["assessment method", "method"]),
        FieldDecl::reference("assessor", "Found out by", &["person"], "assessed competences")
            .required()
            .help("Not the person themselves.")
            .aliases(&["assessor", "assessed by"]),
        FieldDecl::date("assessed_on", "On")
            .required()
            .aliases(&["assessed on", "date"]),
        FieldDecl::date("until", "Valid until").aliases(&["expiry", "valid until", "expires"]),
        FieldDecl::long_text("gap", "Gap and what is done").aliases(&["gap", "action"]),
        FieldDecl::date("due", "Gap closed by").aliases(&["due date", "due"]),
        FieldDecl::long_text("effect", "Whether it helped").help("Evaluated effect of training."),
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "person", "required", "held", "until", "state"],
    internal: false,
};
