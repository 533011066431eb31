//! A mapping for a list that Probity wrote itself.

use std::collections::{BTreeMap, BTreeSet};

use probity_core::ids::{KindId, RecordId};
use probity_core::kind::FieldType;
use probity_core::query::Column;
use probity_core::register::Register;
use probity_tabular::Workbook;
use probity_tabular::text::clean;

use super::super::mapping::Target;
use super::super::names::own_id_in;
use super::Proposal;
use super::columns::texts;
use crate::operations::export::heads;

/// The kind of such a list and what its columns go to; `None` for any other list. Somebody else's
/// list may have ids of the same form, so more than ids has to be ours: most heads, and either
/// what only Probity keeps or a name that one of the records has.
pub(super) fn own_list(
    register: &Register,
    book: &Workbook,
    asked: &str,
) -> Option<(KindId, BTreeMap<usize, Proposal>)> {
    let kinds = register.kinds();
    let id_column = book
        .table
        .columns
        .iter()
        .find(|column| column.header.trim().eq_ignore_ascii_case("id"))?
        .index;
    let ids: Option<Vec<RecordId>> = texts(book, id_column)
        .map(|text| RecordId::parse(kinds, &clean(&text)))
        .collect();
    let ids = ids.filter(|ids| !ids.is_empty())?;
    let kind = ids.first()?.kind;
    let decl = kinds.decl(kind);
    let fits =
        ids.iter().all(|id| id.kind == kind) && !decl.internal && (asked == decl.name || asked == "system");
    let known = ids.iter().filter(|id| register.get(**id).is_some()).count();
    if !fits || known * 2 < ids.len() {
        return None;
    }
    let columns = recognised(register, kind, book);
    let ours = columns.len() * 2 >= book.table.columns.len();
    let bookkeeping = columns.values().any(|column| {
        matches!(
            column,
            Column::Created | Column::Updated | Column::Archived | Column::Revision
        )
    });
    if !ours || !(bookkeeping || shares_a_name(register, kind, book, id_column, &columns)) {
        return None;
    }
    let mut taken = BTreeSet::new();
    let proposals = columns
        .into_iter()
        .map(|(place, column)| (place, proposal(register, kind, column)));
    Some((
        kind,
        proposals
            .filter(|(_, proposal)| {
                proposal.target == Target::Ignore || taken.insert(proposal.target.to_string())
            })
            .collect(),
    ))
}

/// Columns whose head is one of a list of this kind, or the name of what it shows.
fn recognised(register: &Register, kind: KindId, book: &Workbook) -> BTreeMap<usize, Column> {
    let heads = heads(register, kind);
    let known = |header: &str| {
        let by_head = heads
            .iter()
            .find(|(head, _)| clean(head).eq_ignore_ascii_case(header));
        let by_name = || {
            heads
                .iter()
                .find(|(_, column)| column.name(register, kind) == header)
        };
        let of_file = || {
            register
                .field(kind, header.split_once('.')?.0)
                .filter(|view| matches!(view.field_type, FieldType::File))
        };
        let found = by_head
            .or_else(by_name)
            .map(|(_, column)| *column)
            .or_else(|| custom(register, kind, header));
        found.or_else(|| of_file().map(|view| Column::Field(view.key)))
    };
    book.table
        .columns
        .iter()
        .filter_map(|column| Some((column.index, known(&clean(&column.header))?)))
        .collect()
}

/// The field of the workspace's own that a head ends in: `Cost centre (FLD-3)`.
fn custom(register: &Register, kind: KindId, header: &str) -> Option<Column> {
    let id = own_id_in(header).filter(|id| {
        register
            .find(id)
            .is_some_and(|record| register.decl(record.id).name == "custom_field")
    })?;
    let view = register.field(kind, id)?;
    // As our exports write it, and not any list that happens to say `FLD-3`.
    let written = format!("{} ({id})", clean(&view.label));
    (header == written).then_some(Column::Field(view.key))
}

/// Columns of any list that carry the id of a field of the workspace's own.
pub(super) fn own_fields(register: &Register, kind: KindId, book: &Workbook) -> BTreeMap<usize, Proposal> {
    let found =
        |header: &str| custom(register, kind, &clean(header)).map(|column| proposal(register, kind, column));
    let mut taken = BTreeSet::new();
    let columns = book
        .table
        .columns
        .iter()
        .filter_map(|column| Some((column.index, found(&column.header)?)));
    columns
        .filter(|(_, proposal)| taken.insert(proposal.target.to_string()))
        .collect()
}

fn shares_a_name(
    register: &Register,
    kind: KindId,
    book: &Workbook,
    id_column: usize,
    columns: &BTreeMap<usize, Column>,
) -> bool {
    let title = register
        .field(kind, register.kinds().decl(kind).title_field().name)
        .map(|view| Column::Field(view.key));
    let Some((name_column, _)) = columns.iter().find(|(_, column)| Some(**column) == title) else {
        return false;
    };
    book.table.rows.iter().any(|row| {
        let text = |place: usize| {
            row.cells
                .get(place)
                .map(|cell| clean(&cell.text()))
                .unwrap_or_default()
        };
        register
            .find(&text(id_column))
            .is_some_and(|record| clean(record.title()) == text(*name_column))
    })
}

fn proposal(register: &Register, kind: KindId, column: Column) -> Proposal {
    let decl = register.kinds().decl(kind);
    let (target, why) = match column {
        Column::Id => (Target::Record, "holds ids of records in Probity"),
        Column::State => (
            Target::State {
                kind: decl.name.to_owned(),
            },
            "is the column of that name in Probity's own lists",
        ),
        Column::Phase | Column::Created | Column::Updated | Column::Archived | Column::Revision => {
            (Target::Ignore, "kept by Probity itself")
        }
        Column::Field(key) => match register.fields(kind).into_iter().find(|view| view.key == key) {
            Some(view) => match view.decl {
                None => (Target::Custom(view.name), "carries the id of this field"),
                Some(field) if field.marks.computed => (Target::Ignore, "computed by Probity itself"),
                Some(field) if matches!(field.field_type, FieldType::File | FieldType::OutsideIds) => (
                    Target::Ignore,
                    "kept by Probity itself: files and ids elsewhere do not come from a cell",
                ),
                Some(field) => (
                    Target::field(decl.name, field.name),
                    "is the column of that name in Probity's own lists",
                ),
            },
            None => (
                Target::Custom(column.name(register, kind)),
                "carries the id of this field",
            ),
        },
    };
    Proposal {
        target,
        why: why.to_owned(),
    }
}
