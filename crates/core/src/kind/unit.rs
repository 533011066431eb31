//! Unit: a part of the organisation.

use super::shared::{NOTES, OUTSIDE_IDS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("legal_entity", "Legal entity").aliases(&["company", "subsidiary", "legal entity"]),
    Choice::new("division", "Division").aliases(&["bureau", "component", "business unit", "directorate"]),
    Choice::new("department", "Department").aliases(&["office", "branch", "afdeling"]),
    Choice::new("team", "Team").aliases(&["group"]),
    Choice::new("site", "Site").aliases(&["location", "place"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("active", "Active", Phase::Active),
        State::new("closed", "Closed", Phase::Ended).aliases(&["dissolved", "merged", "inactive"]),
    ],
    transitions: &[
        Transition::new(&["active"], "closed", "Close").with_reason(),
        Transition::new(&["closed"], "active", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// A part of the organisation; units form a tree, and rights and figures follow it.
pub static KIND: KindDecl = KindDecl {
    name: "unit",
    prefix: "UNT",
    singular: "unit",
    plural: "Units",
    purpose: "Parts of the organisation as a tree. Records belong to a unit; rights \
                   and figures follow the tree.",
    source: "ISO/IEC 42001 4.3, 5.3",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().aliases(&[
            "name",
            "unit",
            "bureau/component",
            "bureau",
            "agency_bureau",
            "department",
            "organisatie",
            "publishing_body",
        ]),
        FieldDecl::text("short_name", "Short name").aliases(&[
            "abbreviation",
            "agency abbreviation",
            "acronym",
            "code",
        ]),
        FieldDecl::choice("type", "Type", TYPES).aliases(&["type", "unit type"]),
        FieldDecl::reference("parent", "Part of", &["unit"], "has parts")
            .help("The unit above. Empty for the top.")
            .aliases(&["parent", "parent unit", "part of", "reports to"]),
        FieldDecl::reference("head", "Head", &["person"], "heads")
            .help("Who leads the unit and is asked when nobody else answers.")
            .aliases(&["head", "manager", "lead", "director"]),
        FieldDecl::yes_no("in_scope", "In scope of the AI management system")
            .material()
            .aliases(&["in scope"]),
        FieldDecl::long_text("scope_reason", "Why in or out").material(),
        FieldDecl::text("location", "Place").aliases(&["location", "site", "place", "country"]),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "parent", "head", "in_scope", "state"],
    internal: false,
};
