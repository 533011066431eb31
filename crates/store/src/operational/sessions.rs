//! Sessions.

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::OperationalError;
use probity_app::ports::operational::{AccountId, Session, Sessions, TokenHash};

use super::columns::{account_id, column, micros, moment, token};
use super::tables::{Row, Tables, values};
use super::{OperationalTables, insert, met};
use crate::fault::Fault;

/// How stale `last_seen` may get before it is written again.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_secs(60);

impl<T: Tables> Sessions for OperationalTables<T> {
    fn open_session(&self, session: &Session) -> Result<(), OperationalError> {
        let sql =
            "INSERT INTO sessions (token, account, created, last_seen, expires, idle_seconds, csrf_secret)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let row = values![
            session.token.as_bytes(),
            session.account.as_str(),
            micros(session.created),
            micros(session.last_seen),
            micros(session.expires),
            session.idle_limit.as_secs(),
            session.csrf_secret,
        ];
        let account = || format!("the account `{}`", session.account);
        self.write(|transaction| insert(transaction, sql, row, || "this session".to_owned(), account))
    }

    fn session(&self, token: &TokenHash, now: Timestamp) -> Result<Option<Session>, OperationalError> {
        let sql = "SELECT sessions.* FROM sessions JOIN accounts ON accounts.id = sessions.account
                   WHERE token = $1 AND accounts.disabled IS NULL";
        Ok(self
            .query_one(sql, values![token.as_bytes()], session)?
            .filter(|session| session.is_live(now)))
    }

    fn touch_session(&self, token: &TokenHash, now: Timestamp) -> Result<(), OperationalError> {
        let seen = self.query_one(
            "SELECT last_seen FROM sessions WHERE token = $1",
            values![token.as_bytes()],
            |row| moment(row, "last_seen"),
        )?;
        match seen {
            Some(seen) if now.duration_since(seen) >= TOUCH_AFTER => {
                // Never back: requests may come here out of order.
                let sql = "UPDATE sessions SET last_seen = $2 WHERE token = $1 AND last_seen < $2";
                self.execute(sql, values![token.as_bytes(), micros(now)])
                    .map(drop)
            }
            _ => Ok(()),
        }
    }

    fn rotate_session(
        &self,
        old: &TokenHash,
        new: &TokenHash,
        csrf_secret: &[u8; 32],
    ) -> Result<(), OperationalError> {
        let sql = "UPDATE sessions SET token = $2, csrf_secret = $3 WHERE token = $1";
        let changed = self.execute(sql, values![old.as_bytes(), new.as_bytes(), csrf_secret])?;
        met(changed, || "the session".to_owned())
    }

    fn revoke_session(&self, token: &TokenHash) -> Result<bool, OperationalError> {
        Ok(self.execute("DELETE FROM sessions WHERE token = $1", values![token.as_bytes()])? > 0)
    }

    fn revoke_sessions_of(&self, account: &AccountId) -> Result<u64, OperationalError> {
        self.execute(
            "DELETE FROM sessions WHERE account = $1",
            values![account.as_str()],
        )
    }

    fn sessions_of(&self, account: &AccountId) -> Result<Vec<Session>, OperationalError> {
        let sql = "SELECT * FROM sessions WHERE account = $1 ORDER BY created DESC, token";
        self.query(sql, values![account.as_str()], session)
    }
}

fn session(row: &Row) -> Result<Session, Fault> {
    Ok(Session {
        token: token(row, "token")?,
        account: account_id(row, "account")?,
        created: moment(row, "created")?,
        last_seen: moment(row, "last_seen")?,
        expires: moment(row, "expires")?,
        idle_limit: SignedDuration::from_secs(column(row, "idle_seconds")?),
        csrf_secret: column(row, "csrf_secret")?,
    })
}
