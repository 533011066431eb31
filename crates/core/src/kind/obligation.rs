//! Obligation: something that law, contract or an own promise demands.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, STATED, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("law", "Law").aliases(&["legal", "regulation", "statute", "regulatory"]),
    Choice::new("contract", "Contract").aliases(&["contractual"]),
    Choice::new("standard", "Standard"),
    Choice::new("promise", "Own promise").aliases(&["voluntary", "commitment"]),
    Choice::new("authority", "Order of an authority").aliases(&["order", "permit"]),
    Choice::new("policy", "Own policy").aliases(&["internal"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("watched", "Watched: not yet binding", Phase::Planned).aliases(&["upcoming", "proposed"]),
        State::new("in_force", "In force", Phase::Active).aliases(&["active"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["repealed", "expired"]),
    ],
    transitions: &[
        Transition::new(&["watched"], "in_force", "Mark as in force").requires(&["source"]),
        Transition::new(&["watched", "in_force"], "ended", "End").with_reason(),
    ],
    aliases: &["status"],
};

/// One duty with its source, the place where it binds and how it is met.
pub static KIND: KindDecl = KindDecl {
    name: "obligation",
    prefix: "OBL",
    singular: "obligation",
    plural: "Obligations",
    purpose: "What law, contract, standard or your own promise demands about AI, to \
                   what it applies and how it is met.",
    source: "ISO/IEC 42001 4.1, 4.2, A.8.5",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Obligation")
            .required()
            .example("Inform workers before a high-risk system is used at work")
            .aliases(&["obligation", "requirement", "name", "title"]),
        FieldDecl::choice("type", "Comes from", TYPES)
            .required()
            .aliases(&["type", "source type"]),
        FieldDecl::text("source", "Source")
            .required()
            .material()
            .help("Law and article, contract and clause, or where the promise was made.")
            .example("EU AI Act Art. 26(7)")
            .aliases(&["source", "reference", "law", "article", "clause"]),
        FieldDecl::link("source_link", "Where it can be read").aliases(&["link", "url"]),
        FieldDecl::text("source_version", "Version or date of the source").aliases(&["version"]),
        FieldDecl::long_text("text", "What it demands")
            .required()
            .material()
            .help("In your own words; texts of standards are under copyright.")
            .aliases(&["description", "text"]),
        FieldDecl::texts("jurisdictions", "Countries").aliases(&["jurisdiction", "country", "countries"]),
        FieldDecl::references("applies_to", "Applies to", SUBJECTS, "has obligations")
            .material()
            .aliases(&["applies to"]),
        FieldDecl::references("controls", "Met by controls", &["control"], "meets obligations")
            .aliases(&["controls", "control"]),
        FieldDecl::references(
            "documents",
            "Met by documents",
            &["document"],
            "meets obligations",
        ),
        FieldDecl::long_text("how_met", "How it is met")
            .required()
            .aliases(&["how met", "compliance", "measures"]),
        FieldDecl::choice("met", "Met, as stated", STATED).aliases(&["status of compliance", "compliant"]),
        FieldDecl::text("recipient", "Report to")
            .section("Reporting duty")
            .help("Where it is a duty to report: to whom.")
            .aliases(&["recipient", "authority"]),
        FieldDecl::text("trigger", "Triggered by")
            .section("Reporting duty")
            .aliases(&["trigger"]),
        FieldDecl::text("deadline", "Within")
            .section("Reporting duty")
            .example("15 days from awareness")
            .aliases(&["deadline", "due"]),
        FieldDecl::date("from", "Binds from").aliases(&["effective date", "in force from", "from"]),
        FieldDecl::date("until", "Binds until").aliases(&["until", "expires"]),
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
        "type",
        "source",
        "owner",
        "met",
        "review_date",
        "state",
    ],
    internal: false,
};
