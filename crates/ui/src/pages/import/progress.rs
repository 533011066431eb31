//! Imports of large files: carried out beside the pages, with a page that says how far they are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use maud::{Markup, html};
use probity_app::operations::import::{ImportReport, Progress};
use probity_app::ports::WorkspaceName;
use probity_app::ports::operational::AccountId;

use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, waiting};

/// Imports that ended and whose outcome is kept until somebody asks; above it the first in order of key go.
const ENDED: usize = 200;
/// Seconds between two looks.
const SECONDS: u32 = 1;

/// One import: in which workspace, brought by whom, the id of its staging.
pub type Key = (WorkspaceName, AccountId, String);

/// How far an import is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// It is being carried out.
    Running(Option<Progress>),
    /// It ended.
    Ended(Box<Result<ImportReport, PageError>>),
}

/// The imports of this process that are being carried out, and those that just ended.
#[derive(Default)]
pub struct Running(Mutex<BTreeMap<Key, Stage>>);

impl Running {
    /// Notes that an import begins; `false` when it is being carried out already.
    pub fn begin(&self, key: &Key) -> bool {
        self.with(|all| {
            if matches!(all.get(key), Some(Stage::Running(_))) {
                return false;
            }
            let ended: Vec<Key> = all
                .iter()
                .filter(|(_, stage)| matches!(stage, Stage::Ended(_)))
                .map(|(key, _)| key.clone())
                .collect();
            for old in ended.iter().take(ended.len().saturating_sub(ENDED - 1)) {
                all.remove(old);
            }
            all.insert(key.clone(), Stage::Running(None));
            true
        })
    }

    /// Notes how far an import is.
    pub fn note(&self, key: &Key, stage: Stage) {
        self.with(|all| all.insert(key.clone(), stage));
    }

    /// How far an import is; `None` when nothing is known of it.
    pub fn stage(&self, key: &Key) -> Option<Stage> {
        self.with(|all| all.get(key).cloned())
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<Key, Stage>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The page that asks for itself again until the import has ended.
pub fn draw(desk: &Desk, progress: Option<Progress>) -> Markup {
    let (words, done) = told(progress);
    let body = html! {
        p.crumb { a href=(desk.href("/import")) { "Bring in a list" } }
        h1 { "Keeping it" }
        div.progress role="status" {
            p.lead { (words) }
            @match done {
                Some((rows, of)) => { progress value=(rows) max=(of) aria-label="Rows" {} }
                None => { progress aria-label="At work" {} }
            }
            p.note { "All of it is kept as one batch or nothing is. This page looks again by itself; you may leave it, and find the import under "
                a href=(desk.href("/import")) { "earlier imports" } " once it has ended." }
        }
    };
    waiting(desk, "Keeping it", At::Import, SECONDS, &body)
}

/// How far it is in words, and in rows where rows are counted.
fn told(progress: Option<Progress>) -> (String, Option<(usize, usize)>) {
    let rows = |verb: &str, rows: usize, of: usize| {
        let words = format!("{} of {} rows {verb}.", grouped(rows as u64), grouped(of as u64));
        (words, Some((rows, of)))
    };
    match progress {
        None => ("Opening the file.".to_owned(), None),
        Some(Progress::Read { rows: done, of }) => rows("read", done, of),
        Some(Progress::Planned { rows: done, of }) => rows("compared with what is recorded", done, of),
        Some(Progress::Writing { entries }) => (
            format!("Writing about {} entries to the ledger.", grouped(entries as u64)),
            None,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> Key {
        ("main".parse().expect("a name"), AccountId::local(), id.to_owned())
    }

    fn refused() -> Stage {
        Stage::Ended(Box::new(Err(PageError::invalid("row 3 is refused"))))
    }

    #[test]
    fn an_import_is_carried_out_once_at_a_time() {
        let running = Running::default();
        assert!(running.stage(&key("a")).is_none());
        assert!(running.begin(&key("a")));
        assert!(!running.begin(&key("a")), "it runs already");
        assert!(running.begin(&key("b")), "another may run beside it");
        running.note(&key("a"), refused());
        assert!(matches!(running.stage(&key("a")), Some(Stage::Ended(_))));
        assert!(
            running.begin(&key("a")),
            "after it was corrected it is tried again"
        );
    }

    #[test]
    fn what_ended_is_not_kept_for_ever() {
        let running = Running::default();
        assert!(running.begin(&key("zz")));
        for number in 0..2 * ENDED {
            let key = key(&format!("{number:04}"));
            assert!(running.begin(&key));
            running.note(&key, refused());
        }
        assert!(running.with(|all| all.len()) <= ENDED + 1);
        assert!(matches!(running.stage(&key("zz")), Some(Stage::Running(_))));
    }

    #[test]
    fn progress_is_told_in_rows() {
        let (words, done) = told(Some(Progress::Planned {
            rows: 12_000,
            of: 36_000,
        }));
        assert_eq!(words, "12,000 of 36,000 rows compared with what is recorded.");
        assert_eq!(done, Some((12_000, 36_000)));
        assert_eq!(told(None).1, None);
    }
}
