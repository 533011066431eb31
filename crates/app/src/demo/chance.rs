//! Seeded chance: SplitMix64 (Steele, Lea, Flood 2014). Never for secrets.

use probity_core::patch::Patch;
use serde_json::Value as Json;

use super::script::Handle;

/// A generator whose draws follow from its seed alone.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
    /// How many of a hundred forms more are filled in under this seed, from 0 to 8.
    care: usize,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        let mut chance = Self { state: seed, care: 0 };
        chance.care = chance.below(9);
        chance
    }

    /// The patch with the field, in about so many cases of a hundred: some seeds make an organisation
    /// that is more careful than others.
    pub fn fill(
        &mut self,
        percent: usize,
        patch: Patch,
        field: &'static str,
        value: impl Into<Json>,
    ) -> Patch {
        match self.percent(percent + self.care - 4) {
            true => patch.with(field, value),
            false => patch,
        }
    }

    /// The same with one of several texts.
    pub fn fill_one(&mut self, percent: usize, patch: Patch, field: &'static str, texts: &[&str]) -> Patch {
        let text = *self.pick(texts);
        self.fill(percent, patch, field, text)
    }

    /// The same with a link to one of several records.
    pub fn fill_link(
        &mut self,
        percent: usize,
        patch: Patch,
        field: &'static str,
        targets: &[Handle],
    ) -> Patch {
        let target = *self.pick(targets);
        self.fill(percent, patch, field, vec![target])
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        match end {
            0 => 0,
            _ => usize::try_from(self.next() % end as u64).unwrap_or(0),
        }
    }

    /// From `start` to `end`, both included.
    pub fn between(&mut self, start: i32, end: i32) -> i32 {
        let width = end.abs_diff(start) as usize + 1;
        start + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of them, as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(usize, T)]) -> T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut place = self.below(total);
        for (weight, item) in items {
            if place < *weight {
                return *item;
            }
            place -= weight;
        }
        items[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..5).map(|_| chance.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut chance = Chance::new(7);
        for _ in 0..1000 {
            assert!((-3..=4).contains(&chance.between(-3, 4)));
            assert_eq!(chance.weighted(&[(0, 'a'), (3, 'b')]), 'b');
        }
        assert_eq!(chance.below(0), 0);
    }
}
