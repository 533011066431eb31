//! Parts of pages that count over many records, kept until the next entry of the ledger.
//!
//! **Invariant:** what is kept belongs to the newest register of its workspace only, so nothing that
//! was erased is shown or held once anything was written after it.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use maud::{Markup, PreEscaped};
use probity_app::ports::WorkspaceName;
use probity_core::register::Visibility;

/// Parts that are kept at most.
const PARTS: usize = 64;

/// What a part depends on, beside its own address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Of which workspace.
    pub workspace: WorkspaceName,
    /// Entries in its ledger.
    pub size: u64,
    /// What the visitor sees.
    pub visibility: Visibility,
    /// What filters mean by today.
    pub today: Date,
}

/// Parts of pages by basis and address, oldest first.
#[derive(Default)]
pub struct Memo(Mutex<Vec<(String, Basis, String)>>);

impl Memo {
    /// The part of an address, made when it is not there.
    pub fn part(&self, basis: &Basis, address: &str, make: impl FnOnce() -> Markup) -> Markup {
        if let Some(known) = self.find(basis, address) {
            return PreEscaped(known);
        }
        let made = make();
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |held: &Basis| held.workspace == basis.workspace && held.size != basis.size;
        parts.retain(|(_, held, _)| !is_old(held));
        if parts.len() >= PARTS {
            parts.remove(0);
        }
        parts.push((address.to_owned(), basis.clone(), made.0.clone()));
        made
    }

    fn find(&self, basis: &Basis, address: &str) -> Option<String> {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = parts
            .iter()
            .find(|(known, held, _)| known == address && held == basis);
        found.map(|(.., part)| part.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis(workspace: &str, size: u64) -> Basis {
        let today = Date::new(2026, 3, 12).expect("a day");
        Basis {
            workspace: workspace.parse().expect("a name"),
            size,
            visibility: Visibility::All,
            today,
        }
    }

    fn part(memo: &Memo, basis: &Basis, made: &str) -> String {
        memo.part(basis, "/", || PreEscaped(made.to_owned())).0
    }

    #[test]
    fn a_part_is_made_once_for_each_version_and_forgotten_with_the_next() {
        let memo = Memo::default();
        assert_eq!(part(&memo, &basis("main", 1), "one"), "one");
        assert_eq!(part(&memo, &basis("main", 1), "again"), "one");
        assert_eq!(part(&memo, &basis("other", 1), "other"), "other");
        let unseen = Basis {
            visibility: Visibility::None,
            ..basis("main", 1)
        };
        assert_eq!(part(&memo, &unseen, "nothing"), "nothing");
        assert_eq!(part(&memo, &basis("main", 2), "two"), "two");
        assert_eq!(
            memo.find(&basis("main", 1), "/"),
            None,
            "older versions are dropped"
        );
        assert_eq!(memo.find(&basis("other", 1), "/").as_deref(), Some("other"));
    }
}
