//! Sessions: opened by a password, found by a token, ended by time or by hand.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use probity_core::envelope::hex;
use sha2::{Digest as _, Sha256};

use super::password::{hash, is_password};
use crate::ports::operational::{Account, Operational, OperationalError, Session, TokenHash};

/// Hours after which a session is over whatever happens.
pub const ABSOLUTE_HOURS: i64 = 12;
/// Hours without a request after which a session is over.
pub const IDLE_HOURS: i64 = 2;
/// Passwords that are checked at the same time; each takes 19 MiB.
const CHECKS_AT_ONCE: usize = 4;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Said alike of unknown names, wrong passwords and disabled accounts.
    #[error(
        "this name and this password do not belong together: try again, or ask the administrator for a new password"
    )]
    Wrong,
    /// Too many failures for this name or from this network.
    #[error("too many failed attempts: wait a quarter of an hour, then try again")]
    TooMany,
    /// Too many people at once.
    #[error("many people are signing in right now: try again in a moment")]
    Busy,
    /// No random bytes, or a failing hash.
    #[error("signing in failed on our side: {0}")]
    Failed(String),
    /// The server database failed.
    #[error(transparent)]
    Operational(#[from] OperationalError),
}

/// A session that was just opened.
pub struct NewSession {
    /// What the browser keeps: 256 random bits. Only its hash is stored.
    pub token: String,
    /// Who signed in.
    pub account: Account,
}

/// Checks passwords, a few at a time.
#[derive(Debug, Default)]
pub struct SignIns {
    running: AtomicUsize,
}

impl SignIns {
    /// Opens a session for a login name and its password. Takes the same time whether or not there
    /// is such an account. `address` is the network of the client, from [`address_prefix`].
    ///
    /// # Errors
    /// Every [`SignInError`].
    pub fn sign_in(
        &self,
        operational: &dyn Operational,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<NewSession, SignInError> {
        let login = login.trim();
        if operational.login_failures(login, address, now)?.is_over_limit() {
            return Err(SignInError::TooMany);
        }
        let account = operational.account_by_login(login)?;
        let known = account
            .as_ref()
            .map_or("", |account| account.password_hash.as_str());
        let right = self.check(password, if known.is_empty() { decoy()? } else { known })?;
        match account.filter(|account| right && !known_empty(account) && account.disabled.is_none()) {
            Some(account) => {
                operational.clear_login_failures(login)?;
                open(operational, account, now)
            }
            None => {
                operational.record_login_failure(login, address, now)?;
                Err(SignInError::Wrong)
            }
        }
    }

    fn check(&self, password: &str, hash: &str) -> Result<bool, SignInError> {
        if self.running.fetch_add(1, Ordering::SeqCst) >= CHECKS_AT_ONCE {
            self.running.fetch_sub(1, Ordering::SeqCst);
            return Err(SignInError::Busy);
        }
        let right = is_password(password, hash);
        self.running.fetch_sub(1, Ordering::SeqCst);
        Ok(right)
    }
}

fn known_empty(account: &Account) -> bool {
    account.password_hash.is_empty()
}

/// A hash of nobody's password, so that an unknown name takes as long as a known one.
fn decoy() -> Result<&'static str, SignInError> {
    static DECOY: OnceLock<Result<String, String>> = OnceLock::new();
    let made = DECOY.get_or_init(|| {
        let nobody = super::random::<32>().map_err(|error| error.to_string())?;
        hash(&hex(&nobody))
    });
    made.as_deref()
        .map_err(|error| SignInError::Failed(error.clone()))
}

fn open(operational: &dyn Operational, account: Account, now: Timestamp) -> Result<NewSession, SignInError> {
    let failed = |error: &dyn std::fmt::Display| SignInError::Failed(error.to_string());
    let token = URL_SAFE_NO_PAD.encode(super::random::<32>().map_err(|error| failed(&error))?);
    let csrf_secret = super::random::<32>().map_err(|error| failed(&error))?;
    let expires = now
        .checked_add(SignedDuration::from_hours(ABSOLUTE_HOURS))
        .map_err(|error| failed(&error))?;
    operational.open_session(&Session {
        token: TokenHash::of(&token),
        account: account.id.clone(),
        created: now,
        last_seen: now,
        expires,
        idle_limit: SignedDuration::from_hours(IDLE_HOURS),
        csrf_secret,
    })?;
    Ok(NewSession { token, account })
}

/// The live session of a token with its account, noted as used now.
///
/// # Errors
/// Those of the server database.
pub fn session_of(
    operational: &dyn Operational,
    token: &str,
    now: Timestamp,
) -> Result<Option<(Session, Account)>, OperationalError> {
    let token = TokenHash::of(token);
    let Some(session) = operational.session(&token, now)? else {
        return Ok(None);
    };
    let Some(account) = operational.account(&session.account)? else {
        return Ok(None);
    };
    operational.touch_session(&token, now)?;
    Ok(Some((session, account)))
}

/// Ends the session of a token, if there is one.
///
/// # Errors
/// Those of the server database.
pub fn sign_out(operational: &dyn Operational, token: &str) -> Result<(), OperationalError> {
    operational.revoke_session(&TokenHash::of(token)).map(drop)
}

/// The network a client is counted under: IPv4 /24, IPv6 /56.
pub fn address_prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
    }
}

/// What forms are signed with, so that no other site can send one.
#[derive(Clone, Copy)]
pub struct FormSecret([u8; 32]);

impl FormSecret {
    /// The secret of a session.
    pub const fn of(session: &Session) -> Self {
        Self(session.csrf_secret)
    }

    /// A fresh secret, for a process that needs no sign-in.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh() -> Result<Self, SignInError> {
        super::random()
            .map(Self)
            .map_err(|error| SignInError::Failed(error.to_string()))
    }

    /// What a form carries.
    pub fn token(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"probity form");
        hash.update(self.0);
        hex(&hash.finalize())
    }

    /// Whether a form carries it. Takes the same time wherever the two differ.
    pub fn accepts(&self, token: &str) -> bool {
        let expected = self.token();
        let differing = expected
            .bytes()
            .zip(token.bytes())
            .fold(0, |differing, (a, b)| differing | (a ^ b));
        expected.len() == token.len() && differing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_prefix(address: &str, expect: &str) {
        assert_eq!(address_prefix(address.parse().expect("an address")), expect);
    }

    #[test]
    fn addresses_are_counted_by_network() {
        check_prefix("192.0.2.77", "192.0.2.0/24");
        check_prefix("::ffff:192.0.2.77", "192.0.2.0/24");
        check_prefix("2001:db8:1:2345::9", "2001:db8:1:2300::/56");
    }

    #[test]
    fn a_form_token_belongs_to_one_secret() {
        let (one, other) = (FormSecret([1; 32]), FormSecret([2; 32]));
        assert!(one.accepts(&one.token()));
        for wrong in [
            String::new(),
            other.token(),
            one.token()[1..].to_owned(),
            format!("{}0", one.token()),
        ] {
            assert!(!one.accepts(&wrong), "`{wrong}`");
        }
    }
}
