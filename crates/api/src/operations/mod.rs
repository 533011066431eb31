//! Operations by name, one file each: request, answer, and how it is done.

mod backup;
mod base64;
mod change;
mod command;
mod erase;
mod export;
mod fsck;
mod history;
mod import;
mod key;
mod list;
mod merge;
mod proof;
mod row;
mod show;
mod users;
mod workspaces;

use probity_app::AppError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::problem::Problem;
use crate::scope::Scope;

pub use backup::{Backup, BackupRequest, ExportWorkspace, ExportWorkspaceRequest};
pub use base64::Base64;
pub use change::{Change, ChangeRequest, Deed};
pub use command::{CommandDone, CommandRequest, RunCommand};
pub use erase::{Erase, EraseRequest};
pub use export::{Export, ExportRequest, ExportedFile};
pub use fsck::{Fsck, FsckRequest};
pub use history::{FieldChanged, History, HistoryRequest, Item, Told};
pub use import::{Import, ImportRequest, UndoImport, UndoRequest};
pub use key::{Key, KeyAnswer, Nothing};
pub use list::{List, ListAnswer, ListColumn, ListRequest, ListedRow};
pub use merge::{Merge, MergeRequest};
pub use proof::{Proof, ProofFiles, ProofRequest};
pub use row::Row;
pub use show::{Link, Show, ShowAnswer, ShowRequest, ShownField};
pub use users::{ListUsers, PasswordSet, SetPassword, SetPasswordRequest, User, Users};
pub use workspaces::{CreateWorkspace, CreatedWorkspace, ListWorkspaces, WorkspaceName, WorkspaceNames};

/// One operation. A command runs it in its own process or sends its request to a server.
pub trait Operation {
    /// Its name in addresses.
    const NAME: &'static str;
    /// What is asked.
    type Request: Serialize + DeserializeOwned + Send;
    /// What is answered: the same document that `--json` prints.
    type Answer: Serialize + DeserializeOwned + Send;

    /// Carries it out.
    fn run(scope: &Scope<'_>, request: Self::Request) -> Result<Self::Answer, AppError>;
}

type Perform = fn(&Scope<'_>, Json) -> Result<Json, Problem>;

/// Every operation by name, sorted.
const OPERATIONS: &[(&str, Perform)] = &[
    (Backup::NAME, perform::<Backup>),
    (Change::NAME, perform::<Change>),
    (RunCommand::NAME, perform::<RunCommand>),
    (CreateWorkspace::NAME, perform::<CreateWorkspace>),
    (Erase::NAME, perform::<Erase>),
    (Export::NAME, perform::<Export>),
    (ExportWorkspace::NAME, perform::<ExportWorkspace>),
    (Fsck::NAME, perform::<Fsck>),
    (History::NAME, perform::<History>),
    (Import::NAME, perform::<Import>),
    (Key::NAME, perform::<Key>),
    (List::NAME, perform::<List>),
    (Merge::NAME, perform::<Merge>),
    (Proof::NAME, perform::<Proof>),
    (SetPassword::NAME, perform::<SetPassword>),
    (Show::NAME, perform::<Show>),
    (UndoImport::NAME, perform::<UndoImport>),
    (ListUsers::NAME, perform::<ListUsers>),
    (ListWorkspaces::NAME, perform::<ListWorkspaces>),
];

/// Carries out the operation of a name.
pub fn run_by_name(scope: &Scope<'_>, name: &str, request: Json) -> Result<Json, Problem> {
    let found = OPERATIONS.iter().find(|(known, _)| *known == name);
    let (_, perform) = found.ok_or_else(|| {
        let names: Vec<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
        Problem::new(
            404,
            "not found",
            format!("there is no operation `{name}`: one of {}", names.join(", ")),
        )
    })?;
    perform(scope, request)
}

fn as_json<T: Serialize>(answer: &T) -> Result<Json, AppError> {
    serde_json::to_value(answer).map_err(|error| AppError::Internal(error.to_string()))
}

fn perform<O: Operation>(scope: &Scope<'_>, request: Json) -> Result<Json, Problem> {
    let request = serde_json::from_value(request).map_err(|error| {
        Problem::malformed(format!(
            "the request of `{}` cannot be understood: {error}",
            O::NAME
        ))
    })?;
    let answer = O::run(scope, request)?;
    Ok(as_json(&answer)?)
}

#[cfg(test)]
mod tests {
    use super::OPERATIONS;

    #[test]
    fn names_are_sorted_and_distinct() {
        let names: Vec<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }
}
