//! Columns to values and back.

use jiff::Timestamp;
use probity_app::ports::WorkspaceName;
use probity_app::ports::operational::{AccountId, TokenHash};

use super::tables::{Row, Stored};
use crate::fault::Fault;

/// A moment as it is stored.
pub(super) fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// A column by its name, or damage when it is of another type or size.
pub(super) fn column<T: Stored>(row: &Row, name: &str) -> Result<T, Fault> {
    let value = row
        .get(name)
        .ok_or_else(|| Fault::damaged(format!("column `{name}`"), "it is not there"))?;
    T::from_value(value).ok_or_else(|| {
        Fault::damaged(
            format!("column `{name}`"),
            "what is stored is of another type or size",
        )
    })
}

/// A column that holds a moment.
pub(super) fn moment(row: &Row, name: &str) -> Result<Timestamp, Fault> {
    to_moment(column(row, name)?, name)
}

/// A column that may hold a moment.
pub(super) fn optional_moment(row: &Row, name: &str) -> Result<Option<Timestamp>, Fault> {
    column::<Option<i64>>(row, name)?
        .map(|stored| to_moment(stored, name))
        .transpose()
}

fn to_moment(stored: i64, name: &str) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(stored)
        .map_err(|error| Fault::damaged(format!("column `{name}`"), error.to_string()))
}

/// A column that holds the id of an account.
pub(super) fn account_id(row: &Row, name: &str) -> Result<AccountId, Fault> {
    let text: String = column(row, name)?;
    AccountId::parse(&text)
        .ok_or_else(|| Fault::damaged(format!("column `{name}`"), format!("`{text}` is no account id")))
}

/// A column that holds the hash of a token.
pub(super) fn token(row: &Row, name: &str) -> Result<TokenHash, Fault> {
    column(row, name).map(TokenHash::from_bytes)
}

/// A column that holds the name of a workspace.
pub(super) fn workspace_name(row: &Row, name: &str) -> Result<WorkspaceName, Fault> {
    let text: String = column(row, name)?;
    text.parse()
        .map_err(|error: probity_app::ports::workspace_name::WorkspaceNameError| {
            Fault::damaged(format!("column `{name}`"), error.to_string())
        })
}
