//! A filter in words, for chips: `Owner is missing`, `Stage is In use`.

use probity_core::ids::KindId;
use probity_core::kind::FieldType;
use probity_core::query::{Column, Filter, Operand, Operator, Test};
use probity_core::register::{FieldView, Register};

use crate::desk::Desk;

/// The parts of a filter that a list shows one chip for each.
pub fn parts(filter: &Filter) -> Vec<Filter> {
    match filter {
        Filter::And(parts) => parts.clone(),
        other => vec![other.clone()],
    }
}

/// One part in words. What has no simple words stands as it was written.
pub fn words(desk: &Desk, kind: KindId, filter: &Filter) -> String {
    match filter {
        Filter::Test(test) => told(desk, kind, test).unwrap_or_else(|| filter.to_string()),
        Filter::Search(text) => format!("contains “{text}”"),
        _ => filter.to_string(),
    }
}

fn told(desk: &Desk, kind: KindId, test: &Test) -> Option<String> {
    let [name] = test.path.as_slice() else { return None };
    let register = desk.register();
    let column = Column::find(register, kind, &name.text)?;
    let fields = register.fields(kind);
    let label = label(register, kind, column, &fields);
    let operator = match test.operator {
        Operator::Equal | Operator::Includes => "is",
        Operator::NotEqual => "is not",
        Operator::Contains => "contains",
        Operator::In => "is one of",
        Operator::NotIn => "is none of",
        other => other.symbol(),
    };
    let operands: Vec<String> = test
        .operands
        .iter()
        .map(|operand| shown(desk, kind, column, &fields, operand))
        .collect();
    Some(
        format!("{label} {operator} {}", operands.join(", "))
            .trim_end()
            .to_owned(),
    )
}

fn shown(desk: &Desk, kind: KindId, column: Column, fields: &[FieldView], operand: &Operand) -> String {
    let Operand::Text(word) = operand else {
        return operand.to_string();
    };
    let text = word.text.as_str();
    let found =
        match column {
            Column::State => desk.kinds().decl(kind).lifecycle.and_then(|lifecycle| {
                lifecycle
                    .states
                    .iter()
                    .find(|state| state.code == text)
                    .map(|state| state.label.to_owned())
            }),
            Column::Field(key) => fields
                .iter()
                .find(|field| field.key == key)
                .and_then(|field| match field.field_type {
                    FieldType::Choice(choices) | FieldType::Choices(choices) => choices
                        .iter()
                        .find(|choice| choice.code == text)
                        .map(|choice| choice.label.to_owned()),
                    FieldType::Reference(_) | FieldType::References(_) => {
                        desk.record(text).ok().map(|record| record.title().to_owned())
                    }
                    _ => None,
                }),
            _ => None,
        };
    found.unwrap_or_else(|| text.to_owned())
}

/// What records of some kinds are called: `person`, `AI system or use case`.
pub fn kind_label(desk: &Desk, kinds: &[&str]) -> String {
    let named = kinds.iter().filter_map(|name| desk.kinds().by_name(name));
    let words: Vec<&str> = named.map(|kind| desk.kinds().decl(kind).singular).collect();
    words.join(" or ")
}

/// What a column is called above a table.
pub fn label(register: &Register, kind: KindId, column: Column, fields: &[FieldView]) -> String {
    match column {
        Column::Id => "ID".to_owned(),
        Column::State => register
            .kinds()
            .decl(kind)
            .lifecycle
            .map_or("State", |lifecycle| lifecycle.label)
            .to_owned(),
        Column::Phase => "Phase".to_owned(),
        Column::Created => "Created".to_owned(),
        Column::Updated => "Last change".to_owned(),
        Column::Archived => "Archived".to_owned(),
        Column::Revision => "Revision".to_owned(),
        Column::Field(key) => fields
            .iter()
            .find(|field| field.key == key)
            .map_or_else(String::new, |field| field.label.clone()),
    }
}
