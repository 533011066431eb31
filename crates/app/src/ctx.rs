//! Who acts, in which workspace, and under which command id.

use std::sync::Arc;

use probity_core::ids::Actor;
use probity_core::register::Visibility;
use probity_core::rules::rights::{Authorized, Permission, Principal, Target, authorize};
use probity_core::rules::{Command, Refusal};
use probity_ledger::CommandId;

use crate::error::AppError;
use crate::workspace::{Done, View, Workspace};

/// The context of one request. Opened by a face after it knows who asks; every operation takes it first.
#[derive(Clone)]
pub struct Ctx {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// Who acts.
    pub actor: Actor,
    /// The caller's id for what is to be done, for safe repetition.
    pub command_id: Option<CommandId>,
}

impl Ctx {
    /// A context without a command id: each submission gets a fresh one.
    pub fn new(workspace: Arc<Workspace>, actor: Actor) -> Self {
        Self {
            workspace,
            actor,
            command_id: None,
        }
    }

    /// The newest durable state.
    pub fn view(&self) -> Arc<View> {
        self.workspace.current()
    }

    /// The actor with the roles in force today. As-of views are read with today's rights too.
    pub fn principal(&self) -> Principal {
        Principal::of(&self.view().register, self.actor, self.workspace.today())
    }

    /// What the actor may see in a view.
    pub fn visibility(&self, view: &View) -> Visibility {
        Visibility::of(&view.register, &self.principal())
    }

    /// Asks for a right over the whole workspace.
    pub fn authorize(&self, permission: Permission) -> Result<Authorized, AppError> {
        let view = self.view();
        authorize(&view.register, &self.principal(), permission, Target::Workspace).map_err(|denied| {
            let mut refusal = Refusal::not_now(denied.to_string());
            refusal.kind = probity_core::rules::RefusalKind::Forbidden;
            AppError::Refused(refusal)
        })
    }

    /// Carries out a command and waits until it is durable.
    pub fn submit(&self, command: Command) -> Result<Done, AppError> {
        self.workspace
            .submit(self.actor, self.command_id.clone(), command)
    }
}
