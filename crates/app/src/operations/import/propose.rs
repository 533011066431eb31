//! A first mapping for a file, from what its columns are called and what stands in them.

mod columns;
mod own;
mod units;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use probity_core::kind::KindDecl;
use probity_core::register::Register;
use probity_tabular::Workbook;
use probity_tabular::dates::ColumnOrder;

use super::layout::free_name;
use super::mapping::{ColumnMapping, DateOrder, Mapping, OnMissingName, OnUnreadable, Target, source_of};
use crate::error::AppError;

/// Proposes how to read a file: by the words its columns are known under, and by whether the cells
/// fit. What fits no declared field becomes a field of the workspace's own.
///
/// # Errors
/// [`AppError::Invalid`] for a kind that there is not.
pub fn propose(
    register: &Register,
    book: &Workbook,
    kind: &str,
    file_name: &str,
) -> Result<Mapping, AppError> {
    let kinds = register.kinds();
    let decl = |name: &str| kinds.by_name(name).map(|kind| kinds.decl(kind));
    let unknown = || AppError::Invalid(format!("there is no kind of record called `{kind}`"));
    let mut mapping = Mapping {
        kind: kind.to_owned(),
        source: source_of(file_name),
        sheet: (book.sheets.len() > 1).then(|| book.sheet.clone()),
        header_row: None,
        delimiter: None,
        encoding: None,
        group_by: None,
        on_unreadable: OnUnreadable::KeepText,
        on_missing_name: OnMissingName::Refuse,
        columns: Vec::new(),
    };
    let row = decl(mapping.row_kind()).ok_or_else(unknown)?;
    let system = if mapping.gives_systems() {
        Some(decl("system").ok_or_else(unknown)?)
    } else {
        None
    };
    let orders = orders_of(book);
    if let Some((kind, targets)) = own::own_list(register, book, kind) {
        kinds.decl(kind).name.clone_into(&mut mapping.kind);
        mapping.on_unreadable = OnUnreadable::Refuse;
        mapping.columns = with_fields_of_their_own(register, kind, book, targets, &orders);
        for column in &mut mapping.columns {
            values::propose_values(kinds, book, column);
            // What is no answer refuses its row: in a list of ours it is a slip of the hand.
            column.values.retain(|_, code| !code.is_empty());
        }
        return Ok(mapping);
    }
    let mut targets = columns::match_columns(book, row, system, &orders);
    units::tell_apart(book, row, &mut targets);
    ensure_title(book, row, system, &mut targets);
    let row_kind = kinds.by_name(row.name).ok_or_else(unknown)?;
    targets.extend(own::own_fields(register, row_kind, book));
    mapping.columns = with_fields_of_their_own(register, row_kind, book, targets, &orders);
    if few_names_are_missing(book, &mapping, &Target::field(row.name, row.title_field().name)) {
        mapping.on_missing_name = OnMissingName::Keep;
    }
    if let Some(system) = system {
        let named = mapping.column_for(&Target::field(system.name, system.title_field().name));
        mapping.group_by = named.map(|column| column.column.clone());
    }
    for column in &mut mapping.columns {
        values::propose_values(kinds, book, column);
    }
    Ok(mapping)
}

/// What was found for a column, and why.
#[derive(Clone, Debug)]
struct Proposal {
    target: Target,
    why: String,
}

/// The order of day and month in each column. A file is written by people with one habit: a column
/// that cannot tell follows the others.
fn orders_of(book: &Workbook) -> Vec<ColumnOrder> {
    let own = |index: usize| {
        let texts: Vec<String> = columns::texts(book, index)
            .map(std::borrow::Cow::into_owned)
            .collect();
        ColumnOrder::decide(texts.iter().map(String::as_str))
    };
    let orders: Vec<ColumnOrder> = (0..book.table.columns.len()).map(own).collect();
    let known: BTreeSet<ColumnOrder> = orders
        .iter()
        .copied()
        .filter(|order| matches!(order, ColumnOrder::MonthFirst | ColumnOrder::DayFirst))
        .collect();
    let dominant = if known.len() == 1 {
        known.first().copied()
    } else {
        None
    }
    .unwrap_or(ColumnOrder::Undecided);
    orders
        .into_iter()
        .map(|order| {
            if order == ColumnOrder::Undecided {
                dominant
            } else {
                order
            }
        })
        .collect()
}

/// Every row needs a name: the system's when there is no other, else the column that looks like one.
fn ensure_title(
    book: &Workbook,
    row: &KindDecl,
    system: Option<&KindDecl>,
    targets: &mut BTreeMap<usize, Proposal>,
) {
    let title = Target::field(row.name, row.title_field().name);
    if targets.values().any(|proposal| proposal.target == title) {
        return;
    }
    let of_system = system.map(|system| Target::field(system.name, system.title_field().name));
    if let Some(proposal) = targets
        .values_mut()
        .find(|proposal| Some(&proposal.target) == of_system.as_ref())
    {
        *proposal = Proposal {
            target: title,
            why: "names the system; there is no other name".to_owned(),
        };
        return;
    }
    let free = book
        .table
        .columns
        .iter()
        .filter(|column| !targets.contains_key(&column.index));
    let best =
        free.filter_map(|column| Some((columns::looks_like_a_name(book, column.index)?, column.index)));
    if let Some((_, index)) = best.max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index))) {
        targets.insert(
            index,
            Proposal {
                target: title,
                why: "looks like a name: short and different in each row".to_owned(),
            },
        );
    }
}

/// A stray mark below the table must not keep the whole file out; a wrong column for names must.
fn few_names_are_missing(book: &Workbook, mapping: &Mapping, title: &Target) -> bool {
    let Some(named) = mapping.column_for(title) else {
        return false;
    };
    let Some(column) = book
        .table
        .columns
        .iter()
        .find(|column| column.header == named.header)
    else {
        return false;
    };
    let missing = book.table.rows.len() - columns::texts(book, column.index).count();
    missing > 0 && missing * 5 <= book.table.rows.len()
}

fn with_fields_of_their_own(
    register: &Register,
    kind: probity_core::KindId,
    book: &Workbook,
    mut targets: BTreeMap<usize, Proposal>,
    orders: &[ColumnOrder],
) -> Vec<ColumnMapping> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut columns = Vec::with_capacity(book.table.columns.len());
    for column in &book.table.columns {
        let proposal = targets.remove(&column.index).unwrap_or_else(|| {
            let name = free_name(register, kind, &column.title(), |name| names.contains(name));
            names.insert(name.clone());
            Proposal {
                target: Target::Custom(name),
                why: "fits no declared field: kept as a field of its own".to_owned(),
            }
        });
        let order = orders[column.index];
        let date_order = match order {
            _ if !columns::is_date(register.kinds(), &proposal.target) => None,
            ColumnOrder::MonthFirst => Some(DateOrder::MonthFirst),
            ColumnOrder::DayFirst => Some(DateOrder::DayFirst),
            ColumnOrder::Undecided | ColumnOrder::Mixed => None,
        };
        columns.push(ColumnMapping {
            column: column.letter.clone(),
            header: column.header.clone(),
            target: proposal.target,
            date_order,
            values: BTreeMap::new(),
            leave_out: Vec::new(),
            why: proposal.why,
        });
    }
    columns
}
