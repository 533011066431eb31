//! Context issue: something inside or outside that bears on the organisation and its AI.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SIDES: &[Choice] = &[
    Choice::new("internal", "Inside").aliases(&["inside"]),
    Choice::new("external", "Outside").aliases(&["outside"]),
];

const THEMES: &[Choice] = &[
    Choice::new("law", "Law and regulators").aliases(&["legal", "regulatory"]),
    Choice::new("market", "Market and customers").aliases(&["competitive"]),
    Choice::new("technology", "Technology").aliases(&["technical"]),
    Choice::new("culture", "Culture and values").aliases(&["ethical", "social"]),
    Choice::new("people", "People and skills").aliases(&["resources"]),
    Choice::new("strategy", "Strategy and structure").aliases(&["governance"]),
    Choice::new("suppliers", "Suppliers"),
    Choice::new("environment", "Environment and climate").aliases(&["climate"]),
    Choice::new("other", "Other"),
];

const CLIMATE: &[Choice] = &[
    Choice::new("relevant", "Relevant").aliases(&["yes"]),
    Choice::new("not_relevant", "Not relevant").aliases(&["no"]),
    Choice::new("not_decided", "Not decided").aliases(&["unknown"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("open", "Relevant", Phase::Active).aliases(&["active", "open"]),
        State::new("closed", "No longer relevant", Phase::Ended).aliases(&["closed", "inactive"]),
    ],
    transitions: &[
        Transition::new(&["open"], "closed", "Close").with_reason(),
        Transition::new(&["closed"], "open", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// An internal or external issue and what it does to the results of the management system.
pub static KIND: KindDecl = KindDecl {
    name: "context_issue",
    prefix: "ISS",
    singular: "context issue",
    plural: "Context issues",
    purpose: "What inside or outside the organisation bears on its AI: law, market, \
                   technology, culture, climate. Looked at again at every management \
                   review.",
    source: "ISO/IEC 42001 4.1",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Issue")
            .required()
            .example("New limits on emotion inference at work")
            .aliases(&["issue", "name", "title"]),
        FieldDecl::choice("side", "Inside or outside", SIDES)
            .required()
            .aliases(&["type", "internal/external", "internal or external"]),
        FieldDecl::choice("theme", "Theme", THEMES).aliases(&["category", "theme"]),
        FieldDecl::long_text("description", "What it is").aliases(&["description"]),
        FieldDecl::long_text("effect", "What it does")
            .required()
            .material()
            .help(
                "What it changes for the purpose of the organisation or for the results \
                   of its AI management system.",
            )
            .aliases(&["effect", "impact", "consequence"]),
        FieldDecl::choice("climate", "Climate change bears on it", CLIMATE).help(
            "The standard asks whether climate change is a relevant issue. Any \
                   answer needs a reason.",
        ),
        FieldDecl::long_text("climate_reason", "Reason for that"),
        FieldDecl::text("source", "Source").aliases(&["source"]),
        FieldDecl::texts("jurisdictions", "Countries").aliases(&["jurisdiction", "country"]),
        FieldDecl::references(
            "leads_to",
            "Leads to",
            &["risk", "opportunity", "obligation", "objective"],
            "comes from issues",
        )
        .help(
            "What was done with it: a risk, an opportunity, an obligation, an \
                   objective.",
        ),
        FieldDecl::date("since", "Known since")
            .required()
            .aliases(&["since", "identified on"]),
        FieldDecl::date("reconsidered_on", "Last reconsidered")
            .required()
            .aliases(&["last reviewed", "reconsidered"]),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "side", "theme", "owner", "reconsidered_on", "state"],
    internal: false,
};
