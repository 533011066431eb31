//! A fictional organisation with three years of history, made by the same commands as a user's.
//!
//! - [`build`]: the whole of it. The same plan gives the same records and texts; salts and keys
//!   differ, as they must.
//! - `script`: what happens on which day, by whose hand. `replay`: does it, with the clock set back.
//! - `organisation`, `supply`, `inventory`, `assurance`, `impact`, `agreements`, `discovery`: the
//!   stories, each with the gaps that real lists have. `others`: a few records of every
//!   other kind, from its declaration. `recent`: the last days.
//! - `names`, `domains`: the words. `chance`: seeded.
//!
//! Nobody and nothing in it exists; addresses end in `.example` (RFC 2606).

mod agreements;
mod assurance;
mod chance;
mod clock;
mod discovery;
mod domains;
mod impact;
mod inventory;
mod names;
mod organisation;
mod others;
mod recent;
mod replay;
mod script;
mod supply;

use std::ops::ControlFlow;

use jiff::{SignedDuration, Timestamp};

use crate::error::AppError;
use crate::instance::Instance;
use crate::ports::WorkspaceName;
use chance::Chance;
use script::Script;

pub use clock::DemoClock;

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many AI systems; about ten records come with each.
    pub systems: u32,
    /// Another seed gives another organisation.
    pub seed: u64,
    /// The present: history ends the day before.
    pub until: Timestamp,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// What the organisation is called.
    pub organisation: String,
    /// Records of all kinds.
    pub records: usize,
    /// Entries in the ledger.
    pub entries: u64,
}

/// Is told how many steps are done, and of how many; says whether to go on.
pub type Progress<'a> = &'a dyn Fn(u64, u64) -> ControlFlow<()>;

/// Makes the workspace and all that happened in it, or `None` when it was stopped halfway. The clock
/// must be the one of the instance; it shows the machine's time again afterwards.
pub fn build(
    instance: &Instance,
    workspace: &WorkspaceName,
    clock: &DemoClock,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<Option<Built>, AppError> {
    let calendar = script::Calendar::ending(plan.until)?;
    clock.set(calendar.start() - SignedDuration::from_hours(24));
    let built = fill(instance, workspace, clock, plan, calendar, progress);
    clock.follow_machine();
    built
}

fn fill(
    instance: &Instance,
    name: &WorkspaceName,
    clock: &DemoClock,
    plan: &Plan,
    calendar: script::Calendar,
    progress: Progress<'_>,
) -> Result<Option<Built>, AppError> {
    let workspace = instance.create_workspace(name, names::ORGANISATION)?;
    let script = write(plan, calendar);
    if replay::replay(&workspace, clock, &script, progress)?.is_break() {
        return Ok(None);
    }
    let view = workspace.current();
    Ok(Some(Built {
        organisation: names::ORGANISATION.to_owned(),
        records: view.register.total(),
        entries: view.register.size(),
    }))
}

/// All that happens, in the order in which the stories are told.
fn write(plan: &Plan, calendar: script::Calendar) -> Script {
    let mut script = Script::new(calendar);
    script.brief = plan.systems > 1_000;
    let mut chance = Chance::new(plan.seed);
    let people = organisation::write(&mut script, &mut chance, plan.systems);
    let supply = supply::write(&mut script, &mut chance, &people, plan.systems);
    let inventory = inventory::write(&mut script, &mut chance, &people, &supply, plan.systems);
    let assurance = assurance::write(&mut script, &mut chance, &people, &inventory);
    impact::write(&mut script, &mut chance, &people, &inventory, &assurance);
    agreements::write(&mut script, &mut chance, &people, &supply, &inventory, &assurance);
    discovery::write(&mut script, &mut chance, &people, &inventory);
    others::write(&mut script, &mut chance, &people, &inventory);
    recent::write(&mut script, &mut chance, &people, &inventory);
    script
}

#[cfg(test)]
mod tests;
