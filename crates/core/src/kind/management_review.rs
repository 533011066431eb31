//! Management review: the top looks at the management system and decides.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["scheduled"]),
        State::new("held", "Held", Phase::Active).aliases(&["done"]),
        State::new("approved", "Minutes approved", Phase::Ended).aliases(&["approved", "closed"]),
        State::new("cancelled", "Cancelled", Phase::Ended).aliases(&["canceled"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "held", "Record as held").requires(&["held_on", "chair", "attendees"]),
        Transition::new(&["held"], "approved", "Approve the minutes")
            .requires(&[
                "top_present",
                "earlier_actions",
                "issues",
                "parties",
                "nonconformities",
                "measurements",
                "audits",
                "improvements",
                "suitability",
                "decisions_improvement",
                "decisions_change",
            ])
            .approval(),
        Transition::new(&["planned"], "cancelled", "Cancel").with_reason(),
    ],
    aliases: &["status"],
};

/// A review by top management with every input the standard asks for and the decisions taken.
pub static KIND: KindDecl = KindDecl {
    name: "management_review",
    prefix: "REV",
    singular: "management review",
    plural: "Management reviews",
    purpose: "The meetings in which top management looks at the AI management system: \
                   what it saw, what it decided, who does what.",
    source: "ISO/IEC 42001 9.3",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Review")
            .required()
            .example("Management review, autumn 2026")
            .aliases(&["review", "name", "title"]),
        FieldDecl::date("held_on", "Held on")
            .required()
            .aliases(&["date", "held on", "meeting date"]),
        FieldDecl::reference("chair", "Chair", &["person"], "chaired reviews")
            .required()
            .aliases(&["chair"]),
        FieldDecl::references("attendees", "Present", &["person"], "took part in reviews")
            .required()
            .personal()
            .aliases(&["attendees", "participants", "present"]),
        FieldDecl::yes_no("top_present", "Top management was present")
            .required()
            .help("Confirmed by the chair."),
        FieldDecl::date("period_from", "Period from").aliases(&["period from"]),
        FieldDecl::date("period_until", "Period until").aliases(&["period until"]),
        FieldDecl::long_text("earlier_actions", "Earlier actions")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (a) of 9.3.2."),
        FieldDecl::long_text("issues", "Changes in context")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (b) of 9.3.2."),
        FieldDecl::long_text("parties", "Changes in needs of interested parties")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (c) of 9.3.2."),
        FieldDecl::long_text("nonconformities", "Trend: nonconformities and corrective actions")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (d) of 9.3.2."),
        FieldDecl::long_text("measurements", "Trend: monitoring and measurement")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (d) of 9.3.2."),
        FieldDecl::long_text("audits", "Trend: audit results")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (d) of 9.3.2."),
        FieldDecl::long_text("improvements", "Ways to improve")
            .required()
            .material()
            .section("Seen")
            .help("A note, or `nothing to report` with who looked. Input (e) of 9.3.2."),
        FieldDecl::long_text("other", "Also seen")
            .section("Seen")
            .help(
                "Objectives, risks and impacts, incidents, concerns, vendors, resources, \
                   law.",
            )
            .aliases(&["other", "aob"]),
        FieldDecl::long_text("suitability", "Still suitable, adequate and effective")
            .required()
            .material()
            .section("Decided")
            .aliases(&["conclusion"]),
        FieldDecl::long_text("decisions_improvement", "Decisions on improvement")
            .required()
            .material()
            .section("Decided")
            .aliases(&["decisions"]),
        FieldDecl::long_text("decisions_change", "Decisions on changes")
            .required()
            .material()
            .section("Decided")
            .help("Of the management system."),
        FieldDecl::long_text("resources", "Resources")
            .material()
            .section("Decided")
            .aliases(&["resources"]),
        FieldDecl::references(
            "tasks",
            "Actions",
            &["task", "corrective_action"],
            "decided in reviews",
        )
        .section("Decided")
        .aliases(&["actions"]),
        FieldDecl::new("file", "Minutes", FieldType::File).section("Decided"),
        OWNER,
        UNIT,
        CONFIDENTIALITY,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "held_on", "chair", "state"],
    internal: false,
};
