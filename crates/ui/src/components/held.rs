//! Forms that were sent after their session was over: held until whoever typed them has signed in.
//!
//! They are in memory only and for a short time; nothing is done with them but to fill the form again.

use std::sync::{Mutex, PoisonError};

use probity_app::accounts::FormSecret;
use probity_app::ports::operational::AccountId;

use crate::address::with_query;
use crate::fields::Fields;

/// Forms that are held; the oldest go first.
const HELD: usize = 64;
/// The most bytes of one.
const BYTES: usize = 256 * 1024;

/// One form: its name, the path it was sent to, whose session was over where that is known, its fields.
type Form = (String, String, Option<AccountId>, Fields);

/// The forms that were sent lately by nobody in particular, oldest first.
#[derive(Default)]
pub struct Held(Mutex<Vec<Form>>);

impl Held {
    /// Holds a form and gives the address that brings it back, once and to its owner only, where the session
    /// that was over tells who that is; `None` for one that is too large.
    pub fn hold(&self, address: &str, owner: Option<AccountId>, mut fields: Fields) -> Option<String> {
        fields.remove("token");
        let bytes: usize = fields.pairs().map(|(name, value)| name.len() + value.len()).sum();
        let name = FormSecret::fresh().ok()?.token();
        let path = address.split(['?', '#']).next()?.to_owned();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes > BYTES {
            return None;
        }
        if all.len() >= HELD {
            all.remove(0);
        }
        all.push((name.clone(), path.clone(), owner, fields));
        Some(with_query(&path, &[("held", &name)]))
    }

    /// The form of a name that was sent to a path; it is not held any longer. That of another account is none.
    pub fn take(&self, name: &str, path: &str, account: &AccountId) -> Option<Fields> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|(known, to, owner, _)| {
            known == name && to == path && owner.as_ref().is_none_or(|owner| owner == account)
        })?;
        Some(all.remove(place).3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::new(vec![
            ("token".to_owned(), "old".to_owned()),
            ("f.name".to_owned(), text.to_owned()),
        ])
    }

    #[test]
    fn a_form_comes_back_once_and_to_its_own_path() {
        let held = Held::default();
        let address = held
            .hold("/w/main/system/new?a=b", None, fields("Chat"))
            .expect("held");
        let name = address
            .strip_prefix("/w/main/system/new?held=")
            .expect("its path");
        let who = AccountId::local();
        assert_eq!(held.take(name, "/w/main/risk/new", &who), None);
        assert_eq!(held.take("x", "/w/main/system/new", &who), None);
        let back = held.take(name, "/w/main/system/new", &who).expect("there");
        assert_eq!((back.get("f.name"), back.get("token")), (Some("Chat"), None));
        assert_eq!(held.take(name, "/w/main/system/new", &who), None, "once");
        assert_eq!(
            held.hold("/w/main/system/new", None, fields(&"x".repeat(BYTES))),
            None
        );
        for _ in 0..HELD + 5 {
            held.hold("/w/main/system/new", None, fields("x"));
        }
        assert_eq!(held.0.lock().expect("sound").len(), HELD);
    }
}
