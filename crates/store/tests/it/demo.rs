//! The demo's organisation, with records of every kind, moved, backed up and checked as a whole.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use probity_app::demo::{DemoClock, Plan, build};
use probity_app::operations::backup::backup;
use probity_app::operations::fsck::fsck_open;
use probity_app::operations::restore::{Restore, restore};
use probity_app::operations::workspace_export::workspace_export;
use probity_app::operations::workspace_import::workspace_import;
use probity_app::ports::{Clock, Operational};
use probity_app::{Ctx, Instance};
use probity_core::ids::Actor;
use probity_store::{DataFolder, FolderWorkspaces};
use probity_testkit::clock::FixedClock;
use serde_json::Value;

use crate::server::main;

type Files = BTreeMap<String, Vec<u8>>;

fn out(ctx: &Ctx) -> Files {
    let mut files = Files::new();
    workspace_export(ctx, &mut |path, bytes| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    })
    .unwrap();
    files
}

/// All records without what an import cannot keep: revisions and times.
fn comparable(files: &Files) -> Vec<Value> {
    let kinds = files.iter().filter(|(path, _)| path.starts_with("kinds/"));
    let lines = kinds.flat_map(|(_, bytes)| std::str::from_utf8(bytes).unwrap().lines());
    let stripped = lines.map(|line| {
        let mut json: Value = serde_json::from_str(line).unwrap();
        for name in ["revision", "created", "updated"] {
            json.as_object_mut().unwrap().remove(name).unwrap();
        }
        json
    });
    stripped.collect()
}

fn system(instance: &Instance, name: &str) -> Ctx {
    Ctx::new(instance.workspace(&name.parse().unwrap()).unwrap(), Actor::System)
}

#[test]
fn an_organisation_is_sound_and_comes_back_equal_from_files_and_from_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let data = Arc::new(DataFolder::open(&folder.path().join("data")).unwrap());
    let until = "2026-03-02T09:00:00Z".parse().unwrap();
    let clock = Arc::new(DemoClock::new(Arc::new(FixedClock::at(until))));
    let home = || FolderWorkspaces::new(Arc::clone(&data), Arc::clone(&clock) as Arc<dyn Clock>);
    let operational: Arc<dyn Operational> = Arc::new(data.server_db().unwrap());
    let instance = Instance::new(
        Box::new(home()),
        operational,
        Arc::clone(&clock) as Arc<dyn Clock>,
    );
    let plan = Plan {
        systems: 8,
        seed: 7,
        until,
    };
    let built = build(&instance, &main(), &clock, &plan, &|_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
    .unwrap();
    let ctx = system(&instance, "main");
    let report = fsck_open(&ctx, None, &mut |_| ()).unwrap();
    assert_eq!((report.problems, report.entries), (Vec::new(), built.entries));

    let first = out(&ctx);
    instance.create_empty_workspace(&"copy".parse().unwrap()).unwrap();
    let copy = system(&instance, "copy");
    workspace_import(&copy, &|path| Ok(first.get(path).cloned())).unwrap();
    let second = out(&copy);
    assert_eq!(comparable(&first).len(), built.records);
    assert_eq!(comparable(&first), comparable(&second));
    assert_eq!(fsck_open(&copy, None, &mut |_| ()).unwrap().problems, []);

    let archive = folder.path().join("backup.zip");
    backup(
        &instance,
        Actor::System,
        &home(),
        &archive,
        Some("four plain words here"),
    )
    .unwrap();
    let other = Arc::new(DataFolder::open(&folder.path().join("other")).unwrap());
    let files = FolderWorkspaces::new(Arc::clone(&other), Arc::clone(&clock) as Arc<dyn Clock>);
    let asked = Restore {
        passphrase: Some("four plain words here"),
        ..Restore::default()
    };
    let restored = restore(&files, &archive, &asked).unwrap();
    assert!(restored.is_sound(), "{restored:?}");
    let operational: Arc<dyn Operational> = Arc::new(other.server_db().unwrap());
    let again = Instance::new(Box::new(files), operational, clock);
    for name in ["main", "copy"] {
        let hash = |instance: &Instance| system(instance, name).view().register.state_hash();
        assert_eq!(hash(&again), hash(&instance), "{name}");
    }
}
