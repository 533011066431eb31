//! Tokens with which programs act for an account.

use jiff::Timestamp;
use probity_app::AppError;
use probity_app::accounts::ADMINISTRATOR_LOGIN;
use probity_app::operations::tokens::{account_of_login, account_or_new, create_token, revoke_token};
use probity_app::ports::operational::Account;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::scope::{Caller, Scope};

/// Makes a token.
pub struct CreateToken;

/// What it is called, and for whom it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// Which program uses it; unique for the account.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// The account, by the name to sign in with; the caller's own when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// When it ends (RFC 3339); never when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires: Option<Timestamp>,
}

/// A token that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenCreated {
    /// The token. It is shown this once: only its hash is kept.
    pub token: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub login: String,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created: Timestamp,
    /// When it ends; never when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires: Option<Timestamp>,
    /// True when the account was made with it. It has no password and cannot sign in.
    pub account_made: bool,
}

impl Operation for CreateToken {
    const NAME: &'static str = "create-token";
    type Request = TokenRequest;
    type Answer = TokenCreated;

    fn run(scope: &Scope<'_>, request: TokenRequest) -> Result<TokenCreated, AppError> {
        let operational = &**scope.instance.operational();
        let now = scope.instance.now();
        let (account, account_made) = match whose(scope, request.login.as_deref())? {
            Whose::Own(account) => (account, false),
            Whose::Of(login) => account_or_new(operational, &login, now)?,
        };
        let made = create_token(operational, &account.id, &request.name, request.expires, now)?;
        Ok(TokenCreated {
            token: made.secret,
            name: made.token.label,
            login: account.login,
            created: made.token.created,
            expires: made.token.expires,
            account_made,
        })
    }
}

/// Lists tokens.
pub struct ListTokens;

/// Whose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokensRequest {
    /// The account, by the name to sign in with; the caller's own when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
}

/// The tokens of an account, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tokens {
    /// Whose they are.
    pub login: String,
    /// The tokens.
    pub tokens: Vec<TokenListed>,
}

/// A token. What it is, is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenListed {
    /// What it is called.
    pub name: String,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created: Timestamp,
    /// When it ends; never when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires: Option<Timestamp>,
}

impl Operation for ListTokens {
    const NAME: &'static str = "tokens";
    type Request = TokensRequest;
    type Answer = Tokens;

    fn run(scope: &Scope<'_>, request: TokensRequest) -> Result<Tokens, AppError> {
        let operational = &**scope.instance.operational();
        let (login, account) = match whose(scope, request.login.as_deref())? {
            Whose::Own(account) => (account.login.clone(), Some(account)),
            Whose::Of(login) => {
                let account = operational.account_by_login(&login)?;
                (login, account)
            }
        };
        let tokens = match account {
            Some(account) => operational.api_tokens_of(&account.id)?,
            None => Vec::new(),
        };
        let listed = tokens.into_iter().map(|token| TokenListed {
            name: token.label,
            created: token.created,
            expires: token.expires,
        });
        Ok(Tokens {
            login,
            tokens: listed.collect(),
        })
    }
}

/// Ends a token.
pub struct RevokeToken;

/// Which token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRevocation {
    /// What it is called.
    pub name: String,
    /// The account, by the name to sign in with; the caller's own when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
}

/// What was ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenRevoked {
    /// What it was called.
    pub name: String,
    /// Whose it was.
    pub login: String,
}

impl Operation for RevokeToken {
    const NAME: &'static str = "revoke-token";
    type Request = TokenRevocation;
    type Answer = TokenRevoked;

    fn run(scope: &Scope<'_>, request: TokenRevocation) -> Result<TokenRevoked, AppError> {
        let operational = &**scope.instance.operational();
        let account = match whose(scope, request.login.as_deref())? {
            Whose::Own(account) => account,
            Whose::Of(login) => account_of_login(operational, &login)?,
        };
        revoke_token(operational, &account.id, &request.name)?;
        Ok(TokenRevoked {
            name: request.name,
            login: account.login,
        })
    }
}

enum Whose {
    Own(Account),
    Of(String),
}

/// The account that is meant. That of somebody else is for the administrator of the server, as whom
/// whoever may read the data folder acts.
fn whose(scope: &Scope<'_>, login: Option<&str>) -> Result<Whose, AppError> {
    match (scope.caller, login) {
        (Caller::Local, None) => Ok(Whose::Of(ADMINISTRATOR_LOGIN.to_owned())),
        (Caller::Account(account), None) => Ok(Whose::Own(account.clone())),
        (Caller::Account(account), Some(login)) if account.login.eq_ignore_ascii_case(login) => {
            Ok(Whose::Own(account.clone()))
        }
        (_, Some(login)) => {
            scope.administrator()?;
            Ok(Whose::Of(login.to_owned()))
        }
    }
}
