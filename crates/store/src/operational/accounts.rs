//! Accounts.

use jiff::Timestamp;
use probity_app::ports::OperationalError;
use probity_app::ports::operational::{Account, AccountId, Accounts};

use super::columns::{account_id, column, micros, moment, optional_moment};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert, met};
use crate::fault::Fault;

impl<T: Tables> Accounts for OperationalTables<T> {
    fn create_account(&self, account: &Account) -> Result<(), OperationalError> {
        let sql = "INSERT INTO accounts (id, login, login_key, password_hash, created, disabled)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let row = values![
            account.id.as_str(),
            &account.login,
            login_key(&account.login),
            &account.password_hash,
            micros(account.created),
            account.disabled.map(micros),
        ];
        let name = || format!("the account `{}`", account.login);
        self.write(|transaction| insert(transaction, sql, row, name, name))
    }

    fn account(&self, id: &AccountId) -> Result<Option<Account>, OperationalError> {
        self.query_one(
            "SELECT * FROM accounts WHERE id = $1",
            values![id.as_str()],
            account,
        )
    }

    fn account_by_login(&self, login: &str) -> Result<Option<Account>, OperationalError> {
        self.query_one(
            "SELECT * FROM accounts WHERE login_key = $1",
            values![login_key(login)],
            account,
        )
    }

    fn accounts(&self) -> Result<Vec<Account>, OperationalError> {
        self.query("SELECT * FROM accounts ORDER BY login_key", &[], account)
    }

    fn set_password_hash(&self, id: &AccountId, password_hash: &str) -> Result<(), OperationalError> {
        self.write(|transaction| {
            let sql = "UPDATE accounts SET password_hash = $2 WHERE id = $1";
            met(
                transaction.execute(sql, values![id.as_str(), password_hash])?,
                || name(id),
            )?;
            transaction
                .execute("DELETE FROM sessions WHERE account = $1", values![id.as_str()])
                .map(drop)
        })
    }

    fn set_disabled(&self, id: &AccountId, since: Option<Timestamp>) -> Result<(), OperationalError> {
        self.write(|transaction| {
            let sql = "UPDATE accounts SET disabled = $2 WHERE id = $1";
            met(
                transaction.execute(sql, values![id.as_str(), since.map(micros)])?,
                || name(id),
            )?;
            if since.is_some() {
                transaction.execute("DELETE FROM sessions WHERE account = $1", values![id.as_str()])?;
            }
            Ok(())
        })
    }

    fn delete_account(&self, id: &AccountId) -> Result<bool, OperationalError> {
        self.write(|transaction| {
            let deleted = transaction.execute("DELETE FROM accounts WHERE id = $1", values![id.as_str()])?;
            // Sessions and tokens went with it, by their foreign keys.
            for sql in [
                "DELETE FROM drafts WHERE account = $1",
                "DELETE FROM import_stagings WHERE account = $1",
                // A shared view is everybody's: it stays.
                "DELETE FROM saved_views WHERE account = $1 AND shared = 0",
                "DELETE FROM list_memories WHERE account = $1",
                "DELETE FROM read_marks WHERE account = $1",
            ] {
                transaction.execute(sql, values![id.as_str()])?;
            }
            Ok(deleted > 0)
        })
    }
}

fn account(row: &Row) -> Result<Account, Fault> {
    Ok(Account {
        id: account_id(row, "id")?,
        login: column(row, "login")?,
        password_hash: column(row, "password_hash")?,
        created: moment(row, "created")?,
        disabled: optional_moment(row, "disabled")?,
    })
}

/// What makes two login names the same.
pub(super) fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

fn name(id: &AccountId) -> String {
    format!("the account `{id}`")
}
