//! Failed sign-ins.

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::OperationalError;
use probity_app::ports::operational::{FailureCount, LoginFailures};
use sha2::{Digest as _, Sha256};

use super::OperationalTables;
use super::accounts::login_key;
use super::columns::{column, micros};
use super::tables::{Tables, values};

impl<T: Tables> LoginFailures for OperationalTables<T> {
    fn record_login_failure(
        &self,
        login: &str,
        address_prefix: &str,
        at: Timestamp,
    ) -> Result<(), OperationalError> {
        let sql = "INSERT INTO login_failures (login_hash, address_prefix, at) VALUES ($1, $2, $3)";
        self.execute(sql, values![login_hash(login), address_prefix, micros(at)])
            .map(drop)
    }

    fn login_failures(
        &self,
        login: &str,
        address_prefix: &str,
        now: Timestamp,
    ) -> Result<FailureCount, OperationalError> {
        let window = SignedDuration::from_mins(FailureCount::WINDOW_MINUTES);
        let since = now.checked_sub(window).map_or(i64::MIN, micros);
        let sql = "SELECT (SELECT count(*) FROM login_failures WHERE login_hash = $1 AND at > $3) AS login,
                          (SELECT count(*) FROM login_failures WHERE address_prefix = $2 AND at > $3) AS address";
        let count = self.query_one(sql, values![login_hash(login), address_prefix, since], |row| {
            Ok(FailureCount {
                login: column(row, "login")?,
                address: column(row, "address")?,
            })
        })?;
        Ok(count.unwrap_or_default())
    }

    fn clear_login_failures(&self, login: &str) -> Result<(), OperationalError> {
        self.execute(
            "DELETE FROM login_failures WHERE login_hash = $1",
            values![login_hash(login)],
        )
        .map(drop)
    }
}

fn login_hash(login: &str) -> [u8; 32] {
    Sha256::digest(login_key(login).as_bytes()).into()
}
