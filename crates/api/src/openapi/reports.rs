//! Schemas of documents that belong to the application and to the core, where types of this crate
//! cannot say them. A test holds answers against them.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json, json};

/// Names a schema and refers to it.
fn named(generator: &mut SchemaGenerator, name: &str, schema: Json) -> Schema {
    generator.definitions_mut().insert(name.to_owned(), schema);
    json_schema!({"$ref": format!("#/components/schemas/{name}")})
}

fn count() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn texts() -> Json {
    json!({"type": "array", "items": {"type": "string"}})
}

/// An object of members that are all there.
fn object(about: &str, members: &[(&str, Json)]) -> Json {
    with_optional(about, members, &[])
}

fn with_optional(about: &str, members: &[(&str, Json)], optional: &[(&str, Json)]) -> Json {
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Json> = members
        .iter()
        .chain(optional)
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({"description": about, "type": "object", "required": required, "properties": properties})
}

fn text() -> Json {
    json!({"type": "string"})
}

/// `probity_app::operations::erase::Erased`.
pub(crate) fn erased(generator: &mut SchemaGenerator) -> Schema {
    let traces = object(
        "How much was removed beside the ledger.",
        &[
            ("drafts", count()),
            ("stagings", count()),
            ("mappings", count()),
            ("views", count()),
        ],
    );
    let issued = object(
        "A file that left before.",
        &[("at", text()), ("kind", text()), ("name", text())],
    );
    let schema = object(
        "What was erased, and what an erasure cannot reach.",
        &[
            ("id", text()),
            ("entries", count()),
            ("others", texts()),
            ("traces", traces),
            ("files", texts()),
            ("mentions", texts()),
            ("files_with_mentions", texts()),
            ("issued", json!({"type": "array", "items": issued})),
            ("unfinished", texts()),
            ("notice", text()),
        ],
    );
    named(generator, "Erased", schema)
}

/// `probity_app::operations::undo_import::Undone`.
pub(crate) fn undone(generator: &mut SchemaGenerator) -> Schema {
    let left = object(
        "A record that stays as it is.",
        &[("id", text()), ("name", text()), ("reason", text())],
    );
    let schema = object(
        "What undoing an import did.",
        &[
            ("import", text()),
            ("put_away", count()),
            ("restored", count()),
            ("left", json!({"type": "array", "items": left})),
            ("size", count()),
        ],
    );
    named(generator, "Undone", schema)
}

/// `probity_app::operations::import::Mapping`.
pub(crate) fn mapping(generator: &mut SchemaGenerator) -> Schema {
    let or_null = |kind: &str| json!({"type": [kind, "null"]});
    let column = json!({
        "description": "How one column is read.",
        "type": "object",
        "required": ["header", "target"],
        "additionalProperties": false,
        "properties": {
            "column": {"type": "string", "description": "Its letter."},
            "header": {"type": "string", "description": "Its header; a later file is matched by this."},
            "target": {
                "type": "string",
                "description": "Where its cells go: `use_case.purpose`, `use_case.state`, `id`, `record`, `unit`, `subunit`, `custom.topic` or `ignore`.",
                "pattern": "^(id|record|unit|subunit|ignore|[^.]+\\.(.|\\n)+)$",
            },
            "date_order": {
                "description": "For dates such as `1/5/2024`.",
                "enum": ["month_first", "day_first", null],
            },
            "why": {"type": "string", "description": "Why this target was proposed."},
            "values": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "From what a cell says to the code it stands for.",
            },
            "leave_out": {"type": "array", "items": {"type": "string"}, "description": "Texts of this column whose rows are left out."},
        },
    });
    let schema = json!({
        "description": "How the columns of a file are read.",
        "type": "object",
        "required": ["source", "columns"],
        "additionalProperties": false,
        "properties": {
            "kind": {"type": "string", "description": "What a row is: `system` gives an AI system and its use case; any other kind gives one record."},
            "source": {"type": "string", "description": "The name under which ids of this file are kept."},
            "sheet": or_null("string"),
            "header_row": {"type": ["integer", "null"], "minimum": 0, "maximum": u64::MAX, "description": "Line of the header, from 1; 0 for none."},
            "delimiter": {"type": ["string", "null"], "minLength": 1, "maxLength": 1},
            "encoding": or_null("string"),
            "group_by": {"type": ["string", "null"], "description": "Letter of the column whose equal cells name one system with several use cases."},
            "on_unreadable": {"type": "string", "enum": ["keep_text", "refuse"]},
            "on_missing_name": {"type": "string", "enum": ["refuse", "keep"]},
            "columns": {"type": "array", "items": column},
        },
    });
    named(generator, "Mapping", schema)
}

/// The same where one can be left to be proposed.
pub(crate) fn mapping_or_null(generator: &mut SchemaGenerator) -> Schema {
    let mapping = mapping(generator).to_value();
    json_schema!({"anyOf": [mapping, {"type": "null"}]})
}

