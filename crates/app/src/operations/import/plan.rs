//! What an import would do, row by row, before anything is done.

use std::collections::BTreeMap;

use probity_core::register::{Register, Visibility};
use probity_core::rules::Command;
use probity_tabular::Workbook;
use serde::Serialize;

use super::build::Builder;
use super::keys::row_keys;
use super::layout::lay_out;
use super::mapping::Mapping;
use super::notes::{Note, Notes};
use super::own::own_rows;
use super::rows::{RowRefusal, read_rows};
use super::run::Progress;
use super::systems::systems_of;
use crate::error::AppError;

/// The most rows one import takes.
pub const ROWS_MAX: usize = 50_000;

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RowOutcome {
    /// A new record.
    Created,
    /// A record that is there changes.
    Updated {
        /// The record.
        id: String,
        /// Labels of what changes.
        fields: Vec<String>,
    },
    /// A record that is there says all of it already.
    Unchanged {
        /// The record; empty for a row that is left out and has none.
        #[serde(skip_serializing_if = "String::is_empty")]
        id: String,
    },
    /// Not brought in; the plan's refusals say why.
    Refused,
}

/// One row of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowPlan {
    /// Number of the data row, from 1.
    pub row: usize,
    /// Line of the file.
    pub line: usize,
    /// What the row is called.
    pub name: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: RowOutcome,
    /// Where the mapping leaves the row out: what the row says that makes it so. The outcome is then
    /// unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// How many rows of each outcome; they add up to the rows of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows in the file.
    pub rows: usize,
    /// New records.
    pub created: usize,
    /// Changed records.
    pub updated: usize,
    /// Rows whose record says all of it already, and rows that are left out.
    pub unchanged: usize,
    /// How many of the unchanged are left out, as the mapping says.
    pub left_out: usize,
    /// Rows that cannot be brought in.
    pub refused: usize,
}

/// An import worked out against one version of the register.
#[derive(Debug)]
pub struct Plan {
    /// The mapping it was made with.
    pub mapping: Mapping,
    /// Every row of the file, in order.
    pub rows: Vec<RowPlan>,
    /// Why rows are refused.
    pub refusals: Vec<RowRefusal>,
    /// What else is to know.
    pub notes: Vec<Note>,
    /// Names of records made because cells name them, by kind: units, vendors, people to invite.
    pub named: BTreeMap<&'static str, Vec<String>>,
    /// Labels of the fields that are made.
    pub new_fields: Vec<String>,
    /// How many AI systems are made.
    pub new_systems: usize,
    /// Size of the register it was made on.
    pub(super) register_size: u64,
    /// What is to be done, with the number of the row that asks for it.
    pub(super) items: Vec<(Command, Option<usize>)>,
}

impl Plan {
    /// How many rows of each outcome.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            rows: self.rows.len(),
            ..Counts::default()
        };
        for row in &self.rows {
            counts.left_out += usize::from(row.left_out.is_some());
            match row.outcome {
                RowOutcome::Created => counts.created += 1,
                RowOutcome::Updated { .. } => counts.updated += 1,
                RowOutcome::Unchanged { .. } => counts.unchanged += 1,
                RowOutcome::Refused => counts.refused += 1,
            }
        }
        counts
    }

    /// True when everything in the file is recorded already.
    pub fn changes_nothing(&self) -> bool {
        self.items.is_empty()
    }
}

/// Works out what importing a file would do. Records outside of `visibility` are not matched.
///
/// # Errors
/// [`AppError::Invalid`] for a mapping that names what is not there and for a file with too many rows.
pub fn plan(
    register: &Register,
    visibility: &Visibility,
    book: &Workbook,
    mapping: &Mapping,
    progress: &mut dyn FnMut(Progress),
) -> Result<Plan, AppError> {
    let total = book.table.rows.len();
    if total > ROWS_MAX {
        return Err(AppError::Invalid(format!(
            "the file has {total} rows, and one import takes at most {ROWS_MAX}: split the file"
        )));
    }
    let mut notes = Notes::default();
    let mut layout = lay_out(register, book, mapping, &mut notes)?;
    let kinds = register.kinds();
    layout.own = own_rows(register, visibility, book, &layout, &mut notes);
    let mut rows = read_rows(kinds, book, mapping, &mut layout, &mut notes, |row| {
        progress(Progress::Read { rows: row, of: total });
    });
    let title = kinds.decl(layout.row_kind).title_field().name;
    let keys = row_keys(title, &mapping.source, &rows);
    let systems = systems_of(kinds, &mut rows, &keys, &mut layout, book, &mut notes);
    let mut builder = Builder::new(register, visibility, mapping, &layout);
    builder.custom_fields(&rows);
    let mut planned = Vec::with_capacity(rows.len());
    let mut refusals = Vec::new();
    for (place, (reading, key)) in rows.into_iter().zip(&keys.keys).enumerate() {
        let (row, line) = (reading.number, reading.line);
        let name = reading.name(title);
        let outcome = match &reading {
            reading if reading.left_out.is_some() => RowOutcome::Unchanged {
                id: builder.known_as(reading, key),
            },
            reading if reading.refusals.is_empty() => builder.row(place, reading, key, &systems),
            _ => RowOutcome::Refused,
        };
        let left_out = reading.left_out;
        refusals.extend(reading.refusals);
        planned.push(RowPlan {
            row,
            line,
            name,
            outcome,
            left_out,
        });
        progress(Progress::Planned { rows: row, of: total });
    }
    let built = builder.finish();
    Ok(Plan {
        mapping: mapping.clone(),
        rows: planned,
        refusals,
        notes: notes.into_list(),
        named: built.named,
        new_fields: built.new_fields,
        new_systems: built.new_systems,
        register_size: register.size(),
        items: built.items,
    })
}
