//! Acknowledgement: somebody confirmed to have read a document.

use super::shared::{NOTES, OUTSIDE_IDS, TAGS};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("due", "Due", Phase::Planned).aliases(&["pending", "open"]),
        State::new("confirmed", "Confirmed", Phase::Active).aliases(&["signed", "acknowledged", "yes"]),
        State::new("lapsed", "Lapsed", Phase::Ended).aliases(&["expired"]),
    ],
    transitions: &[
        Transition::new(&["due"], "confirmed", "Confirm").requires(&["document", "person", "version"]),
        Transition::new(&["due", "confirmed"], "lapsed", "Let lapse").with_reason(),
    ],
    aliases: &["status"],
};

/// A person confirmed one version of a document.
pub static KIND: KindDecl = KindDecl {
    name: "acknowledgement",
    prefix: "ACK",
    singular: "acknowledgement",
    plural: "Acknowledgements",
    purpose: "Who confirmed to have read which version of a document, and who has not \
                   yet.",
    source: "ISO/IEC 42001 7.3, 7.5",
    group: Group::Documents,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Title")
            .required()
            .aliases(&["name", "title"]),
        FieldDecl::reference("document", "Document", &["document"], "acknowledged by")
            .required()
            .aliases(&["document", "policy"]),
        FieldDecl::text("version", "Version")
            .required()
            .aliases(&["version"]),
        FieldDecl::reference("person", "Person", &["person"], "acknowledged")
            .required()
            .personal()
            .aliases(&["person", "employee", "user"]),
        FieldDecl::date("due", "Due").aliases(&["due date", "due"]),
        FieldDecl::date("done_on", "Confirmed on").aliases(&["date", "acknowledged on", "signed on"]),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "document", "version", "person", "due", "state"],
    internal: false,
};
