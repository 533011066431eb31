//! Committee: a body that decides or advises on AI.

use super::shared::{NOTES, OUTSIDE_IDS, TAGS, UNIT};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("active", "Active", Phase::Active),
        State::new("dissolved", "Dissolved", Phase::Ended).aliases(&["inactive"]),
    ],
    transitions: &[
        Transition::new(&["active"], "dissolved", "Dissolve").with_reason(),
        Transition::new(&["dissolved"], "active", "Set up again").with_reason(),
    ],
    aliases: &["status"],
};

/// A body that decides or advises, with members, rhythm and powers.
pub static KIND: KindDecl = KindDecl {
    name: "committee",
    prefix: "COM",
    singular: "committee",
    plural: "Committees",
    purpose: "Bodies that decide or advise on AI: who sits in them, how often they \
                   meet and what they may decide.",
    source: "ISO/IEC 42001 5.1, 5.3",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .aliases(&["name", "committee", "board"]),
        FieldDecl::long_text("mandate", "Mandate and powers")
            .required()
            .material()
            .help("What it decides, up to which limit, and whom it reports to.")
            .aliases(&["mandate", "terms of reference", "purpose"]),
        FieldDecl::reference("chair", "Chair", &["person"], "chairs")
            .required()
            .aliases(&["chair", "chairperson"]),
        FieldDecl::references("members", "Members", &["person"], "member of")
            .required()
            .aliases(&["members"]),
        FieldDecl::reference("secretary", "Secretary", &["person"], "keeps minutes of")
            .aliases(&["secretary"]),
        FieldDecl::reference("reports_to", "Reports to", &["committee"], "receives reports of"),
        FieldDecl::text("quorum", "Quorum").aliases(&["quorum"]),
        FieldDecl::text("rhythm", "Meets")
            .required()
            .example("monthly")
            .aliases(&["frequency", "meets", "rhythm"]),
        FieldDecl::date("last_met", "Last met").aliases(&["last meeting"]),
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "chair", "rhythm", "last_met", "state"],
    internal: false,
};
