//! A whole server on a temporary data folder, as the binary wires it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::{Operational, WorkspaceName};
use probity_app::{Ctx, Instance};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_store::{DataFolder, FolderWorkspaces};
use probity_testkit::clock::FixedClock;
use tempfile::TempDir;

/// An instance with one workspace, `main`, that is set up.
pub struct Server {
    pub instance: Instance,
    pub files: FolderWorkspaces,
    folder: TempDir,
}

impl Server {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Self::open(folder);
        server
            .instance
            .create_workspace(&main(), "Example organisation")
            .unwrap();
        server
    }

    fn open(folder: TempDir) -> Self {
        let data = Arc::new(DataFolder::open(&folder.path().join("data")).unwrap());
        let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
        let home = || FolderWorkspaces::new(Arc::clone(&data), clock.clone());
        let operational: Arc<dyn Operational> = Arc::new(data.server_db().unwrap());
        let instance = Instance::new(Box::new(home()), operational, clock.clone());
        Self {
            instance,
            files: home(),
            folder,
        }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn ctx(&self) -> Ctx {
        Ctx::new(self.instance.workspace(&main()).unwrap(), LOCAL_ADMINISTRATOR)
    }

    #[track_caller]
    pub fn create(&self, kind: &str, patch: Patch) -> String {
        let ctx = self.ctx();
        let done = ctx
            .submit(Command::Create {
                kind: kind.to_owned(),
                patch,
            })
            .unwrap();
        done.subjects[0].show(ctx.view().register.kinds())
    }

    #[track_caller]
    pub fn revise(&self, id: &str, patch: Patch) {
        let revise = Command::Revise {
            id: id.to_owned(),
            expected_revision: None,
            patch,
            materiality: None,
        };
        self.ctx().submit(revise).unwrap();
    }

    /// Ends everything and starts it again on the same folder.
    pub fn restart(self) -> Self {
        let Self {
            instance,
            files,
            folder,
            ..
        } = self;
        instance.close();
        drop(instance);
        drop(files);
        Self::open(folder)
    }
}

pub fn main() -> WorkspaceName {
    "main".parse().unwrap()
}

/// Every file below a folder with its bytes, sorted by path.
pub fn all_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}
