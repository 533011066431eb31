//! What every request can reach.

use std::sync::Arc;

use probity_app::accounts::{FormSecret, SignInError, SignIns};
use probity_app::operations::trend::Trends;
use probity_app::{AppError, Instance};

use crate::components::attached::Attached;
use crate::components::held::Held;
use crate::memo::Memo;
use crate::pages::bulk::Jobs;
use crate::pages::import::Running;

/// Who may come in without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The server listens on loopback only: whoever sits at the machine is the local administrator.
    /// Requests from elsewhere, or for another host name, are turned away.
    Loopback,
    /// Everybody signs in.
    Accounts,
}

/// The state of the web face. Cheap to clone.
#[derive(Clone)]
pub struct UiState {
    /// The workspaces and the operational state of this process.
    pub instance: Arc<Instance>,
    /// Who may come in without an account.
    pub access: Access,
    /// What forms are signed with where nobody signs in.
    pub(crate) form_secret: FormSecret,
    pub(crate) sign_ins: Arc<SignIns>,
    pub(crate) memo: Arc<Memo>,
    pub(crate) attached: Arc<Attached>,
    pub(crate) held: Arc<Held>,
    pub(crate) imports: Arc<Running>,
    pub(crate) bulk: Arc<Jobs>,
    pub(crate) trends: Arc<Trends>,
}

impl UiState {
    /// The state of a server that is about to answer.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn new(instance: Arc<Instance>, access: Access) -> Result<Self, AppError> {
        let form_secret =
            FormSecret::fresh().map_err(|error: SignInError| AppError::Internal(error.to_string()))?;
        Ok(Self {
            instance,
            access,
            form_secret,
            sign_ins: Arc::new(SignIns::default()),
            memo: Arc::new(Memo::default()),
            attached: Arc::new(Attached::default()),
            held: Arc::new(Held::default()),
            imports: Arc::new(Running::default()),
            bulk: Arc::new(Jobs::default()),
            trends: Arc::new(Trends::default()),
        })
    }
}
