//! Which column is which field.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use probity_core::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use probity_tabular::dates::ColumnOrder;
use probity_tabular::text::clean;
use probity_tabular::{Cell, Column, Workbook};

use super::super::cells::{CellReader, Shape, says_nothing};
use super::super::layout::shape_of;
use super::super::mapping::Target;
use super::super::words::{Answers, meaning, normal};
use super::Proposal;

/// Cells looked at to see whether a column fits.
const SAMPLE: usize = 1_000;

/// Something a column can go to.
struct Candidate {
    target: Target,
    shape: Shape,
    is_id: bool,
    /// Normalised words it is known by, best first.
    known_as: Vec<String>,
    /// The words of meaning in each of them.
    meanings: Vec<BTreeSet<String>>,
    /// Taken off the score: what speaks of the row itself comes before its system.
    behind: u32,
}

/// The best distinct target for each column that has one.
pub(super) fn match_columns(
    book: &Workbook,
    row: &KindDecl,
    system: Option<&KindDecl>,
    orders: &[ColumnOrder],
) -> BTreeMap<usize, Proposal> {
    let mut candidates = candidates(row, system.is_some(), 0);
    if let Some(system) = system {
        candidates.extend(self::candidates(system, false, 20));
    }
    let mut scored = Vec::new();
    for column in &book.table.columns {
        let header = Header::of(column);
        let order = match orders[column.index] {
            ColumnOrder::Undecided => ColumnOrder::MonthFirst,
            known => known,
        };
        for (place, candidate) in candidates.iter().enumerate() {
            if let Some((score, why)) = score(&header, candidate)
                && fits(book, column.index, candidate, order, score)
            {
                scored.push((
                    std::cmp::Reverse(score.saturating_sub(candidate.behind)),
                    column.index,
                    place,
                    why,
                ));
            }
        }
    }
    scored.sort();
    let mut targets: BTreeMap<usize, Proposal> = BTreeMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (_, column, place, why) in scored {
        if !targets.contains_key(&column) && taken.insert(place) {
            targets.insert(
                column,
                Proposal {
                    target: candidates[place].target.clone(),
                    why,
                },
            );
        }
    }
    targets
}

fn candidates(decl: &KindDecl, gives_systems: bool, behind: u32) -> Vec<Candidate> {
    let own_system = |field: &FieldDecl| gives_systems && field.targets().contains(&"system");
    let fields = decl.fields.iter().filter(|field| {
        !field.marks.computed && !own_system(field) && !matches!(field.field_type, FieldType::File)
    });
    // Id and unit of a row are also those of its system.
    let fields = fields.filter(|field| {
        behind == 0 || !(matches!(field.field_type, FieldType::OutsideIds) || field.name == "unit")
    });
    let mut candidates: Vec<Candidate> = fields.map(|field| candidate(decl, field, behind)).collect();
    if let Some(lifecycle) = decl.lifecycle {
        let known_as: Vec<String> = lifecycle
            .aliases
            .iter()
            .copied()
            .chain([lifecycle.label])
            .map(normal)
            .collect();
        let shape = Shape::State(Answers::of_states(lifecycle.states));
        let target = Target::State {
            kind: decl.name.to_owned(),
        };
        candidates.push(Candidate {
            target,
            shape,
            is_id: false,
            meanings: meanings(&known_as),
            known_as,
            behind,
        });
    }
    candidates
}

fn candidate(decl: &KindDecl, field: &FieldDecl, behind: u32) -> Candidate {
    let known_as: Vec<String> = field
        .aliases
        .iter()
        .copied()
        .chain([field.label, field.name])
        .map(normal)
        .filter(|word| !word.is_empty())
        .collect();
    let is_id = matches!(field.field_type, FieldType::OutsideIds);
    let target = if is_id {
        Target::OutsideId
    } else {
        Target::field(decl.name, field.name)
    };
    let shape = if is_id {
        Shape::Exact
    } else {
        shape_of(field.field_type)
    };
    Candidate {
        target,
        shape,
        is_id,
        meanings: meanings(&known_as),
        known_as,
        behind,
    }
}

fn meanings(known_as: &[String]) -> Vec<BTreeSet<String>> {
    known_as
        .iter()
        .map(|known| meaning(known).into_iter().collect())
        .collect()
}

/// The ways a header can be read, and the words of meaning in each.
struct Header {
    spellings: Vec<String>,
    meanings: Vec<BTreeSet<String>>,
}

impl Header {
    fn of(column: &Column) -> Self {
        let spellings = spellings(column);
        let meanings = meanings(&spellings);
        Self { spellings, meanings }
    }
}

