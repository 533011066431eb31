//! Training: a course or module, held once or again.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("literacy", "AI literacy").aliases(&["awareness"]),
    Choice::new("role", "For a role"),
    Choice::new("overseer", "For overseers of one use"),
    Choice::new("developer", "For developers"),
    Choice::new("leadership", "For leadership").aliases(&["board"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("running", "Offered", Phase::Active).aliases(&["active"]),
        State::new("done", "Done", Phase::Ended).aliases(&["completed", "held"]),
        State::new("cancelled", "Cancelled", Phase::Ended).aliases(&["canceled"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "running", "Offer"),
        Transition::new(&["planned", "running"], "done", "Mark as done")
            .requires(&["held_on", "participants"]),
        Transition::new(&["planned", "running"], "cancelled", "Cancel").with_reason(),
    ],
    aliases: &["status"],
};

/// A training with content, audience, who took part and whether it worked.
pub static KIND: KindDecl = KindDecl {
    name: "training",
    prefix: "TRN",
    singular: "training",
    plural: "Trainings",
    purpose: "Courses and modules on AI: for whom, what they teach, who took part and \
                   whether it worked.",
    source: "ISO/IEC 42001 7.2, 7.3; EU AI Act Art. 4",
    group: Group::Documents,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Training").required().aliases(&[
            "training",
            "course",
            "course name",
            "name",
            "title",
        ]),
        FieldDecl::long_text("content", "Content")
            .required()
            .aliases(&["content", "description"]),
        FieldDecl::choices("types", "Type", TYPES).aliases(&["type"]),
        FieldDecl::text("audience", "For whom")
            .required()
            .aliases(&["audience", "target group"]),
        FieldDecl::references("use_cases", "For use cases", &["use_case"], "trained by"),
        FieldDecl::text("provider", "Held by").aliases(&["provider", "trainer"]),
        FieldDecl::date("held_on", "Held on").aliases(&["date", "held on"]),
        FieldDecl::references("participants", "Took part", &["person"], "took part in")
            .personal()
            .aliases(&["participants", "attendees"]),
        FieldDecl::integer("invited", "Invited").aliases(&["invited"]),
        FieldDecl::integer("completed", "Completed").aliases(&["completed"]),
        FieldDecl::text("repeat", "Repeated every").aliases(&["frequency"]),
        FieldDecl::long_text("test", "How learning was tested").aliases(&["test"]),
        FieldDecl::long_text("effect", "Whether it worked")
            .required()
            .help("Seen in the work, not only in the test.")
            .aliases(&["effectiveness", "evaluation"]),
        FieldDecl::new("file", "Material", FieldType::File),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "audience",
        "held_on",
        "invited",
        "completed",
        "owner",
        "state",
    ],
    internal: false,
};
