//! Declaration: none in the period, dated and signed.

use super::shared::{NOTES, OUTSIDE_IDS, SUBJECTS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

/// What a list of AI consists of.
const CONFIRMED: &[&str] = &["use_case", "system"];

const ABOUT: &[Choice] = &[
    Choice::new("incidents", "Incidents"),
    Choice::new("concerns", "Concerns"),
    Choice::new("exceptions", "Exceptions"),
    Choice::new("complaints", "Complaints"),
    Choice::new("changes", "Unplanned changes").aliases(&["unintended changes"]),
    Choice::new("deviations", "Deviations from use"),
    Choice::new("triggers", "Triggers for a new assessment"),
    Choice::new("nonconformities", "Nonconformities"),
    Choice::new("inventory", "AI that is missing from the list").aliases(&["inventory", "list is complete"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("declared", "Declared", Phase::Active).aliases(&["active"]),
        State::new("withdrawn", "Withdrawn: one was found", Phase::Ended).aliases(&["withdrawn"]),
    ],
    transitions: &[Transition::new(&["declared"], "withdrawn", "Withdraw").with_reason()],
    aliases: &["status"],
};

/// A dated statement that something did not happen in a period, by somebody who can know.
pub static KIND: KindDecl = KindDecl {
    name: "declaration",
    prefix: "DCL",
    singular: "declaration",
    plural: "Declarations",
    purpose: "Statements that there was none in a period: no incident, no concern, no \
                   exception. By whom, for what, and where was looked.",
    source: "ISO/IEC 42001 4.3, 6.1, 8.1, 10.2",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Statement")
            .required()
            .example("No incident in claims triage, first quarter")
            .aliases(&["name", "statement", "title"]),
        FieldDecl::choice("about", "None of", ABOUT)
            .required()
            .material()
            .aliases(&["about", "of what"]),
        FieldDecl::text("about_other", "None of, in words"),
        FieldDecl::references("subjects", "In the extent of", SUBJECTS, "declarations")
            .material()
            .help("Empty means the whole management system."),
        FieldDecl::reference("unit", "In unit", &["unit"], "declarations"),
        FieldDecl::date("period_from", "From")
            .required()
            .material()
            .aliases(&["from", "period from"]),
        FieldDecl::date("period_until", "Until")
            .required()
            .material()
            .aliases(&["until", "to", "period until"]),
        FieldDecl::long_text("looked_where", "Where was looked")
            .required()
            .help("Lists, logs, people asked. Without it, `none` only means nobody looked."),
        FieldDecl::reference("declared_by", "Declared by", &["person"], "declared")
            .required()
            .aliases(&["declared by", "confirmed by"]),
        FieldDecl::text("declared_role", "In which role")
            .required()
            .help("The role that lets the person know."),
        FieldDecl::date("declared_on", "On")
            .required()
            .aliases(&["date", "declared on"]),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
        FieldDecl::date("valid_until", "Holds until")
            .material()
            .help("The last day on which it may be relied on. Past that day it is stated again.")
            .aliases(&["valid until", "expires on"]),
        FieldDecl::long_text("exceptions", "Exceptions")
            .material()
            .help("What is left open, and why."),
        FieldDecl::integer("counted", "Uses on the list at that moment")
            .section("The list")
            .help("Counted by Probity when the statement was made."),
        FieldDecl::references("still_used", "Still in use", CONFIRMED, "confirmed by").section("The list"),
        FieldDecl::references("ended", "Ended", CONFIRMED, "stated as ended by").section("The list"),
        FieldDecl::references("not_known", "Could not be said", CONFIRMED, "left open by").section("The list"),
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "about",
        "period_from",
        "period_until",
        "declared_by",
        "state",
    ],
    internal: false,
};
