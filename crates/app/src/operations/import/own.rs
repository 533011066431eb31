//! A list that Probity wrote itself: rows are known by their own ids, and a cell that still shows
//! what is recorded asks for nothing. Only what somebody changed in the list is read.

use std::collections::BTreeMap;

use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::kind::{FieldType, Kinds};
use probity_core::query::Column;
use probity_core::register::{Register, Visibility};
use probity_tabular::text::{clean, clean_lines};
use probity_tabular::{Cell, Row, Workbook};
use serde_json::Value as Json;

use super::keys::outside_ids_field;
use super::layout::{Layout, LayoutColumn, Part, Slot};
use super::names::own_id_in;
use super::notes::Notes;
use super::rows::RowRefusal;
use crate::operations::export::{RESTRICTED, Table, heads};

/// What is known of one row before it is read.
#[derive(Debug, Default)]
pub(super) struct OwnRow {
    /// The record whose id it carries.
    pub record: Option<RecordId>,
    /// What that record is called.
    pub title: String,
    /// By place in [`Layout::columns`]: true where the cell shows what is recorded.
    pub settled: Vec<bool>,
    pub refusals: Vec<RowRefusal>,
}

/// Compares every row with the record it names. Empty for a list that carries no ids of ours.
pub(super) fn own_rows(
    register: &Register,
    visibility: &Visibility,
    book: &Workbook,
    layout: &Layout,
    notes: &mut Notes,
) -> Vec<OwnRow> {
    let Some(id_column) = layout
        .columns
        .iter()
        .find(|column| matches!(column.slot, Slot::Record))
    else {
        return Vec::new();
    };
    let heads = heads(register, layout.row_kind);
    let table = Table {
        register,
        visibility,
        kind: layout.row_kind,
    };
    let shown_as = layout
        .columns
        .iter()
        .map(|column| shown_as(register, layout, &heads, column))
        .collect();
    let comparison = Comparison {
        table,
        layout,
        id_column,
        shown_as,
    };
    let mut spoken_of = BTreeMap::new();
    let mut rows = Vec::with_capacity(book.table.rows.len());
    for row in &book.table.rows {
        let mut own = comparison.row(row, notes);
        if let Some(record) = own.record
            && let Some(earlier) = spoken_of.insert(record, row.number)
        {
            let id = record.show(register.kinds());
            own.refusals.push(refusal(
                row,
                id_column,
                format!("`{id}` stands in row {earlier} already: leave one of them out"),
            ));
        }
        rows.push(own);
    }
    rows
}

/// The column of a list that shows what a column of the file goes to.
fn shown_as(
    register: &Register,
    layout: &Layout,
    heads: &[(String, Column)],
    column: &LayoutColumn,
) -> Option<Column> {
    let field = |name: &str| {
        register
            .field(layout.row_kind, name)
            .map(|view| Column::Field(view.key))
    };
    match &column.slot {
        Slot::Field {
            part: Part::Row,
            name,
            ..
        } => field(name),
        Slot::State(Part::Row) => Some(Column::State),
        Slot::Unit => field("unit"),
        Slot::Custom(place) => {
            let (_, record, _) = layout.customs[*place].existing?;
            field(&record.show(register.kinds()))
        }
        Slot::Ignored => {
            let shows = |head: &str, known: Column| {
                head.eq_ignore_ascii_case(&column.header)
                    || known.name(register, layout.row_kind) == column.header
            };
            heads
                .iter()
                .find(|(head, known)| shows(head, *known))
                .map(|(_, known)| *known)
        }
        Slot::Record | Slot::Id | Slot::Subunit | Slot::Field { .. } | Slot::State(_) => None,
    }
}

struct Comparison<'a> {
    table: Table<'a>,
    layout: &'a Layout,
    id_column: &'a LayoutColumn,
    shown_as: Vec<Option<Column>>,
}

