//! The rows of a file, read by a layout. Nothing here knows what is recorded already.

use std::collections::BTreeMap;

use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{FieldDecl, FieldType, Kinds};
use probity_core::value::{TEXT_MAX_CHARS, Value};
use probity_tabular::text::{clean, is_blank_word};
use probity_tabular::{Cell, Row, Workbook};
use serde::Serialize;
use serde_json::Value as Json;

use super::cells::{Reading, Shape, Unreadable, Wish, says_nothing, shortened};
use super::layout::{Layout, LayoutColumn, Part, Slot};
use super::mapping::{Mapping, OnMissingName, OnUnreadable};
use super::names::{Name, is_vague};
use super::notes::Notes;
use super::own::OwnRow;

/// One entry of the ledger holds a mebibyte; JSON makes text longer, and what is kept beside comes on top.
const ROW_MAX_BYTES: usize = 400_000;

/// Why a row is not brought in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowRefusal {
    /// Number of the data row, from 1.
    pub row: usize,
    /// Line of the file.
    pub line: usize,
    /// Letter of the column; empty for the row as a whole.
    pub column: String,
    /// Why, in words.
    pub reason: String,
}

/// What one row asks for.
#[derive(Debug, Default)]
pub(super) struct RowReading {
    pub number: usize,
    pub line: usize,
    /// Fields of the record that stands for the row.
    pub fields: BTreeMap<&'static str, (FieldType, Wish)>,
    /// Fields of its AI system, with the column they stand in.
    pub system: BTreeMap<&'static str, (FieldType, Wish, usize)>,
    pub state: Option<String>,
    pub system_state: Option<String>,
    pub unit: Option<Name>,
    pub subunit: Option<Name>,
    pub id: Option<String>,
    /// The record whose id in Probity the row carries.
    pub record: Option<RecordId>,
    /// Where the mapping leaves the row out: the column and what the row says there.
    pub left_out: Option<String>,
    pub group: Option<String>,
    /// Values of the workspace's own fields, by place in [`Layout::customs`].
    pub custom: BTreeMap<usize, Json>,
    pub refusals: Vec<RowRefusal>,
}

/// Reads every row. A refused row is read to its end, so that all that is wrong is told at once.
pub(super) fn read_rows(
    kinds: &Kinds,
    book: &Workbook,
    mapping: &Mapping,
    layout: &mut Layout,
    notes: &mut Notes,
    mut progress: impl FnMut(usize),
) -> Vec<RowReading> {
    let title = kinds.decl(layout.row_kind).title_field();
    let own = std::mem::take(&mut layout.own);
    let mut readings = Vec::with_capacity(book.table.rows.len());
    for (at, row) in book.table.rows.iter().enumerate() {
        let mut reading = RowReading {
            number: row.number,
            line: row.line,
            ..RowReading::default()
        };
        let own = own.get(at);
        if let Some(own) = own {
            reading.record = own.record;
            reading.refusals.clone_from(&own.refusals);
        }
        if left_out(kinds, layout, row, &mut reading, notes) {
            progress(row.number);
            readings.push(reading);
            continue;
        }
        read_cells(kinds, mapping, layout, (row, own), &mut reading, notes);
        if let Some(own) = own.filter(|own| own.record.is_some()) {
            // A name that the list leaves as it is, or has no column for.
            reading
                .fields
                .entry(title.name)
                .or_insert_with(|| (title.field_type, Wish::Value(own.title.as_str().into())));
        }
        if !reading.fields.contains_key(title.name) {
            name_missing(title, mapping, layout, row, &mut reading, notes);
        }
        let bytes: usize = row.cells.iter().map(|cell| cell.text().len()).sum();
        if bytes > ROW_MAX_BYTES {
            let reason =
                format!("the row has {bytes} bytes of text where at most {ROW_MAX_BYTES} fit in one record");
            reading.refusals.push(RowRefusal {
                row: row.number,
                line: row.line,
                column: String::new(),
                reason,
            });
        }
        progress(row.number);
        readings.push(reading);
    }
    readings
}

