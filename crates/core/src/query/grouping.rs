//! Which value each row of a kind has in one column: counting is then a matter of adding ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::facet::{Group, groups};
use super::index::Index;
use super::{Column, Scope};
use crate::record::Record;
use crate::register::{Register, Visibility};

/// The values of a column over the rows of a base, as somebody sees them who sees everything.
#[derive(Debug)]
pub(super) struct Grouping {
    /// Each different value once.
    values: Vec<Group>,
    /// For each row, where its values begin; one more closes the last.
    starts: Vec<u32>,
    /// Places in `values`.
    held: Vec<u32>,
}

impl Grouping {
    pub fn of(register: &Register, rows: &[Arc<Record>], column: Column) -> Self {
        let index = Index::empty();
        let scope = Scope {
            register,
            visibility: &Visibility::All,
            index: &index,
            // No value depends on the day.
            today: jiff::civil::Date::MIN,
        };
        let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut known: BTreeMap<Group, u32> = BTreeMap::new();
        let (mut starts, mut held) = (Vec::with_capacity(rows.len() + 1), Vec::new());
        for record in rows {
            starts.push(place(held.len()));
            for group in groups(&scope, record, column) {
                let next = place(known.len());
                held.push(*known.entry(group).or_insert(next));
            }
        }
        starts.push(place(held.len()));
        let mut values: Vec<(Group, u32)> = known.into_iter().collect();
        values.sort_unstable_by_key(|(_, place)| *place);
        Self {
            values: values.into_iter().map(|(group, _)| group).collect(),
            starts,
            held,
        }
    }

    /// How many of these rows have each value.
    pub fn count(&self, rows: &[u32]) -> BTreeMap<Group, usize> {
        let mut counts = vec![0_usize; self.values.len()];
        for row in rows {
            let row = *row as usize;
            let (start, end) = (self.starts[row] as usize, self.starts[row + 1] as usize);
            for place in &self.held[start..end] {
                counts[*place as usize] += 1;
            }
        }
        let counted = self.values.iter().zip(counts).filter(|(_, count)| *count > 0);
        counted.map(|(group, count)| (group.clone(), count)).collect()
    }
}