/// How well a header names a candidate, up to 1000, and why.
fn score(header: &Header, candidate: &Candidate) -> Option<(u32, String)> {
    let rank = |known: &str| candidate.known_as.iter().position(|word| word == known);
    if let Some(rank) = header.spellings.iter().filter_map(|header| rank(header)).min() {
        let behind = u32::try_from(rank).unwrap_or(u32::MAX).min(50);
        return Some((
            1000 - behind,
            format!("known as `{}`", shorter(&candidate.known_as[rank])),
        ));
    }
    let known = candidate.known_as.iter().zip(&candidate.meanings);
    let (best, known) = known
        .flat_map(|(known, meaning)| {
            header
                .meanings
                .iter()
                .map(move |header| (likeness(header, meaning), known))
        })
        .max_by_key(|(likeness, known)| (*likeness, std::cmp::Reverse(known.len())))?;
    (best >= 55).then(|| (best * 8, format!("similar to `{}`", shorter(known))))
}

fn shorter(text: &str) -> String {
    super::super::cells::shortened(text, 60)
}

/// The ways a header can be read: whole, without remarks in brackets, its first paragraph.
fn spellings(column: &Column) -> Vec<String> {
    let raw = column.raw_header.as_str();
    let raw = if raw.trim().is_empty() {
        column.header.as_str()
    } else {
        raw
    };
    let first = raw.trim().split("\n\n").next().unwrap_or(raw);
    let mut found = vec![
        normal(raw),
        normal(&without_brackets(raw)),
        normal(first),
        normal(&without_brackets(first)),
    ];
    found.retain(|text| !text.is_empty());
    found.dedup();
    found
}

fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(character),
            _ => {}
        }
    }
    clean(&kept).trim_end_matches(['-', '–', ' ']).to_owned()
}

/// Shared words of meaning among all of both, in percent.
fn likeness(header: &BTreeSet<String>, known: &BTreeSet<String>) -> u32 {
    let shared = header.intersection(known).count();
    let all = header.len() + known.len() - shared;
    // One word in common is no likeness unless it is the whole of one and nearly that of the other.
    if all == 0 || (shared < 2 && all > 2) {
        return 0;
    }
    u32::try_from(shared * 100 / all).unwrap_or(0)
}

/// Whether enough cells can be read as the candidate. Likeness alone asks for more than a known word.
fn fits(book: &Workbook, index: usize, candidate: &Candidate, order: ColumnOrder, score: u32) -> bool {
    if candidate.is_id {
        return mostly_distinct(book, index);
    }
    let reader = CellReader {
        shape: candidate.shape.clone(),
        order,
        values: BTreeMap::new(),
    };
    let (mut said, mut read) = (0_usize, 0_usize);
    for text in texts(book, index).take(SAMPLE) {
        match reader.read(&Cell::from(text.into_owned())) {
            Ok(reading) if reading.wish.is_some() => {
                said += 1;
                read += 1;
            }
            Ok(_) => {}
            Err(_) => said += 1,
        }
    }
    let needed = if score >= 900 { 30 } else { 60 };
    said == 0 || read * 100 >= said * needed
}

fn mostly_distinct(book: &Workbook, index: usize) -> bool {
    let (mut all, mut distinct) = (0_usize, BTreeSet::new());
    for text in texts(book, index).filter(|text| !probity_tabular::text::is_blank_word(text)) {
        all += 1;
        distinct.insert(clean(&text));
    }
    all > 0 && distinct.len() * 2 >= all
}

/// The texts of a column that are not empty.
pub(super) fn texts(book: &Workbook, index: usize) -> impl Iterator<Item = Cow<'_, str>> {
    book.table
        .rows
        .iter()
        .filter_map(move |row| row.cells.get(index))
        .filter(|cell| !says_nothing(cell))
        .map(Cell::text)
}

/// How much a column looks like names, in percent; `None` when it does not.
pub(super) fn looks_like_a_name(book: &Workbook, index: usize) -> Option<usize> {
    let rows = book.table.rows.len();
    let (mut filled, mut letters, mut distinct) = (0_usize, 0_usize, BTreeSet::new());
    for text in texts(book, index) {
        filled += 1;
        letters += text.chars().filter(|c| c.is_alphabetic()).count();
        distinct.insert(clean(&text).to_lowercase());
    }
    let average = letters.checked_div(filled)?;
    let fits = filled * 10 >= rows * 9 && (3..=120).contains(&average);
    fits.then(|| distinct.len() * 100 / filled.max(1))
}

/// Whether a target holds dates.
pub(super) fn is_date(kinds: &Kinds, target: &Target) -> bool {
    let Target::Field { kind, field } = target else {
        return false;
    };
    let decl = kinds.by_name(kind).and_then(|kind| kinds.decl(kind).field(field));
    decl.is_some_and(|(_, field)| matches!(field.field_type, FieldType::Date))
}
