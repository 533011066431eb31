//! Import: one file that was brought in, and what became of its rows.

use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[State::new("kept", "Kept", Phase::Active), State::new("undone", "Undone", Phase::Ended)],
    transitions: &[Transition::new(&["kept"], "undone", "Undo")],
    aliases: &[],
};

/// A file that was imported as one batch and can be undone as one.
pub static KIND: KindDecl = KindDecl {
    name: "import",
    prefix: "IPT",
    singular: "import",
    plural: "Imports",
    purpose: "Keeps which file was brought in, how its columns were read and what became of every row.",
    source: "house",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "File").required(),
        FieldDecl::text("file_hash", "SHA-256 of the file"),
        FieldDecl::text("source", "Source of ids"),
        FieldDecl::text("of_kind", "Kind of record"),
        FieldDecl::integer("rows", "Rows"),
        FieldDecl::integer("created", "Created"),
        FieldDecl::integer("updated", "Updated"),
        FieldDecl::integer("unchanged", "Unchanged"),
        FieldDecl::integer("refused", "Refused"),
        FieldDecl::long_text("mapping", "Mapping"),
        FieldDecl::text("batch", "Batch"),
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "rows", "created", "updated", "state"],
    internal: true,
};