impl Comparison<'_> {
    fn row(&self, row: &Row, notes: &mut Notes) -> OwnRow {
        let Table {
            register,
            visibility,
            kind,
        } = self.table;
        let decl = register.kinds().decl(kind);
        let mut own = OwnRow {
            settled: vec![false; self.layout.columns.len()],
            ..OwnRow::default()
        };
        let text = clean(&cell(row, self.id_column).text());
        if text.is_empty() {
            if outside_ids_field(register, kind).is_none() {
                let reason = format!(
                    "the row has no id, and a list only changes {}: enter a new one in Probity",
                    decl.plural
                );
                own.refusals.push(refusal(row, self.id_column, reason));
            }
            return own;
        }
        let id = RecordId::parse(register.kinds(), &text).filter(|id| id.kind == kind);
        let record = id
            .and_then(|id| register.get(id))
            .filter(|record| visibility.sees(register, record));
        let Some(record) = record else {
            let reason = format!(
                "`{text}` is not the id of a record among {}: leave the cell empty for a new one",
                decl.plural
            );
            own.refusals.push(refusal(row, self.id_column, reason));
            return own;
        };
        own.record = Some(record.id);
        record.title().clone_into(&mut own.title);
        let mut differs = false;
        for (place, column) in self.layout.columns.iter().enumerate() {
            let found = cell(row, column);
            own.settled[place] = self.is_settled(record, place, found);
            let says_more = !own.settled[place] && !found.is_empty() && !matches!(column.slot, Slot::Record);
            match column.slot {
                Slot::Ignored if says_more => self.note_ignored(column, place, row, found, notes),
                _ if says_more && hides_links(column, found) => {
                    own.settled[place] = true;
                    let what =
                        "holds links that whoever took the list out could not see: it is left as it is";
                    notes.cell(column.noted(), row.number, what, &found.text());
                }
                _ if says_more => {
                    differs = true;
                    self.check_links(row, column, found, &mut own);
                }
                _ => {}
            }
        }
        if record.archived && differs {
            let reason = format!(
                "`{text}` was put away and the row differs from it: bring it back first, or leave the row as it was"
            );
            own.refusals.push(refusal(row, self.id_column, reason));
        }
        own
    }

    fn is_settled(&self, record: &Record, place: usize, found: &Cell) -> bool {
        let text = found.text();
        self.shown_as[place].is_some_and(|column| {
            let shown = self.table.cell(record, column);
            let same = || clean_lines(&shown.text()) == clean_lines(&text);
            let to_machines = || {
                self.table
                    .json(record, column)
                    .is_some_and(|json| says(&json, &text))
            };
            shown.text() == text || same() || same_number(&shown, &text) || to_machines()
        })
    }

    /// What the file says where an import changes nothing.
    fn note_ignored(&self, column: &LayoutColumn, place: usize, row: &Row, found: &Cell, notes: &mut Notes) {
        let what = match self.shown_as[place] {
            Some(Column::Revision) => {
                "is not the revision of today: the record was changed after this list was taken out, and where the row differs it goes \
                 back to what the list says"
            }
            // A newer day follows from a newer revision.
            Some(Column::Updated) | None => return,
            Some(_) => "differs from what is recorded, and an import does not change it",
        };
        notes.cell(column.noted(), row.number, what, &found.text());
    }

    /// Ids in a cell that was changed point at records that are there.
    fn check_links(&self, row: &Row, column: &LayoutColumn, found: &Cell, own: &mut OwnRow) {
        let targets = targets(column);
        let Table {
            register, visibility, ..
        } = self.table;
        for part in found.text().split(';') {
            let Some(id) = own_id_in(part) else { continue };
            if linked(register, visibility, targets, id).is_none() {
                own.refusals.push(refusal(
                    row,
                    column,
                    format!("`{id}` is no record that can stand here"),
                ));
            }
        }
    }
}

/// The kinds that the links of a column can point at.
fn targets(column: &LayoutColumn) -> &'static [&'static str] {
    match &column.slot {
        Slot::Field {
            field_type: FieldType::Reference(targets) | FieldType::References(targets),
            ..
        } => targets,
        Slot::Unit => &["unit"],
        _ => &[],
    }
}

fn hides_links(column: &LayoutColumn, found: &Cell) -> bool {
    !targets(column).is_empty() && found.text().split(';').any(|part| part.trim() == RESTRICTED)
}

/// Whether a cell that was read from JSON holds this value.
fn says(json: &Json, text: &str) -> bool {
    match json {
        Json::String(known) => clean_lines(known) == clean_lines(text),
        Json::Array(items) => {
            let plain: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            plain.is_some_and(|items| items.join("; ") == text) || written(json) == text
        }
        other => written(other) == text,
    }
}

fn written(json: &Json) -> String {
    json.to_string()
}

/// The record of an id, where a link to these kinds may point at it.
pub(super) fn linked(
    register: &Register,
    visibility: &Visibility,
    targets: &[&str],
    id: &str,
) -> Option<RecordId> {
    let kinds: &Kinds = register.kinds();
    let id = RecordId::parse(kinds, id).filter(|id| targets.contains(&kinds.decl(id.kind).name))?;
    register
        .get(id)
        .filter(|record| visibility.sees(register, record))
        .map(|record| record.id)
}

fn cell<'a>(row: &'a Row, column: &LayoutColumn) -> &'a Cell {
    row.cells.get(column.place).unwrap_or(&Cell::Empty)
}

/// `1200` and `1200.00` are one number to a spreadsheet program.
fn same_number(shown: &Cell, text: &str) -> bool {
    let plain = |text: &str| {
        let digits = text.trim();
        let digits = if digits.contains('.') {
            digits.trim_end_matches('0').trim_end_matches('.')
        } else {
            digits
        };
        digits.to_owned()
    };
    matches!(shown, Cell::Number(shown) if plain(shown) == plain(text))
}

fn refusal(row: &Row, column: &LayoutColumn, reason: String) -> RowRefusal {
    RowRefusal {
        row: row.number,
        line: row.line,
        column: column.letter.clone(),
        reason,
    }
}
