//! Operations by name, one file each: request, answer, and how it is done.

mod backup;
mod base64;
mod change;
mod command;
pub(crate) mod discovery;
mod erase;
mod export;
mod fsck;
pub(crate) mod history;
mod import;
mod key;
mod list;
mod merge;
mod proof;
pub(crate) mod row;
mod show;
mod tokens;
mod users;
mod workspaces;

use probity_app::AppError;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::scope::Scope;

pub use backup::{Backup, BackupRequest, ExportWorkspace, ExportWorkspaceRequest};
pub use base64::Base64;
pub use change::{Change, ChangeRequest, Deed};
pub(crate) use command::submit;
pub use command::{CommandDone, CommandRequest, RunCommand};
pub use discovery::{Decide, DecideRequest, Decided, Discover, DiscoverRequest, Discovery};
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
pub use tokens::{
    CreateToken, ListTokens, RevokeToken, TokenCreated, TokenListed, TokenRequest, TokenRevocation,
    TokenRevoked, Tokens, TokensRequest,
};
pub use users::{ListUsers, PasswordSet, SetPassword, SetPasswordRequest, User, Users};
pub use workspaces::{CreateWorkspace, CreatedWorkspace, ListWorkspaces, WorkspaceName, WorkspaceNames};

/// One operation. A command runs it in its own process or sends its request to a server.
pub trait Operation {
    /// Its name in addresses.
    const NAME: &'static str;
    /// What is asked.
    type Request: Serialize + DeserializeOwned + JsonSchema + Send;
    /// What is answered: the same document that `--json` prints.
    type Answer: Serialize + DeserializeOwned + Send;

    /// Carries it out.
    fn run(scope: &Scope<'_>, request: Self::Request) -> Result<Self::Answer, AppError>;
}

fn as_json<T: Serialize>(answer: &T) -> Result<Json, AppError> {
    serde_json::to_value(answer).map_err(|error| AppError::Internal(error.to_string()))
}
