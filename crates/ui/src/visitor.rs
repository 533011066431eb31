//! Who asks: the person at this machine, or whoever signed in with this browser.

use axum::extract::OriginalUri;
use axum::http::request::Parts;
use axum::http::{Uri, header};
use jiff::Timestamp;
use probity_app::accounts::{FormSecret, person_of, session_of};
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::ports::operational::{Account, AccountId, TokenHash};
use probity_core::ids::Actor;
use probity_core::register::Register;

use crate::blocking::blocking;
use crate::error::PageError;
use crate::state::{Access, UiState};

/// The cookie's name over TLS: the prefix binds it to this host and to TLS (RFC 6265bis §4.1.3.2).
pub const COOKIE_SECURE: &str = "__Host-probity";
/// The cookie's name without TLS, where browsers accept no such prefix.
pub const COOKIE_PLAIN: &str = "probity_session";

/// Whoever sent a request.
#[derive(Clone)]
pub struct Visitor {
    /// Who signed in; `None` for whoever sits at the machine.
    account: Option<Account>,
    /// What their forms are signed with.
    pub form_secret: FormSecret,
}

impl Visitor {
    /// The visitor of a request, or where to sign in.
    pub async fn of(state: &UiState, parts: &Parts) -> Result<Self, PageError> {
        if state.access == Access::Loopback {
            return Ok(Self {
                account: None,
                form_secret: state.form_secret,
            });
        }
        let here = asked(parts)
            .path_and_query()
            .map_or("/", axum::http::uri::PathAndQuery::as_str)
            .to_owned();
        let Some(token) = session_token(parts) else {
            return Err(PageError::SignIn(here));
        };
        let instance = std::sync::Arc::clone(&state.instance);
        let found = blocking(move || session_of(&**instance.operational(), &token, instance.now())).await?;
        let (session, account) = found.ok_or(PageError::SignIn(here))?;
        Ok(Self {
            form_secret: FormSecret::of(&session),
            account: Some(account),
        })
    }

    /// Who they are in a workspace; `None` for nobody.
    pub fn actor(&self, register: &Register) -> Option<Actor> {
        match &self.account {
            None => Some(LOCAL_ADMINISTRATOR),
            Some(account) => person_of(register, account),
        }
    }

    /// The account that drafts and stagings belong to.
    pub fn account_id(&self) -> AccountId {
        self.account
            .as_ref()
            .map_or_else(AccountId::local, |account| account.id.clone())
    }

    /// Whether there is something to sign out of.
    pub fn is_signed_in(&self) -> bool {
        self.account.is_some()
    }
}

/// Whose session it was, when it is over and still known.
pub async fn formerly(state: &UiState, parts: &Parts) -> Option<AccountId> {
    let token = TokenHash::of(&session_token(parts)?);
    let instance = std::sync::Arc::clone(&state.instance);
    // Every session is live at the beginning of time; nothing but its account is read of it.
    let found = blocking(move || instance.operational().session(&token, Timestamp::UNIX_EPOCH)).await;
    found.ok()?.map(|session| session.account)
}

/// The address as it was asked for; inside of a nested router the request's own is cut.
pub fn asked(parts: &Parts) -> &Uri {
    parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |OriginalUri(uri)| uri)
}

/// The session's token in the cookies of a request.
pub fn session_token(parts: &Parts) -> Option<String> {
    let cookies = parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let name = if crate::guard::is_secure(parts) {
        COOKIE_SECURE
    } else {
        COOKIE_PLAIN
    };
    pairs
        .find(|(known, token)| *known == name && token.len() <= 128)
        .map(|(_, token)| token.to_owned())
}
