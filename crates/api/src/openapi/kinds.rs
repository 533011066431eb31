//! One schema for each kind of record, made from its declaration.

use probity_core::KindDecl;
use probity_core::kind::{FieldDecl, FieldType, Kinds};
use serde_json::{Map, Value as Json, json};

use crate::rest::form::WHOLE_MAX;
use crate::rest::values::{DATE_PATTERN, id_pattern, schema};

/// The schemas of all kinds and what they share, by name.
pub(super) fn schemas() -> Map<String, Json> {
    let mut all = shared();
    let (mut records, mut new) = (Vec::new(), Vec::new());
    let (mut record_names, mut new_names) = (Map::new(), Map::new());
    for (_, decl) in Kinds::built_in().all() {
        let name = type_name(decl);
        all.insert(format!("{name}Fields"), fields(decl));
        all.insert(format!("{name}Record"), record(decl, &name));
        all.insert(format!("New{name}"), new_record(decl, &name));
        let reference = |schema: &str| format!("#/components/schemas/{schema}");
        records.push(json!({"$ref": reference(&format!("{name}Record"))}));
        new.push(json!({"$ref": reference(&format!("New{name}"))}));
        record_names.insert(decl.name.to_owned(), json!(reference(&format!("{name}Record"))));
        new_names.insert(decl.name.to_owned(), json!(reference(&format!("New{name}"))));
    }
    all.insert(
        "Record".to_owned(),
        json!({
            "description": "A record; `kind` tells which schema it has.",
            "oneOf": records,
            "discriminator": {"propertyName": "kind", "mapping": record_names},
        }),
    );
    all.insert(
        "NewRecord".to_owned(),
        json!({
            "description": "A record that is to be made; `kind` tells which schema it has.",
            "oneOf": new,
            "discriminator": {"propertyName": "kind", "mapping": new_names},
        }),
    );
    all
}

/// `use_case` as `UseCase`.
fn type_name(decl: &KindDecl) -> String {
    decl.name
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        })
        .collect()
}

fn shared() -> Map<String, Json> {
    let text = json!({"type": "string"});
    let number = json!({"type": "integer", "minimum": 0, "maximum": WHOLE_MAX});
    let shared = json!({
        "OutsideId": {
            "description": "An id that another register uses for the same thing.",
            "type": "object",
            "required": ["source", "id"],
            "properties": {
                "source": {"type": "string", "minLength": 1, "maxLength": 2000, "description": "Which register."},
                "id": {"type": "string", "minLength": 1, "maxLength": 2000, "description": "The id there."},
            },
        },
        "File": {
            "description": "A file. It is brought with `PUT …/records/ID/files/FIELD`.",
            "type": "object",
            "readOnly": true,
            "required": ["sha256", "name", "size"],
            "properties": {
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "name": text,
                "size": number,
            },
        },
        "CustomValue": {
            "description": "The value of a field of the workspace's own; its declaration (`GET …/kinds/KIND`) tells the type.",
            "type": ["string", "boolean", "integer", "array"],
        },
        "RecordFacts": {
            "type": "object",
            "required": ["id", "kind", "title", "revision", "archived", "created", "updated", "fields", "missing"],
            "properties": {
                "title": {"type": "string", "description": "Its first field."},
                "revision": {"type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "How many entries it has; also its entity tag."},
                "archived": {"type": "boolean", "description": "Whether it was put away."},
                "created": {"type": "string", "format": "date-time", "description": "When its first entry was recorded."},
                "updated": {"type": "string", "format": "date-time", "description": "When its newest entry was recorded."},
                "missing": {"type": "array", "items": text, "description": "Required fields that hold nothing."},
            },
        },
    });
    match shared {
        Json::Object(shared) => shared,
        _ => Map::new(),
    }
}

fn fields(decl: &KindDecl) -> Json {
    let properties: Map<String, Json> = decl
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    json!({
        "description": format!("Fields of {}. What holds nothing is left out.", decl.plural),
        "type": "object",
        "properties": properties,
        "patternProperties": {"^FLD-[1-9][0-9]*$": {"$ref": "#/components/schemas/CustomValue"}},
        "additionalProperties": false,
    })
}

fn property(field: &FieldDecl) -> Json {
    let mut property = schema(field.field_type);
    let mut words = vec![field.label.trim_end_matches('.').to_owned()];
    if !field.help.is_empty() {
        words.push(field.help.trim_end_matches('.').to_owned());
    }
    property["description"] = json!(words.join(". ") + ".");
    if let FieldType::Choice(choices) | FieldType::Choices(choices) = field.field_type {
        let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
        property["x-labels"] = json!(labels);
    }
    if field.marks.computed {
        property["readOnly"] = json!(true);
    }
    let marks = [
        ("required", field.marks.required),
        ("material", field.marks.material),
        ("personal", field.marks.personal),
        ("access", field.marks.access),
    ];
    let marks: Vec<&str> = marks
        .into_iter()
        .filter(|(_, set)| *set)
        .map(|(name, _)| name)
        .collect();
    if !marks.is_empty() {
        property["x-marks"] = json!(marks);
    }
    property
}

fn record(decl: &KindDecl, name: &str) -> Json {
    let mut properties = json!({
        "id": {"type": "string", "pattern": id_pattern(&[decl.prefix]), "examples": [format!("{}-1", decl.prefix)]},
        "kind": {"type": "string", "const": decl.name},
        "fields": {"$ref": format!("#/components/schemas/{name}Fields")},
    });
    if let Some(states) = states(decl) {
        properties["state"] = states;
    }
    json!({
        "title": decl.singular,
        "description": decl.purpose,
        "allOf": [{"$ref": "#/components/schemas/RecordFacts"}],
        "type": "object",
        "properties": properties,
    })
}

fn new_record(decl: &KindDecl, name: &str) -> Json {
    let mut properties = json!({
        "kind": {"type": "string", "const": decl.name},
        "fields": {
            "$ref": format!("#/components/schemas/{name}Fields"),
            "required": [decl.title_field().name],
        },
        "stated": {
            "type": ["string", "null"],
            "pattern": DATE_PATTERN,
            "description": "The day on which it is stated to have happened: a day, a month or a year.",
        },
        "reason": {"type": ["string", "null"], "description": "Why, in the words of who does it."},
    });
    if let Some(mut states) = states(decl) {
        states["description"] = json!("Its state, where it is not new to the organisation.");
        properties["state"] = json!({"anyOf": [states, {"type": "null"}]});
    }
    json!({
        "title": format!("New {}", decl.singular),
        "description": decl.purpose,
        "type": "object",
        "required": ["kind", "fields"],
        "properties": properties,
        "additionalProperties": false,
    })
}

fn states(decl: &KindDecl) -> Option<Json> {
    let lifecycle = decl.lifecycle?;
    let codes: Vec<&str> = lifecycle.states.iter().map(|state| state.code).collect();
    let labels: Vec<&str> = lifecycle.states.iter().map(|state| state.label).collect();
    Some(json!({"type": "string", "enum": codes, "x-labels": labels, "description": lifecycle.label}))
}
