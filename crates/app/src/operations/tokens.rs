//! Tokens with which programs act for an account. A token only says who calls; what it may do is what
//! the account's person may do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use probity_core::rules::Refusal;

use crate::error::AppError;
use crate::ports::operational::{Account, AccountId, ApiToken, TokenHash};
use crate::ports::{Operational, OperationalError};

/// What every token begins with, so that people and scanners know one when they see it.
pub const TOKEN_PREFIX: &str = "probity_";
/// The longest name of a token, in characters.
pub const TOKEN_NAME_MAX_CHARS: usize = 100;

/// A token that was just made.
pub struct NewToken {
    /// The token: 256 random bits. Only its hash is kept, so it cannot be shown again.
    pub secret: String,
    /// What is kept of it.
    pub token: ApiToken,
}

/// Makes a token for an account.
///
/// # Errors
/// [`AppError::Invalid`] for a name or an expiry that does not do, a refusal when the account has a token
/// of this name.
pub fn create_token(
    operational: &dyn Operational,
    account: &AccountId,
    name: &str,
    expires: Option<Timestamp>,
    now: Timestamp,
) -> Result<NewToken, AppError> {
    let name = name.trim();
    let count = name.chars().count();
    if count == 0 || count > TOKEN_NAME_MAX_CHARS || name.contains(|c: char| c.is_control() || c == '/') {
        return Err(AppError::Invalid(format!(
            "a token needs a name of 1 to {TOKEN_NAME_MAX_CHARS} characters without `/`: say which program uses it"
        )));
    }
    if expires.is_some_and(|expires| expires <= now) {
        return Err(AppError::Invalid(
            "the token would be over already: give a later moment".to_owned(),
        ));
    }
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    let secret = format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
    let token = ApiToken {
        token: TokenHash::of(&secret),
        label: name.to_owned(),
        account: account.clone(),
        created: now,
        expires,
    };
    match operational.create_api_token(&token) {
        Ok(()) => Ok(NewToken { secret, token }),
        Err(OperationalError::Taken(_)) => Err(AppError::Refused(Refusal::not_now(format!(
            "there is a token `{name}` of this account already: revoke it first, or choose another name"
        )))),
        Err(error) => Err(error.into()),
    }
}

/// Ends a token by its name.
///
/// # Errors
/// [`AppError::Missing`] when the account has none of this name.
pub fn revoke_token(operational: &dyn Operational, account: &AccountId, name: &str) -> Result<(), AppError> {
    match operational.revoke_api_token(account, name)? {
        true => Ok(()),
        false => Err(AppError::Missing(format!(
            "this account has no token `{name}`: look at the list of its tokens"
        ))),
    }
}

/// The account of a login name.
///
/// # Errors
/// [`AppError::Missing`] when there is none.
pub fn account_of_login(operational: &dyn Operational, login: &str) -> Result<Account, AppError> {
    operational
        .account_by_login(login)?
        .ok_or_else(|| AppError::Missing(format!("there is no account `{login}` on this server")))
}

/// The account of a login name, made without a password when there is none: it can hold tokens and cannot
/// sign in. For the administrator only, which faces ask first.
///
/// # Errors
/// [`AppError::Invalid`] for a name that cannot be a login name.
pub fn account_or_new(
    operational: &dyn Operational,
    login: &str,
    now: Timestamp,
) -> Result<(Account, bool), AppError> {
    let login = login.trim();
    if let Some(account) = operational.account_by_login(login)? {
        return Ok((account, false));
    }
    let unfit = |c: char| c.is_whitespace() || c.is_control();
    if login.is_empty() || login.chars().count() > 100 || login.contains(unfit) {
        return Err(AppError::Invalid(
            "this cannot be a login name: use 1 to 100 characters without blanks".to_owned(),
        ));
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    let account = Account {
        id: AccountId::from_random(random),
        login: login.to_owned(),
        password_hash: String::new(),
        created: now,
        disabled: None,
    };
    operational.create_account(&account)?;
    Ok((account, true))
}
