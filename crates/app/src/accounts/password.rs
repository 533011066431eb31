//! Passwords as Argon2id hashes: 19 MiB of memory, two passes, one lane (OWASP's first choice).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use jiff::Timestamp;

use crate::ports::operational::{Account, AccountId, Operational, OperationalError};

/// The shortest password that is accepted, in characters.
pub const MIN_PASSWORD_CHARS: usize = 12;
/// The longest, in bytes, so that nobody makes the server hash a book.
const MAX_PASSWORD_BYTES: usize = 1024;

/// Why a password cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too easy to guess.
    #[error("the password has {0} characters: use at least {MIN_PASSWORD_CHARS}, a few words for instance")]
    TooShort(usize),
    /// Longer than anybody types.
    #[error("the password is longer than {MAX_PASSWORD_BYTES} bytes: use a shorter one")]
    TooLong,
    /// The login name does not do.
    #[error("`{0}` cannot be a login name: use 1 to 100 characters without blanks")]
    Login(String),
    /// It could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The server database failed.
    #[error(transparent)]
    Operational(#[from] OperationalError),
}

/// The hash of a password as it is stored, in PHC string form with a fresh salt.
///
/// # Errors
/// [`PasswordError::TooShort`], [`PasswordError::TooLong`] and [`PasswordError::Hash`].
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let count = password.chars().count();
    if count < MIN_PASSWORD_CHARS {
        return Err(PasswordError::TooShort(count));
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(PasswordError::TooLong);
    }
    hash(password).map_err(PasswordError::Hash)
}

/// Gives an account a password, making the account when there is none of that login name. Every
/// session of the account ends.
///
/// # Errors
/// Every [`PasswordError`].
pub fn set_password(
    operational: &dyn Operational,
    login: &str,
    password: &str,
    now: Timestamp,
) -> Result<AccountId, PasswordError> {
    let login = login.trim();
    if login.is_empty()
        || login.chars().count() > 100
        || login.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        return Err(PasswordError::Login(login.chars().take(100).collect()));
    }
    let password_hash = hash_password(password)?;
    if let Some(account) = operational.account_by_login(login)? {
        operational.set_password_hash(&account.id, &password_hash)?;
        return Ok(account.id);
    }
    let id = AccountId::from_random(super::random().map_err(|error| PasswordError::Hash(error.to_string()))?);
    let account = Account {
        id: id.clone(),
        login: login.to_owned(),
        password_hash,
        created: now,
        disabled: None,
    };
    operational.create_account(&account)?;
    Ok(id)
}

/// Whether a password is the one that was hashed; false for an account without a password.
pub(super) fn is_password(password: &str, password_hash: &str) -> bool {
    if password.len() > MAX_PASSWORD_BYTES {
        return false;
    }
    let parsed = PasswordHash::new(password_hash);
    parsed.is_ok_and(|parsed| {
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
    })
}

pub(super) fn hash(password: &str) -> Result<String, String> {
    let salt = super::random::<16>().map_err(|error| error.to_string())?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let hash = hash_password("four plain grey words").expect("long enough");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_password("four plain grey words", &hash));
        for other in ["", "four plain grey word", "Four plain grey words"] {
            assert!(!is_password(other, &hash), "`{other}`");
        }
        assert!(!is_password("", ""), "an account without a password takes none");
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(matches!(
            hash_password("eleven char"),
            Err(PasswordError::TooShort(11))
        ));
    }
}
