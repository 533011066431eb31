//! Named views of lists: one's own, and those that somebody shared with the workspace.

use probity_core::rules::rights::Permission;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{AccountId, SavedView};

/// The longest name of a view, in characters.
pub const NAME_MAX_CHARS: usize = 80;
/// The longest query of a view, in bytes.
pub const QUERY_MAX_BYTES: usize = 8000;
/// Views that one account may have on one list.
pub const VIEWS_MAX: usize = 100;

/// What a view is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// The query part of the list's address.
    pub query: String,
    /// Whether everybody in the workspace finds it.
    pub shared: bool,
}

/// The view of an id, as far as this account finds it; a private view of somebody else looks missing.
pub fn find(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<Option<SavedView>, AppError> {
    let found = operational.view(ctx.workspace.name(), id)?;
    Ok(found.filter(|view| view.shared || view.account == *account))
}

/// Whether an account may change or remove a view: who made it, and for shared ones who may grant roles.
pub fn may_change(ctx: &Ctx, account: &AccountId, view: &SavedView) -> bool {
    view.account == *account || (view.shared && ctx.authorize(Permission::ManageAccess).is_ok())
}

/// Saves a new view of a list.
///
/// # Errors
/// [`AppError::Invalid`] when the name does not fit or there are too many views already, and
/// [`OperationalError::Taken`](crate::ports::OperationalError::Taken) when the account has a view of this name there.
pub fn create(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    list: &str,
    wanted: Wanted,
) -> Result<SavedView, AppError> {
    if ctx.view().register.kinds().by_name(list).is_none() {
        return Err(AppError::Missing(format!("there is no list called `{list}`")));
    }
    let Wanted { name, query, shared } = checked(wanted)?;
    let known = operational.views(account, ctx.workspace.name(), list)?;
    if known.iter().filter(|view| view.account == *account).count() >= VIEWS_MAX {
        return Err(AppError::Invalid(format!(
            "there are {VIEWS_MAX} views of yours on this list already: remove one first"
        )));
    }
    let view = SavedView {
        id: random_id()?,
        account: account.clone(),
        workspace: ctx.workspace.name().clone(),
        list: list.to_owned(),
        name,
        query,
        shared,
    };
    operational.save_view(&view)?;
    Ok(view)
}

/// Gives a view another name, query or sharing.
///
/// # Errors
/// [`AppError::Missing`] for a view that is not there or not this account's to change, and those of [`create`].
pub fn change(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
    wanted: impl FnOnce(&SavedView) -> Wanted,
) -> Result<SavedView, AppError> {
    let view = changeable(ctx, operational, account, id)?;
    let Wanted { name, query, shared } = checked(wanted(&view))?;
    let view = SavedView {
        name,
        query,
        shared,
        ..view
    };
    operational.save_view(&view)?;
    Ok(view)
}

/// Removes a view.
///
/// # Errors
/// [`AppError::Missing`] for a view that is not there or not this account's to remove.
pub fn delete(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<SavedView, AppError> {
    let view = changeable(ctx, operational, account, id)?;
    operational.delete_view(ctx.workspace.name(), &view.id)?;
    Ok(view)
}

fn changeable(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    id: &str,
) -> Result<SavedView, AppError> {
    let view = find(ctx, operational, account, id)?
        .ok_or_else(|| AppError::Missing("there is no such view any more".to_owned()))?;
    match may_change(ctx, account, &view) {
        true => Ok(view),
        false => Err(AppError::Missing(format!(
            "the view `{}` is somebody else's: save your own under another name",
            view.name
        ))),
    }
}

fn checked(wanted: Wanted) -> Result<Wanted, AppError> {
    let name = wanted.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX_CHARS {
        return Err(AppError::Invalid(format!(
            "a view has a name of 1 to {NAME_MAX_CHARS} characters: give it one"
        )));
    }
    if wanted.query.len() > QUERY_MAX_BYTES {
        return Err(AppError::Invalid(format!(
            "this view holds more than the {QUERY_MAX_BYTES} bytes that are kept: make its filter shorter"
        )));
    }
    Ok(Wanted { name, ..wanted })
}

/// 64 bits of chance as hexadecimal: short enough for an address; it is no secret.
fn random_id() -> Result<String, AppError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
