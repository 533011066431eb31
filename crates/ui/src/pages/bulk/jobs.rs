//! Changes that take longer than somebody waits for a page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};
use probity_app::operations::bulk_edit::{Applied, Undone};
use probity_app::ports::WorkspaceName;
use probity_app::ports::operational::AccountId;

use super::wish::Wish;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, waiting};

/// Changes that ended and whose outcome is kept until somebody asks; above it the first in order of key go.
const ENDED: usize = 32;
/// Seconds between two looks.
const SECONDS: u32 = 1;

/// One change: in which workspace, made by whom, under which command id.
pub type Key = (WorkspaceName, AccountId, String);

/// How a change ended.
pub enum Ended {
    /// It was to be made.
    Made {
        /// What was wanted.
        wish: Arc<Wish>,
        /// What came of it.
        outcome: Result<Applied, PageError>,
    },
    /// It was to be taken back.
    Back(Result<Undone, PageError>),
}

/// How far a change is.
#[derive(Clone)]
pub enum Stage {
    /// It is being made.
    Running,
    /// It ended.
    Ended(Arc<Ended>),
}

/// The changes of this process that are being made, and those that just ended.
#[derive(Default)]
pub struct Jobs(Mutex<BTreeMap<Key, Stage>>);

impl Jobs {
    /// Notes that a change begins; `false` when it is being made already.
    pub fn begin(&self, key: &Key) -> bool {
        self.with(|all| {
            if matches!(all.get(key), Some(Stage::Running)) {
                return false;
            }
            let ended = all.iter().filter(|(_, stage)| matches!(stage, Stage::Ended(_)));
            let ended: Vec<Key> = ended.map(|(key, _)| key.clone()).collect();
            for old in ended.iter().take(ended.len().saturating_sub(ENDED - 1)) {
                all.remove(old);
            }
            all.insert(key.clone(), Stage::Running);
            true
        })
    }

    /// Notes how far a change is.
    pub fn note(&self, key: &Key, stage: Stage) {
        self.with(|all| all.insert(key.clone(), stage));
    }

    /// How far a change is; `None` when nothing is known of it. Its end is told once: what it holds of
    /// the register may be erased later.
    pub fn take(&self, key: &Key) -> Option<Stage> {
        self.with(|all| match all.get(key) {
            Some(Stage::Ended(_)) => all.remove(key),
            other => other.cloned(),
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<Key, Stage>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The page that asks for itself again until the change has ended.
pub fn draw(desk: &Desk, at: At) -> Markup {
    let body = html! {
        h1 { "Changing them" }
        div.progress role="status" {
            p.lead { "Every record is decided on and all of them are written as one batch." }
            progress aria-label="At work" {}
            p.note { "All of it is made or nothing is. This page looks again by itself, and leads to the report." }
        }
    };
    waiting(desk, "Changing them", at, SECONDS, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> Key {
        ("main".parse().expect("a name"), AccountId::local(), id.to_owned())
    }

    fn ended() -> Stage {
        let outcome = Err(PageError::invalid("no record was chosen"));
        Stage::Ended(Arc::new(Ended::Back(outcome)))
    }

    #[test]
    fn a_change_is_made_once_at_a_time_and_its_end_is_kept_until_it_is_told() {
        let jobs = Jobs::default();
        assert!(jobs.take(&key("a")).is_none());
        assert!(jobs.begin(&key("a")) && !jobs.begin(&key("a")));
        jobs.note(&key("a"), ended());
        assert!(matches!(jobs.take(&key("a")), Some(Stage::Ended(_))));
        assert!(jobs.take(&key("a")).is_none(), "its end is told once");
        assert!(jobs.begin(&key("z")));
        for number in 0..2 * ENDED {
            let key = key(&format!("{number:04}"));
            assert!(jobs.begin(&key));
            jobs.note(&key, ended());
        }
        assert!(jobs.with(|all| all.len()) <= ENDED + 2);
        assert!(matches!(jobs.take(&key("z")), Some(Stage::Running)));
    }
}
