//! The demo's organisation of the size that budgets speak of, kept in a data folder.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use probity_app::Instance;
use probity_app::demo::{Built, DemoClock, Plan, build};
use probity_app::ports::{Clock as _, SystemClock};
use probity_store::{DataFolder, FolderWorkspaces};

use crate::{Setting, text};

/// A data folder with the organisation in it, made when it is first asked for.
pub fn folder(setting: &Setting) -> Result<PathBuf, String> {
    let folder = setting.folder.path().join("organisation");
    if folder.is_dir() {
        return Ok(folder);
    }
    let systems = systems(setting);
    eprintln!("  making an organisation with {systems} systems");
    let built = make(&folder, u32::try_from(systems).map_err(text)?)?;
    eprintln!("  {} records, {} entries", built.records, built.entries);
    Ok(folder)
}

/// How many AI systems it has; its other records are nine times as many.
pub fn systems(setting: &Setting) -> usize {
    if setting.quick { 1_000 } else { 10_000 }
}

fn make(root: &std::path::Path, systems: u32) -> Result<Built, String> {
    let clock = Arc::new(DemoClock::new(Arc::new(SystemClock)));
    let folder = Arc::new(DataFolder::open(root).map_err(text)?);
    let operational = Arc::new(folder.server_db().map_err(text)?);
    let home = FolderWorkspaces::new(folder, Arc::<DemoClock>::clone(&clock));
    let instance = Instance::new(Box::new(home), operational, Arc::<DemoClock>::clone(&clock));
    let plan = Plan {
        systems,
        seed: 1,
        until: clock.now(),
    };
    let name = "main".parse().map_err(text)?;
    let built = build(&instance, &name, &clock, &plan, &|_, _| ControlFlow::Continue(()));
    instance.close();
    built
        .map_err(text)?
        .ok_or_else(|| "the making of the organisation was stopped".to_owned())
}
