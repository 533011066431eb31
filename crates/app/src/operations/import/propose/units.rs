//! Which column is the unit, and which the part of it.

use std::collections::{BTreeMap, BTreeSet};

use probity_core::kind::KindDecl;
use probity_tabular::Workbook;
use probity_tabular::text::clean;

use super::super::mapping::Target;
use super::super::words::normal;
use super::{Proposal, columns::texts};

/// Where two columns name a unit, the one with fewer names is the whole and the other its part.
pub(super) fn tell_apart(book: &Workbook, row: &KindDecl, targets: &mut BTreeMap<usize, Proposal>) {
    let Some((_, field)) = row.field("unit") else {
        return;
    };
    let unit = Target::field(row.name, "unit");
    let known: BTreeSet<String> = field.aliases.iter().map(|alias| normal(alias)).collect();
    let named = |index: usize| {
        let column = &book.table.columns[index];
        known.contains(&normal(&column.header)) || known.contains(&normal(&column.raw_header))
    };
    let ours = |index: &usize| targets.get(index).is_some_and(|proposal| proposal.target == unit);
    let free = |index: &usize| !targets.contains_key(index) && named(*index);
    let mut found: Vec<(usize, bool, std::cmp::Reverse<usize>, usize)> = (0..book.table.columns.len())
        .filter(|index| ours(index) || free(index))
        .filter_map(|index| {
            let (names, length) = size_of(book, index)?;
            Some((
                names,
                sounds_like_a_part(&book.table.columns[index].header),
                std::cmp::Reverse(length),
                index,
            ))
        })
        .collect();
    found.sort();
    targets.retain(|_, proposal| proposal.target != unit);
    let proposal = |target, why: &str| Proposal {
        target,
        why: why.to_owned(),
    };
    match (found.first(), found.last()) {
        (Some((.., whole)), Some((.., part))) if whole != part => {
            targets.insert(
                *whole,
                proposal(Target::Unit, "names units; it has the fewest different ones"),
            );
            targets.insert(
                *part,
                proposal(
                    Target::Subunit,
                    "names parts of units; it has the most different ones",
                ),
            );
        }
        (Some((.., only)), _) => {
            targets.insert(*only, proposal(Target::Unit, "names units"));
        }
        _ => {}
    }
}

fn sounds_like_a_part(header: &str) -> bool {
    const PARTS: &[&str] = &[
        "bureau",
        "component",
        "office",
        "division",
        "team",
        "section",
        "branch",
        "afdeling",
    ];
    normal(header).split(' ').any(|word| PARTS.contains(&word))
}

/// How many different names a column holds, and how long they are together; none for an empty one.
fn size_of(book: &Workbook, index: usize) -> Option<(usize, usize)> {
    let names: BTreeSet<String> = texts(book, index)
        .map(|text| clean(&text).to_lowercase())
        .collect();
    (!names.is_empty()).then(|| (names.len(), names.iter().map(String::len).sum()))
}
