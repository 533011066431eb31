//! Accounts of a server.

use probity_app::AppError;
use probity_app::accounts::{PasswordError, set_password};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, Operation};
use crate::scope::Scope;

/// Sets a password, making the account when there is none.
pub struct SetPassword;

/// For whom.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPasswordRequest {
    /// The name to sign in with.
    #[schemars(length(min = 1, max = 100))]
    pub login: String,
    /// The password.
    #[schemars(length(min = 12, max = 1024))]
    pub password: String,
}

/// What was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordSet {
    /// The name to sign in with.
    pub login: String,
    /// The id of the account.
    pub account: String,
}

impl Operation for SetPassword {
    const NAME: &'static str = "set-password";
    type Request = SetPasswordRequest;
    type Answer = PasswordSet;

    fn run(scope: &Scope<'_>, request: SetPasswordRequest) -> Result<PasswordSet, AppError> {
        scope.administrator()?;
        let operational = &**scope.instance.operational();
        let set = set_password(
            operational,
            &request.login,
            &request.password,
            scope.instance.now(),
        );
        let account = set.map_err(|error| match error {
            PasswordError::Operational(error) => error.into(),
            PasswordError::Hash(why) => AppError::Internal(why),
            other => AppError::Invalid(other.to_string()),
        })?;
        Ok(PasswordSet {
            login: request.login.trim().to_owned(),
            account: account.to_string(),
        })
    }
}

/// Lists the accounts.
pub struct ListUsers;

/// The accounts, sorted by login name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Users {
    /// The accounts.
    pub users: Vec<User>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// The name to sign in with.
    pub login: String,
    /// When it was made.
    pub created: String,
    /// Since when it may not sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<String>,
}

impl Operation for ListUsers {
    const NAME: &'static str = "users";
    type Request = Nothing;
    type Answer = Users;

    fn run(scope: &Scope<'_>, _: Nothing) -> Result<Users, AppError> {
        scope.administrator()?;
        let user = |account: probity_app::ports::operational::Account| User {
            login: account.login,
            created: account.created.to_string(),
            disabled: account.disabled.map(|since| since.to_string()),
        };
        Ok(Users {
            users: scope
                .instance
                .operational()
                .accounts()?
                .into_iter()
                .map(user)
                .collect(),
        })
    }
}
