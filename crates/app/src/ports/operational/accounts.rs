//! Who may come in: accounts, sessions, API tokens and failed sign-ins.
//!
//! An account is how somebody signs in. Which person of a workspace it stands for, and what that
//! person may do, is in the ledger.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::OperationalError;

/// The id of an account: 32 hexadecimal digits made of 16 random bytes, or [`AccountId::local`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// The id made of these random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whoever sits at the machine, while the server answers on loopback only and needs no sign-in.
    /// There is no account of this id; drafts, views and marks can belong to it.
    pub fn local() -> Self {
        Self("local".to_owned())
    }

    /// An id that was stored or sent before. `None` when it does not have the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let hexadecimal = text.len() == 32
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (hexadecimal || text == "local").then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of a secret token. The token itself is never stored, so who reads the database
/// cannot use it. Tokens are long and random, hence no salt and no slow hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token as the client sends it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// A hash that was stored before.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// How somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Random, never reused.
    pub id: AccountId,
    /// The name to sign in with; unique without regard to case.
    pub login: String,
    /// Argon2 in PHC string form; empty for an account that cannot sign in with a password.
    pub password_hash: String,
    /// When it was made.
    pub created: Timestamp,
    /// Since when it may not sign in.
    pub disabled: Option<Timestamp>,
}

/// Accounts of the server.
pub trait Accounts {
    /// Adds an account. [`OperationalError::Taken`] when the id or the login name is in use.
    fn create_account(&self, account: &Account) -> Result<(), OperationalError>;

    /// The account of an id.
    fn account(&self, id: &AccountId) -> Result<Option<Account>, OperationalError>;

    /// The account of a login name, without regard to case.
    fn account_by_login(&self, login: &str) -> Result<Option<Account>, OperationalError>;

    /// All accounts, sorted by login name.
    fn accounts(&self) -> Result<Vec<Account>, OperationalError>;

    /// Replaces the password hash and ends every session of the account, in one step.
    fn set_password_hash(&self, id: &AccountId, password_hash: &str) -> Result<(), OperationalError>;

    /// Disables an account since a moment, ending its sessions in the same step, or enables it again.
    fn set_disabled(&self, id: &AccountId, since: Option<Timestamp>) -> Result<(), OperationalError>;

    /// Removes an account and all that belongs to it: sessions, tokens, drafts, stagings, views,
    /// marks. `false` when there was none. What it did stays in the ledgers.
    fn delete_account(&self, id: &AccountId) -> Result<bool, OperationalError>;
}

/// Somebody who signed in with one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token in the browser's cookie.
    pub token: TokenHash,
    /// Who signed in.
    pub account: AccountId,
    /// When.
    pub created: Timestamp,
    /// The last request, give or take a minute.
    pub last_seen: Timestamp,
    /// Over at this moment whatever happens.
    pub expires: Timestamp,
    /// Over when nothing was asked for this long; kept in whole seconds.
    pub idle_limit: SignedDuration,
    /// What forms of this session are signed with.
    pub csrf_secret: [u8; 32],
}

impl Session {
    /// Whether the session counts at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires && now.duration_since(self.last_seen) < self.idle_limit
    }
}

/// Sessions of the server.
pub trait Sessions {
    /// Adds a session. [`OperationalError::NotFound`] when there is no such account.
    fn open_session(&self, session: &Session) -> Result<(), OperationalError>;

    /// The session of a token if it is live and its account is not disabled.
    fn session(&self, token: &TokenHash, now: Timestamp) -> Result<Option<Session>, OperationalError>;

    /// Notes that a session was used. Writes at most once a minute for a session, so it can be
    /// called for every request.
    fn touch_session(&self, token: &TokenHash, now: Timestamp) -> Result<(), OperationalError>;

    /// Gives a session another token and CSRF secret, as after a sign-in or a change of rights.
    fn rotate_session(
        &self,
        old: &TokenHash,
        new: &TokenHash,
        csrf_secret: &[u8; 32],
    ) -> Result<(), OperationalError>;

    /// Ends a session. `false` when there was none.
    fn revoke_session(&self, token: &TokenHash) -> Result<bool, OperationalError>;

    /// Ends all sessions of an account and says how many.
    fn revoke_sessions_of(&self, account: &AccountId) -> Result<u64, OperationalError>;

    /// The stored sessions of an account, newest first, live or not.
    fn sessions_of(&self, account: &AccountId) -> Result<Vec<Session>, OperationalError>;
}

/// A token with which a program acts for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Hash of the token.
    pub token: TokenHash,
    /// What its owner calls it; unique for the account.
    pub label: String,
    /// For whom it acts.
    pub account: AccountId,
    /// When it was made.
    pub created: Timestamp,
    /// Until when it works; `None` for no end.
    pub expires: Option<Timestamp>,
}

/// API tokens of the server.
pub trait ApiTokens {
    /// Adds a token. [`OperationalError::Taken`] when the account has one of this label.
    fn create_api_token(&self, token: &ApiToken) -> Result<(), OperationalError>;

    /// The token of this hash if it has not expired and its account is not disabled.
    fn api_token(&self, token: &TokenHash, now: Timestamp) -> Result<Option<ApiToken>, OperationalError>;

    /// The tokens of an account, sorted by label.
    fn api_tokens_of(&self, account: &AccountId) -> Result<Vec<ApiToken>, OperationalError>;

    /// Ends the token of a label. `false` when there was none.
    fn revoke_api_token(&self, account: &AccountId, label: &str) -> Result<bool, OperationalError>;
}

/// Failed sign-ins within the last [`FailureCount::WINDOW_MINUTES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailureCount {
    /// For this login name, whether or not there is such an account.
    pub login: u32,
    /// From this address prefix.
    pub address: u32,
}

impl FailureCount {
    /// How far back failures count.
    pub const WINDOW_MINUTES: i64 = 15;
    /// The most failures for one login name.
    pub const MAX_PER_LOGIN: u32 = 10;
    /// The most failures from one address prefix.
    pub const MAX_PER_ADDRESS: u32 = 50;

    /// Whether a further attempt is to be refused unseen.
    pub fn is_over_limit(&self) -> bool {
        self.login >= Self::MAX_PER_LOGIN || self.address >= Self::MAX_PER_ADDRESS
    }
}

/// Failed sign-ins, for the rate limit. Login names are kept as a hash only: people type
/// passwords into the wrong field.
pub trait LoginFailures {
    /// Notes a failed sign-in. `address_prefix` is the network of the client (IPv4 /24, IPv6 /56) as text.
    fn record_login_failure(
        &self,
        login: &str,
        address_prefix: &str,
        at: Timestamp,
    ) -> Result<(), OperationalError>;

    /// Failures within the window that ends now.
    fn login_failures(
        &self,
        login: &str,
        address_prefix: &str,
        now: Timestamp,
    ) -> Result<FailureCount, OperationalError>;

    /// Forgets the failures of a login name, as after a sign-in that worked.
    fn clear_login_failures(&self, login: &str) -> Result<(), OperationalError>;
}