/// Reads the cells of one row. What cannot be read is kept as text or refuses the row, as the mapping says.
fn read_cells(
    kinds: &Kinds,
    mapping: &Mapping,
    layout: &mut Layout,
    (row, own): (&Row, Option<&OwnRow>),
    reading: &mut RowReading,
    notes: &mut Notes,
) {
    for place in 0..layout.columns.len() {
        let column = &layout.columns[place];
        let empty = Cell::Empty;
        let cell = row.cells.get(column.place).unwrap_or(&empty);
        let settled = own.is_some_and(|own| own.settled[place]);
        if settled || says_nothing(cell) || matches!(column.slot, Slot::Ignored | Slot::Record) {
            continue;
        }
        if layout.group == Some(column.place) {
            reading.group = group_name(&cell.text());
        }
        match read_one(kinds, layout.row_kind, column, cell) {
            Ok(read) => {
                if let Some(note) = &read.note {
                    notes.cell(column.noted(), row.number, note, &cell.text());
                }
                take(layout, place, cell, read, reading);
            }
            Err(Unreadable::Misfit(why)) if mapping.on_unreadable == OnUnreadable::KeepText => {
                notes.cell(
                    column.noted(),
                    row.number,
                    &format!("{why}; the text is kept beside it"),
                    &cell.text(),
                );
                let beside = column.beside;
                keep_beside(layout, beside, cell, reading);
            }
            Err(Unreadable::Misfit(why) | Unreadable::TooLong(why)) => {
                let reason = format!("`{}` {why}", shortened(&clean(&cell.text()), 60));
                let column = column.letter.clone();
                reading.refusals.push(RowRefusal {
                    row: row.number,
                    line: row.line,
                    column,
                    reason,
                });
            }
        }
    }
}

/// Leaves a row out where the mapping says so. Of such a row only what tells rows apart is read, so
/// that the numbers of others do not depend on it.
fn left_out(
    kinds: &Kinds,
    layout: &mut Layout,
    row: &Row,
    reading: &mut RowReading,
    notes: &mut Notes,
) -> bool {
    let empty = Cell::Empty;
    let cell = |column: &LayoutColumn| row.cells.get(column.place).unwrap_or(&empty);
    let Some(column) = layout
        .columns
        .iter()
        .find(|column| column.leaves_out(cell(column)))
    else {
        return false;
    };
    let text = shortened(&clean(&cell(column).text()), 60);
    notes.cell(
        column.noted(),
        row.number,
        "is left out, as the mapping says",
        &text,
    );
    reading.left_out = Some(if text.is_empty() {
        format!("`{}` is empty", column.header)
    } else {
        format!("`{}` says `{text}`", column.header)
    });
    reading.refusals.clear();
    let title = kinds.decl(layout.row_kind).title_field().name;
    for place in 0..layout.columns.len() {
        let column = &layout.columns[place];
        let tells_apart = match &column.slot {
            Slot::Field {
                part: Part::Row,
                name,
                ..
            } => *name == title,
            Slot::Id | Slot::Unit | Slot::Subunit => true,
            _ => false,
        };
        if tells_apart
            && !says_nothing(cell(column))
            && let Ok(Reading { wish: Some(wish), .. }) =
                read_one(kinds, layout.row_kind, column, cell(column))
        {
            let slot = column.slot.clone();
            put(layout, place, &slot, wish, reading);
        }
    }
    true
}

/// The name that a row without one is brought in under.
const NO_NAME: &str = "(no name)";

fn name_missing(
    title: &FieldDecl,
    mapping: &Mapping,
    layout: &Layout,
    row: &Row,
    reading: &mut RowReading,
    notes: &mut Notes,
) {
    let is_title = |column: &&LayoutColumn| matches!(&column.slot, Slot::Field { part: Part::Row, name, .. } if *name == title.name);
    let column = layout.columns.iter().find(is_title);
    let reason = match column {
        Some(column) if mapping.on_missing_name == OnMissingName::Keep => {
            let first = row
                .cells
                .iter()
                .find(|cell| !cell.is_empty())
                .map(Cell::text)
                .unwrap_or_default();
            notes.cell(
                column.noted(),
                row.number,
                "is empty: the row is brought in as `(no name)`; the example is its first text",
                &first,
            );
            reading
                .fields
                .insert(title.name, (title.field_type, Wish::Value(NO_NAME.into())));
            return;
        }
        Some(_) => format!("{} is empty: every row needs one", title.label),
        None => format!(
            "no column goes to {}: say in the mapping which one holds it",
            title.label
        ),
    };
    let column = column.map_or_else(String::new, |column| column.letter.clone());
    reading.refusals.push(RowRefusal {
        row: row.number,
        line: row.line,
        column,
        reason,
    });
}

