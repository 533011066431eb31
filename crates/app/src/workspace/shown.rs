//! What readers see, and the one right to move it on.
//!
//! The writer moves it on with what it appended; where several servers share a ledger, so do the
//! tail of this node and readers who wait for a size, with what others appended. One at a time: they
//! all take [`Shown::folding`] first.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use probity_core::register::{FoldError, FoldStep, Register};
use probity_core::{RecordId, envelope::Verb};
use probity_ledger::Store;

use super::as_of::PastViews;
use super::keeper::Keeper;
use super::load::{batch_start, fold_with};
use super::{View, lock};
use crate::error::AppError;

/// Does work that answers get faster by. Without a thread to spare it is left: `false`.
pub(super) fn beside(work: impl FnOnce() + Send + 'static) -> bool {
    let builder = std::thread::Builder::new().name("probity-index".to_owned());
    let begun = builder.spawn(work);
    if let Err(error) = &begun {
        tracing::info!(%error, "lists are prepared when they are asked for");
    }
    begun.is_ok()
}

/// The newest view of a workspace, with what must not outlive an erasure.
pub(super) struct Shown {
    pub store: Arc<dyn Store>,
    pub past: PastViews,
    view: RwLock<Arc<View>>,
    keeper: Mutex<Keeper>,
    stopped: OnceLock<String>,
    trouble: AtomicBool,
    warming: AtomicBool,
}

/// The right to move the view on.
pub(super) struct Folding<'a> {
    shown: &'a Shown,
    keeper: MutexGuard<'a, Keeper>,
}

impl Shown {
    pub(super) fn new(store: Arc<dyn Store>, view: Arc<View>, keeper: Keeper) -> Self {
        Self {
            store,
            past: PastViews::default(),
            view: RwLock::new(view),
            keeper: Mutex::new(keeper),
            stopped: OnceLock::new(),
            trouble: AtomicBool::new(false),
            warming: AtomicBool::new(false),
        }
    }

    /// The newest view, for who reads: where so much changed that lists have become slow, what they are
    /// answered from is made anew beside, and nobody waits for it.
    pub(super) fn read(self: &Arc<Self>) -> Arc<View> {
        let view = self.current();
        if let Some(next) = view.index.to_be_warmed()
            && !self.warming.swap(true, Ordering::AcqRel)
        {
            let shown = Arc::clone(self);
            let begun = beside(move || {
                next.warm();
                let mut folding = shown.folding();
                folding.show(shown.current().renewed());
                shown.warming.store(false, Ordering::Release);
            });
            if !begun {
                self.warming.store(false, Ordering::Release);
            }
        }
        view
    }

    /// The newest view.
    pub(super) fn current(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Entries in the newest view.
    pub(super) fn size(&self) -> u64 {
        self.current().register.size()
    }

    /// Waits for the right to move the view on.
    pub(super) fn folding(&self) -> Folding<'_> {
        Folding {
            shown: self,
            keeper: lock(&self.keeper),
        }
    }

    /// Why nothing more is folded, if so.
    pub(super) fn stopped(&self) -> Option<&str> {
        self.stopped.get().map(String::as_str)
    }

    /// Keeps why nothing more is folded: an entry of a newer release.
    pub(super) fn stop(&self, why: &FoldError) {
        if self.stopped.set(why.to_string()).is_ok() {
            tracing::error!(%why, "a workspace is read-only from here on");
        }
    }

    /// Keeps whether the last look for new entries failed. True when that is news.
    pub(super) fn set_trouble(&self, failed: bool) -> bool {
        self.trouble.swap(failed, Ordering::AcqRel) != failed
    }

    /// Whether the last look for new entries failed.
    pub(super) fn is_in_trouble(&self) -> bool {
        self.trouble.load(Ordering::Acquire)
    }
}

impl Folding<'_> {
    /// Shows a view.
    pub(super) fn show(&mut self, view: View) {
        *self.shown.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }

    /// Folds what the ledger has beyond the view, and shows it. Gives the size of the ledger's head:
    /// the view is of that size unless it was stopped.
    pub(super) fn catch_up(&mut self) -> Result<u64, AppError> {
        let size = self.shown.store.head()?.size;
        let before = self.shown.current();
        if size <= before.register.size() || self.shown.stopped().is_some() {
            return Ok(size);
        }
        match self.fold_from(&before, size) {
            Err(AppError::Fold(why @ FoldError::Newer { .. })) => {
                // A batch is shown whole or not at all.
                let start = batch_start(&*self.shown.store, &why)?;
                if start > before.register.size() {
                    self.fold_from(&before, start)?;
                }
                self.shown.stop(&why);
            }
            other => other?,
        }
        Ok(size)
    }

    /// Forgets views and snapshots of the past: they may hold what was erased.
    pub(super) fn forget_erased(&mut self) {
        self.shown.past.clear();
        self.keeper.forget();
    }

    /// Begins a snapshot when so many entries came since the last.
    pub(super) fn keep_snapshot_after(&mut self, entries: u64) {
        self.keeper.keep_after(&self.shown.current().register, entries);
    }

    /// Waits for the snapshot that is being written.
    pub(super) fn finish_snapshot(&mut self) {
        self.keeper.finish();
    }

    fn fold_from(&mut self, before: &View, size: u64) -> Result<(), AppError> {
        let mut register: Register = before.register.clone();
        let mut changed: Vec<RecordId> = Vec::new();
        let mut erased = false;
        let mut note = |step: &FoldStep| {
            changed.push(step.subject);
            erased |= step.verb == Verb::Erase;
        };
        fold_with(&*self.shown.store, &mut register, size, &mut note)?;
        changed.sort_unstable();
        changed.dedup();
        self.show(before.after(register, &changed));
        if erased {
            self.forget_erased();
        }
        Ok(())
    }
}
