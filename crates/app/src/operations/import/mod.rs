//! Bringing in a list that somebody keeps in a file.
//!
//! [`propose`] suggests how columns become fields, a person corrects it, [`plan`] says row by row
//! what would happen, [`run`] does it as one batch that can be undone as one.
//!
//! - `words`, `names`, `cells`: what a cell says, whatever its spelling.
//! - `layout`, `rows`, `systems`: a mapping laid over the rows of one file; knows nothing of records.
//! - `own`: what a list that Probity wrote itself still says of its records.
//! - `keys`, `directory`: finding the records that rows and cells speak of.
//! - `build`: from what differs to commands.
//!
//! **Invariant:** what a field cannot show of a cell is kept beside it, in a field of the
//! workspace's own, or the row is refused; nothing of a file is lost silently.
//! **Invariant:** every row is created, updated, unchanged or refused, and is counted once.

mod build;
mod cells;
mod directory;
mod keys;
mod layout;
mod mapping;
mod names;
mod notes;
mod own;
mod plan;
mod propose;
mod report;
mod rows;
mod run;
mod stated;
mod systems;
mod words;

pub use mapping::{
    ColumnMapping, DateOrder, Mapping, OnMissingName, OnUnreadable, Target, TargetError, source_of,
};
pub use notes::Note;
pub use plan::{Counts, Plan, ROWS_MAX, RowOutcome, RowPlan, plan};
pub use propose::propose;
pub use report::ImportReport;
pub use rows::RowRefusal;
pub use run::{ImportOptions, Outcome, Progress, SourceFile, remembered, run};

pub(super) use stated::{StatedUse, stated_uses};
