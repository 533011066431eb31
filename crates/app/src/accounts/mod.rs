//! Signing in: passwords, sessions, and the tokens that forms are signed with.
//!
//! An account is how somebody signs in to this server; which person of a workspace it stands for,
//! and what that person may do, is in the ledger. Nothing here is governance.

mod password;
mod session;

pub use password::{MIN_PASSWORD_CHARS, PasswordError, hash_password, set_password};
pub use session::{
    ABSOLUTE_HOURS, FormSecret, IDLE_HOURS, NewSession, SignInError, SignIns, address_prefix, session_of,
    sign_out,
};

use probity_core::ids::Actor;
use probity_core::register::Register;
use probity_core::value::Value;

use crate::operations::set_up::LOCAL_ADMINISTRATOR;
use crate::ports::operational::Account;

/// The login name of the one local administrator, who is `PER-1` of each workspace.
pub const ADMINISTRATOR_LOGIN: &str = "admin";

/// Who an account is in a workspace: the local administrator, or the one active person whose
/// `account` is the login name. That field is set by who may grant roles; an e-mail address, which
/// more people may change, says nothing. `None` for somebody who is nobody there.
pub fn person_of(register: &Register, account: &Account) -> Option<Actor> {
    if account.login.eq_ignore_ascii_case(ADMINISTRATOR_LOGIN) {
        return Some(LOCAL_ADMINISTRATOR);
    }
    let person = register.kinds().by_name("person")?;
    let is_named = |record: &probity_core::Record| {
        let named = register.value(record, "account");
        matches!(named, Some(Value::Text(text)) if text.eq_ignore_ascii_case(&account.login))
    };
    let mut found = register
        .records(person)
        .filter(|record| !record.archived && is_named(record));
    match (found.next(), found.next()) {
        (Some(record), None) => Some(Actor::Person(record.id.number)),
        _ => None,
    }
}

/// Bytes of chance from the operating system.
fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
