//! Custom field: a field that this workspace added to a kind of record.

use super::{Choice, FieldDecl, Group, KindDecl};

const TYPES: &[Choice] = &[
    Choice::new("text", "One line of text"),
    Choice::new("long_text", "Paragraphs"),
    Choice::new("yes_no", "Yes or no"),
    Choice::new("integer", "Whole number"),
    Choice::new("decimal", "Decimal number"),
    Choice::new("date", "Date"),
    Choice::new("texts", "Several short texts"),
    Choice::new("link", "Web address"),
];

/// A field of the workspace's own; the home of imported columns that no declared field fits.
pub static KIND: KindDecl = KindDecl {
    name: "custom_field",
    prefix: "FLD",
    singular: "custom field",
    plural: "Custom fields",
    purpose: "Adds a field of your own to a kind of record. Imports make one for each column that fits no other field, so nothing is lost.",
    source: "house",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Machine name").required().help("Lower case with underscores; used in filters and files."),
        FieldDecl::text("label", "Label").required(),
        FieldDecl::text("of_kind", "Kind of record").required().example("use_case"),
        FieldDecl::choice("type", "Type", TYPES).required(),
        FieldDecl::long_text("help", "Help"),
        FieldDecl::text("source", "Where it came from"),
    ],
    lifecycle: None,
    columns: &["id", "name", "label", "of_kind", "type"],
    internal: true,
};