/// `probity_app::operations::import::ImportReport`.
pub(crate) fn import_report(generator: &mut SchemaGenerator) -> Schema {
    let mapping = mapping(generator).to_value();
    let refusal = object(
        "Why a row cannot be brought in.",
        &[
            ("row", count()),
            ("line", count()),
            ("column", text()),
            ("reason", text()),
        ],
    );
    let note = object(
        "What else is to know.",
        &[
            ("column", text()),
            ("header", text()),
            ("what", text()),
            ("count", count()),
            ("rows", json!({"type": "array", "items": count()})),
            ("example", text()),
        ],
    );
    let outcome = with_optional(
        "What would become of a row.",
        &[
            ("row", count()),
            ("line", count()),
            ("name", text()),
            (
                "outcome",
                json!({"type": "string", "enum": ["created", "updated", "unchanged", "refused"]}),
            ),
        ],
        &[("id", text()), ("fields", texts()), ("left_out", text())],
    );
    let schema = with_optional(
        "What an import did, or would do.",
        &[
            ("rows", count()),
            ("created", count()),
            ("updated", count()),
            ("unchanged", count()),
            ("refused", count()),
            ("left_out", count()),
            ("mapping", mapping),
            ("unmapped", texts()),
            ("refusals", json!({"type": "array", "items": refusal})),
            ("notes", json!({"type": "array", "items": note})),
            ("rule", texts()),
            ("written", json!({"type": "boolean"})),
            ("new_systems", count()),
            ("new_fields", texts()),
            (
                "new_records",
                json!({"type": "object", "additionalProperties": texts()}),
            ),
            ("people_to_invite", texts()),
            ("warnings", texts()),
        ],
        &[
            ("import", text()),
            ("batch", text()),
            ("outcomes", json!({"type": "array", "items": outcome})),
        ],
    );
    named(generator, "ImportReport", schema)
}

/// `probity_app::operations::backup::BackupReport`.
pub(crate) fn backup_report(generator: &mut SchemaGenerator) -> Schema {
    let schema = object(
        "What was backed up.",
        &[("manifest", json!({"type": "object"})), ("notice", text())],
    );
    named(generator, "BackupReport", schema)
}

/// `probity_app::operations::workspace_export::Manifest`.
pub(crate) fn manifest(generator: &mut SchemaGenerator) -> Schema {
    let kind = object(
        "One file of records.",
        &[("records", count()), ("schema", count())],
    );
    let schema = with_optional(
        "What was written, `workspace.json`.",
        &[
            ("format", count()),
            ("origin", text()),
            ("key", text()),
            ("size", count()),
            ("state_hash", text()),
            ("kinds", json!({"type": "object", "additionalProperties": kind})),
        ],
        &[("checkpoint", json!({"type": ["string", "null"]}))],
    );
    named(generator, "Manifest", schema)
}

/// `probity_app::operations::fsck::Report`.
pub(crate) fn fsck_report(generator: &mut SchemaGenerator) -> Schema {
    let problem = object(
        "Something that does not fit.",
        &[("where", text()), ("what", text())],
    );
    let schema = object(
        "What a check found.",
        &[
            ("entries", count()),
            ("size", count()),
            ("root", text()),
            ("problems", json!({"type": "array", "items": problem})),
        ],
    );
    named(generator, "FsckReport", schema)
}

/// `probity_core::rules::Command`.
pub(crate) fn command(generator: &mut SchemaGenerator) -> Schema {
    let patch = json!({"$ref": "#/components/schemas/Patch"});
    named(generator, "Patch", patch_schema());
    let revision = json!({"type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX});
    let maybe = json!({"type": ["string", "null"]});
    let materiality = json!({
        "oneOf": [
            {"type": "null"},
            {"const": "material"},
            {"type": "object", "required": ["editorial"], "properties": {"editorial": text()}, "additionalProperties": false},
        ],
    });
    let one = |name: &str, about: &str, required: &[(&str, Json)], optional: &[(&str, Json)]| {
        let mut schema = object("", &[(name, with_optional(about, required, optional))]);
        schema["additionalProperties"] = json!(false);
        if let Some(members) = schema.as_object_mut() {
            members.remove("description");
        }
        schema
    };
    let commands = json!({"type": "array", "items": {"$ref": "#/components/schemas/Command"}});
    let schema = json!({
        "description": "A command of the core, as plain data. In a batch, a link may name a record that an earlier item makes: `new:0` for the first.",
        "oneOf": [
            one("create", "Make a record.", &[("kind", text()), ("patch", patch.clone())], &[]),
            one("revise", "Change fields and links.", &[("id", text()), ("patch", patch.clone())], &[("expected_revision", revision.clone()), ("materiality", materiality)]),
            one("move", "Move to another state.", &[("id", text()), ("to", text()), ("patch", patch), ("as_fact", json!({"type": "boolean"}))], &[("expected_revision", revision)]),
            one("archive", "Put away or bring back.", &[("id", text()), ("archived", json!({"type": "boolean"}))], &[("reason", maybe)]),
            one("comment", "Remark on a record.", &[("id", text()), ("text", text())], &[]),
            one("merge", "Make duplicates one.", &[("keep", text()), ("absorb", texts())], &[]),
            {"type": "object", "required": ["batch"], "properties": {"batch": commands}, "additionalProperties": false},
        ],
    });
    named(generator, "Command", schema)
}

fn patch_schema() -> Json {
    let links = json!({"type": "object", "additionalProperties": texts()});
    with_optional(
        "Changes to one record, by field name.",
        &[],
        &[
            ("set", json!({"type": "object"})),
            ("unset", texts()),
            ("link", links.clone()),
            ("unlink", links),
            ("state", json!({"type": ["string", "null"]})),
            ("archived", json!({"type": ["boolean", "null"]})),
            ("stated", json!({"type": ["string", "null"]})),
            ("reason", json!({"type": ["string", "null"]})),
            ("comment", json!({"type": ["string", "null"]})),
        ],
    )
}
