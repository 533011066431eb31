//! API tokens.

use jiff::Timestamp;
use probity_app::ports::OperationalError;
use probity_app::ports::operational::{AccountId, ApiToken, ApiTokens, TokenHash};

use super::columns::{account_id, column, micros, moment, optional_moment, token};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert};
use crate::fault::Fault;

impl<T: Tables> ApiTokens for OperationalTables<T> {
    fn create_api_token(&self, token: &ApiToken) -> Result<(), OperationalError> {
        let sql =
            "INSERT INTO api_tokens (token, label, account, created, expires) VALUES ($1, $2, $3, $4, $5)";
        let row = values![
            token.token.as_bytes(),
            &token.label,
            token.account.as_str(),
            micros(token.created),
            token.expires.map(micros),
        ];
        let label = || format!("the API token `{}`", token.label);
        let account = || format!("the account `{}`", token.account);
        self.write(|transaction| insert(transaction, sql, row, label, account))
    }

    fn api_token(&self, token: &TokenHash, now: Timestamp) -> Result<Option<ApiToken>, OperationalError> {
        let sql = "SELECT api_tokens.* FROM api_tokens JOIN accounts ON accounts.id = api_tokens.account
                   WHERE token = $1 AND accounts.disabled IS NULL";
        let found = self.query_one(sql, values![token.as_bytes()], api_token)?;
        Ok(found.filter(|token| token.expires.is_none_or(|expires| now < expires)))
    }

    fn api_tokens_of(&self, account: &AccountId) -> Result<Vec<ApiToken>, OperationalError> {
        self.query(
            "SELECT * FROM api_tokens WHERE account = $1 ORDER BY label",
            values![account.as_str()],
            api_token,
        )
    }

    fn revoke_api_token(&self, account: &AccountId, label: &str) -> Result<bool, OperationalError> {
        let sql = "DELETE FROM api_tokens WHERE account = $1 AND label = $2";
        Ok(self.execute(sql, values![account.as_str(), label])? > 0)
    }
}

fn api_token(row: &Row) -> Result<ApiToken, Fault> {
    Ok(ApiToken {
        token: token(row, "token")?,
        label: column(row, "label")?,
        account: account_id(row, "account")?,
        created: moment(row, "created")?,
        expires: optional_moment(row, "expires")?,
    })
}
