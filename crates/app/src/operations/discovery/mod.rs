//! Is the list complete? Exports are looked through for AI that nobody registered; each finding is
//! matched, registered or dismissed; each unit states that its list is complete.
//!
//! - `table`, `columns`: the bytes of an export to rows whose columns are known.
//! - `found`: rows to services, with counts; whoever was seen is left behind here.
//! - `plan`, [`run()`]: what a run would do; doing it as one batch.
//! - [`staged`]: an export between upload and ledger.
//! - [`decide`]: the three decisions. `statement`: a unit's yearly statement.
//! - `report`: all of it as documents.
//!
//! The recogniser, matching and facts are pure: `probity_core::completeness`.

mod amounts;
mod columns;
pub mod decide;
mod evidence;
mod found;
mod outcome;
mod plan;
mod report;
mod run;
pub mod staged;
mod statement;
mod table;

pub use columns::Role;
pub use found::{Findings, Found};
pub use outcome::{Outcome, Planned};
pub use report::{Overview, RunReport, overview};
pub use run::{Asked, ColumnRead, Counts, ExportFile, Looked, Written, look, run, runs};
pub use statement::{Line, Stated, Statement, speaks_for, state_complete};
pub use table::ROWS_MAX;
