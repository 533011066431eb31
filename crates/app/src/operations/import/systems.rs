//! The AI systems behind the rows: one of its own for a row, or one that several rows name.

use std::collections::BTreeMap;

use probity_core::kind::{FieldType, Kinds, Phase};
use probity_core::value::OutsideId;
use probity_tabular::{Cell, Workbook};

use super::cells::Wish;
use super::keys::{RowKeys, group_key, spelling};
use super::layout::Layout;
use super::notes::Notes;
use super::rows::{RowReading, keep_beside};

/// What the rows say about one system.
pub(super) struct SystemReading {
    pub key: OutsideId,
    pub fields: BTreeMap<&'static str, (FieldType, Wish)>,
    /// A state that a column gives.
    pub state: Option<String>,
    /// What the states of its use cases make of it, where no column gives a state.
    pub phase: Option<Phase>,
    /// True when one row only has it: then owner and unit of the row are its own too.
    pub own: bool,
}

/// The systems of a file, and which one each row has.
pub(super) struct Systems {
    pub list: Vec<SystemReading>,
    pub of_row: Vec<Option<usize>>,
}

/// Finds the systems. Where rows of one system differ, the first that says something counts, and
/// what another says is kept beside it on the row's own record.
pub(super) fn systems_of(
    kinds: &Kinds,
    rows: &mut [RowReading],
    keys: &RowKeys<'_>,
    layout: &mut Layout,
    book: &Workbook,
    notes: &mut Notes,
) -> Systems {
    let mut systems = Systems {
        list: Vec::new(),
        of_row: vec![None; rows.len()],
    };
    let Some(system_kind) = layout.system_kind else {
        return systems;
    };
    let title = kinds.decl(system_kind).title_field();
    let row_title = kinds.decl(layout.row_kind).title_field().name;
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for (place, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.counts()) {
        let phase = phase_of(kinds, layout, row.state.as_deref());
        let index = match row.group.clone() {
            Some(group) => *groups.entry(spelling(&group)).or_insert_with(|| {
                let fields =
                    BTreeMap::from([(title.name, (title.field_type, Wish::Value(group.as_str().into())))]);
                systems.list.push(SystemReading {
                    key: group_key(keys.source, &group),
                    fields,
                    state: None,
                    phase: None,
                    own: false,
                });
                systems.list.len() - 1
            }),
            None => {
                let name = row
                    .fields
                    .get(row_title)
                    .map(|(_, wish)| (title.field_type, wish.clone()));
                let fields = name.into_iter().map(|name| (title.name, name)).collect();
                systems.list.push(SystemReading {
                    key: keys.keys[place].clone(),
                    fields,
                    state: None,
                    phase: None,
                    own: true,
                });
                systems.list.len() - 1
            }
        };
        systems.of_row[place] = Some(index);
        let system = &mut systems.list[index];
        system.phase = later(system.phase, phase);
        if system.state.is_none() {
            system.state = row.system_state.take();
        }
        let given = std::mem::take(&mut row.system);
        for (name, (field_type, wish, column)) in given {
            if name == title.name && system.own {
                system.fields.insert(name, (field_type, wish));
                continue;
            }
            let held = system
                .fields
                .entry(name)
                .or_insert_with(|| (field_type, wish.clone()));
            if !says_the_same(&held.1, &wish) {
                beside(layout, column, book, place, row, notes);
            }
        }
    }
    systems
}

fn beside(
    layout: &mut Layout,
    column: usize,
    book: &Workbook,
    place: usize,
    row: &mut RowReading,
    notes: &mut Notes,
) {
    let column = &layout.columns[column];
    let cell = book
        .table
        .rows
        .get(place)
        .and_then(|row| row.cells.get(column.place))
        .cloned()
        .unwrap_or(Cell::Empty);
    let what = "differs from an earlier row of the same AI system: the earlier one counts, this text is kept beside it";
    notes.cell(column.noted(), row.number, what, &cell.text());
    let custom = column.beside;
    keep_beside(layout, custom, &cell, row);
}

fn says_the_same(one: &Wish, other: &Wish) -> bool {
    match (one, other) {
        (Wish::Value(serde_json::Value::String(one)), Wish::Value(serde_json::Value::String(other))) => {
            spelling(one) == spelling(other)
        }
        (one, other) => one == other,
    }
}

fn phase_of(kinds: &Kinds, layout: &Layout, state: Option<&str>) -> Option<Phase> {
    let states = kinds.decl(layout.row_kind).lifecycle?.states;
    states
        .iter()
        .find(|known| Some(known.code) == state)
        .map(|known| known.phase)
}

/// A system is as far as the use case that is furthest: in use if one of them is.
fn later(one: Option<Phase>, other: Option<Phase>) -> Option<Phase> {
    let rank = |phase: Phase| match phase {
        Phase::Unstated => 0,
        Phase::Ended => 1,
        Phase::Planned => 2,
        Phase::Paused => 3,
        Phase::Trial => 4,
        Phase::Active => 5,
    };
    [one, other]
        .into_iter()
        .flatten()
        .max_by_key(|phase| rank(*phase))
}
