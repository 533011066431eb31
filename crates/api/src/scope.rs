//! Who calls, in which workspace.

use std::sync::Arc;

use probity_app::accounts::{ADMINISTRATOR_LOGIN, person_of};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::operational::{Account, AccountId};
use probity_app::ports::{StoredFiles, WorkspaceName};
use probity_app::{AppError, CommandId, Ctx, Instance};
use probity_core::kind::Kinds;
use probity_core::register::Visibility;
use probity_core::{KindDecl, KindId};

/// Who calls.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Whoever may read the data folder: the local administrator.
    Local,
    /// Whoever holds a token of this account.
    Account(Account),
}

/// What every operation is given.
pub struct Scope<'a> {
    /// The workspaces and the operational state of this process.
    pub instance: &'a Instance,
    /// Who calls.
    pub caller: &'a Caller,
    /// In which workspace.
    pub workspace: &'a WorkspaceName,
    /// Where it keeps everything, for backups.
    pub stored: &'a dyn StoredFiles,
    /// Is told how far a long operation has come: done, and of how many (0 when not known).
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Scope<'_> {
    /// The caller's context in the workspace. A workspace in which the caller sees nothing is
    /// missing, in the same words as one that is not there.
    pub fn ctx(&self) -> Result<Ctx, AppError> {
        let workspace = self.instance.workspace(self.workspace)?;
        let actor = match self.caller {
            Caller::Local => Some(LOCAL_ADMINISTRATOR),
            Caller::Account(account) => person_of(&workspace.current().register, account),
        };
        let missing = || {
            AppError::Missing(format!(
                "there is no workspace `{}` in this data folder",
                self.workspace
            ))
        };
        let ctx = Ctx::new(Arc::clone(&workspace), actor.ok_or_else(missing)?);
        if ctx.visibility(&ctx.view()) == Visibility::None {
            return Err(missing());
        }
        Ok(ctx)
    }

    /// The same with the caller's own id for the command, for safe repetition.
    pub fn ctx_with(&self, id: Option<&str>) -> Result<Ctx, AppError> {
        let mut ctx = self.ctx()?;
        if let Some(id) = id {
            let known = CommandId::new(id);
            let unfit = || {
                AppError::Invalid(format!(
                    "`{id}` cannot be the id of a command: use 1 to 128 letters, digits and dashes"
                ))
            };
            ctx.command_id = Some(known.ok_or_else(unfit)?);
        }
        Ok(ctx)
    }

    /// Passes for the administrator of the server only.
    pub fn administrator(&self) -> Result<(), AppError> {
        match self.caller {
            Caller::Local => Ok(()),
            Caller::Account(account) if account.login.eq_ignore_ascii_case(ADMINISTRATOR_LOGIN) => Ok(()),
            Caller::Account(_) => {
                let words = "only the administrator of the server may do this: ask them";
                let mut refusal = probity_core::rules::Refusal::not_now(words);
                refusal.kind = probity_core::rules::RefusalKind::Forbidden;
                Err(AppError::Refused(refusal))
            }
        }
    }

    /// The account that drafts and stagings belong to.
    pub fn account(&self) -> AccountId {
        match self.caller {
            Caller::Local => AccountId::local(),
            Caller::Account(account) => account.id.clone(),
        }
    }
}

/// A kind by the word people type: its name, plural or prefix.
pub fn kind_of(kinds: &'static Kinds, word: &str) -> Result<(KindId, &'static KindDecl), AppError> {
    let plain = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
    let wanted = plain(word);
    let fits = |decl: &KindDecl| {
        [decl.name, decl.prefix, decl.singular, decl.plural]
            .iter()
            .any(|known| plain(known) == wanted)
    };
    kinds.all().find(|(_, decl)| fits(decl)).ok_or_else(|| {
        let names: Vec<&str> = kinds
            .all()
            .filter(|(_, decl)| !decl.internal)
            .map(|(_, decl)| decl.name)
            .collect();
        AppError::Invalid(format!(
            "there is no kind of record called `{word}`: one of {}",
            names.join(", ")
        ))
    })
}