fn read_one(
    kinds: &Kinds,
    row_kind: KindId,
    column: &LayoutColumn,
    cell: &Cell,
) -> Result<Reading, Unreadable> {
    let title = kinds.decl(row_kind).title_field().name;
    match &column.slot {
        // A name may be a word that is blank elsewhere: `None` is a name when nothing else is there.
        Slot::Field {
            part: Part::Row,
            name,
            ..
        } if *name == title && is_blank_word(&cell.text()) => Ok(Reading {
            wish: Some(Wish::Value(clean(&cell.text()).into())),
            keep_text: false,
            note: None,
        }),
        // Where a system's name should stand, `Withheld` or `Various` names none.
        Slot::Field {
            part: Part::System,
            name: "name",
            ..
        } if group_name(&cell.text()).is_none() => Ok(Reading {
            wish: None,
            keep_text: true,
            note: None,
        }),
        Slot::Id => Ok(read_id(cell)),
        _ => column
            .reader
            .read(cell)
            .and_then(|read| checked(kinds, column, read)),
    }
}

fn take(layout: &mut Layout, place: usize, cell: &Cell, read: Reading, reading: &mut RowReading) {
    if read.keep_text {
        let beside = layout.columns[place].beside;
        keep_beside(layout, beside, cell, reading);
    }
    if let Some(wish) = read.wish {
        let slot = layout.columns[place].slot.clone();
        put(layout, place, &slot, wish, reading);
    }
}

/// A wish that the field would refuse is a misfit.
fn checked(kinds: &Kinds, column: &LayoutColumn, read: Reading) -> Result<Reading, Unreadable> {
    let field_type = match (&column.slot, &column.reader.shape) {
        (Slot::Field { field_type, .. }, _) | (_, Shape::Value(field_type, _)) => *field_type,
        _ => return Ok(read),
    };
    if let Some(Wish::Value(json)) = &read.wish {
        Value::from_json(kinds, field_type, json)
            .map_err(|error| Unreadable::Misfit(format!("does not fit: {error}")))?;
    }
    Ok(read)
}

fn read_id(cell: &Cell) -> Reading {
    let id = clean(&cell.text());
    let usable = !is_blank_word(&id) && id.chars().count() <= 200;
    Reading {
        wish: usable.then(|| Wish::Value(id.into())),
        keep_text: !usable,
        note: None,
    }
}

/// The name of the system that several rows share; none for words that name no product.
fn group_name(text: &str) -> Option<String> {
    let name = clean(text);
    (!is_vague(&name) && !is_blank_word(&name)).then(|| shortened(&name, TEXT_MAX_CHARS))
}

fn put(layout: &mut Layout, place: usize, slot: &Slot, wish: Wish, reading: &mut RowReading) {
    let text = |wish: &Wish| match wish {
        Wish::Value(Json::String(text)) => Some(text.clone()),
        Wish::State(code) => Some(code.clone()),
        _ => None,
    };
    match (slot, wish) {
        (
            Slot::Field {
                part: Part::Row,
                name,
                field_type,
            },
            wish,
        ) => {
            reading.fields.insert(name, (*field_type, wish));
        }
        (
            Slot::Field {
                part: Part::System,
                name,
                field_type,
            },
            wish,
        ) => {
            reading.system.insert(name, (*field_type, wish, place));
        }
        (Slot::State(Part::Row), wish) => reading.state = text(&wish),
        (Slot::State(Part::System), wish) => reading.system_state = text(&wish),
        (Slot::Id, wish) => reading.id = text(&wish),
        (Slot::Unit, Wish::Name(_, name)) => reading.unit = Some(name),
        (Slot::Subunit, Wish::Name(_, name)) => reading.subunit = Some(name),
        (Slot::Custom(custom), Wish::Value(json)) => put_custom(layout, *custom, json, reading),
        (Slot::Unit | Slot::Subunit | Slot::Custom(_) | Slot::Record | Slot::Ignored, _) => {}
    }
}

pub(super) fn keep_beside(layout: &mut Layout, custom: usize, cell: &Cell, reading: &mut RowReading) {
    put_custom(layout, custom, Json::from(&*cell.text()), reading);
}

fn put_custom(layout: &mut Layout, custom: usize, json: Json, reading: &mut RowReading) {
    let field = &mut layout.customs[custom];
    field.used = true;
    if let Json::String(text) = &json {
        field.one_line &= !text.contains(['\n', '\r']) && text.chars().count() <= ONE_LINE_MAX;
    }
    reading.custom.insert(custom, json);
}

/// A column whose cells are at most this long becomes a field of one line.
const ONE_LINE_MAX: usize = 200;

impl RowReading {
    /// Whether the row makes or changes something, or may.
    pub fn counts(&self) -> bool {
        self.refusals.is_empty() && self.left_out.is_none()
    }

    /// What the row is called, for people.
    pub fn name(&self, title: &str) -> String {
        match self.fields.get(title) {
            Some((_, Wish::Value(Json::String(name)))) => name.clone(),
            _ => String::new(),
        }
    }
}
