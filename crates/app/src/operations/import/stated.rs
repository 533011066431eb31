//! What the rows of a file state, before anything of it is kept.

use std::collections::BTreeMap;

use probity_core::kind::Phase;
use probity_core::register::Register;
use probity_tabular::Workbook;
use serde_json::Value as Json;

use super::cells::Wish;
use super::layout::{Slot, lay_out};
use super::mapping::Mapping;
use super::notes::Notes;
use super::rows::{RowReading, read_rows};
use crate::error::AppError;

/// One row as an AI use.
pub(in crate::operations) struct StatedUse {
    /// Number of the data row, from 1.
    pub row: usize,
    pub name: String,
    pub unit: Option<String>,
    /// What its stage means, where the file says it.
    pub phase: Option<Phase>,
    /// Values by field: codes of choices, names of records.
    fields: BTreeMap<&'static str, Json>,
}

impl StatedUse {
    /// Whether the row says anything for a field.
    pub fn says(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// The code or text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Json::as_str)
    }

    /// The yes or no of a field.
    pub fn truth(&self, field: &str) -> Option<bool> {
        self.fields.get(field).and_then(Json::as_bool)
    }
}

/// All rows that could be brought in, and which fields of the use case have a column at all.
pub(in crate::operations) struct StatedUses {
    pub uses: Vec<StatedUse>,
    /// Names of declared fields with a column; `state` for the stage.
    pub asked: Vec<&'static str>,
    /// How many rows name no use.
    pub nameless: usize,
}

/// Reads the rows of a list of AI uses.
pub(in crate::operations) fn stated_uses(
    register: &Register,
    book: &Workbook,
    mapping: &Mapping,
) -> Result<StatedUses, AppError> {
    if mapping.row_kind() != "use_case" {
        return Err(AppError::Invalid(format!(
            "a first look is at AI uses, and the mapping reads the file as `{}`",
            mapping.kind
        )));
    }
    let mut notes = Notes::default();
    let mut layout = lay_out(register, book, mapping, &mut notes)?;
    let kinds = register.kinds();
    let rows = read_rows(kinds, book, mapping, &mut layout, &mut notes, |_| ());
    let title = kinds.decl(layout.row_kind).title_field().name;
    let states = kinds
        .decl(layout.row_kind)
        .lifecycle
        .map_or(&[][..], |lifecycle| lifecycle.states);
    let asked = layout.columns.iter().filter_map(|column| match &column.slot {
        Slot::Field { name, .. } => Some(*name),
        Slot::State(_) => Some("state"),
        _ => None,
    });
    let asked = asked.collect();
    let all = rows.iter().filter(|row| row.left_out.is_none()).count();
    let uses: Vec<StatedUse> = rows
        .into_iter()
        .filter(RowReading::counts)
        .map(|row| StatedUse {
            row: row.number,
            name: row.name(title),
            unit: row
                .subunit
                .as_ref()
                .or(row.unit.as_ref())
                .map(|unit| unit.text.clone()),
            phase: states
                .iter()
                .find(|state| Some(state.code) == row.state.as_deref())
                .map(|state| state.phase),
            fields: row
                .fields
                .into_iter()
                .map(|(name, (_, wish))| (name, as_json(wish)))
                .collect(),
        })
        .collect();
    Ok(StatedUses {
        nameless: all - uses.len(),
        uses,
        asked,
    })
}

fn as_json(wish: Wish) -> Json {
    match wish {
        Wish::Value(value) => value,
        Wish::State(code) => code.into(),
        Wish::Name(_, name) => name.text.into(),
        Wish::Names(_, names) => names.into_iter().map(|name| name.text).collect(),
    }
}
