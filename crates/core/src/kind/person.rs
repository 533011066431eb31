//! Person: somebody who acts, answers or is trained.

use super::shared::{NOTES, OUTSIDE_IDS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const RELATIONS: &[Choice] = &[
    Choice::new("employee", "Employee").aliases(&["staff", "internal"]),
    Choice::new("contractor", "Contractor").aliases(&["external", "consultant", "temporary"]),
    Choice::new("partner", "From a partner or vendor").aliases(&["vendor", "partner", "supplier"]),
    Choice::new("auditor", "Outside auditor").aliases(&["external auditor"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("invited", "Invited", Phase::Planned).aliases(&["pending", "new"]),
        State::new("active", "Active", Phase::Active).aliases(&["current", "enabled"]),
        State::new("left", "Left", Phase::Ended).aliases(&["inactive", "leaver", "terminated", "disabled"]),
    ],
    transitions: &[
        Transition::new(&["invited"], "active", "Activate"),
        Transition::new(&["invited", "active"], "left", "Mark as left"),
        Transition::new(&["left"], "active", "Bring back").with_reason(),
    ],
    aliases: &["status", "employment status", "state"],
};

/// Somebody who acts or answers. Rights end when a person leaves; what they did stays theirs.
pub static KIND: KindDecl = KindDecl {
    name: "person",
    prefix: "PER",
    singular: "person",
    plural: "People",
    purpose: "People who own, decide, oversee or are trained. Only what governance \
                   needs is kept, and it can be exported or erased.",
    source: "ISO/IEC 42001 5.3, 7.2, A.3.2",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().personal().aliases(&[
            "name",
            "full name",
            "display name",
            "person",
            "employee",
            "naam",
        ]),
        FieldDecl::email("email", "E-mail")
            .required()
            .aliases(&["email", "e-mail", "email address", "mail"]),
        FieldDecl::text("account", "Account")
            .access()
            .personal()
            .help("The name this person signs in with. Who may grant roles may set it."),
        FieldDecl::reference("unit", "Unit", &["unit"], "people of this unit").aliases(&[
            "unit",
            "department",
            "business unit",
            "team",
            "organisation unit",
        ]),
        FieldDecl::text("job_title", "Job title").personal().aliases(&[
            "job title",
            "title",
            "position",
            "function",
        ]),
        FieldDecl::reference("manager", "Manager", &["person"], "manages")
            .personal()
            .help(
                "Approves what the smallest risks need, and is asked when the person has \
                   left.",
            )
            .aliases(&["manager", "line manager", "supervisor", "reports to"]),
        FieldDecl::choice("relation", "Relation", RELATIONS).aliases(&[
            "relation",
            "employment type",
            "type",
        ]),
        FieldDecl::texts("languages", "Languages")
            .personal()
            .help("In which languages this person can be informed."),
        FieldDecl::date("from", "Here since")
            .personal()
            .aliases(&["start date", "hire date", "from"]),
        FieldDecl::date("until", "Left on")
            .personal()
            .aliases(&["end date", "leave date", "until"]),
        OUTSIDE_IDS.personal(),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "email", "unit", "job_title", "state"],
    internal: false,
};
