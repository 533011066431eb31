//! Readers see at least what they saw before, whichever of several servers answers next.
//!
//! An answer carries the size of the ledger in a cookie, and the next page waits until it shows at
//! least that much. One server alone needs none of this and sets no cookie. Only who is a member of
//! the workspace is told.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use probity_app::ports::WorkspaceName;
use probity_app::{AppError, Instance, Workspace};

/// The cookie: the workspace, a colon, and the size.
const COOKIE: &str = "probity_size";
/// After this long every server has caught up, or watchers know that it has not.
const KEPT_S: u32 = 600;
/// How long a page waits for the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// The workspace that a request was answered from, if its sender is a member there. The guard makes
/// one for each request, and the desk fills it.
#[derive(Clone, Default)]
pub struct Shown(Arc<OnceLock<Arc<Workspace>>>);

impl Shown {
    /// Notes where a member is.
    pub fn note(parts: &Parts, workspace: &Arc<Workspace>) {
        if let Some(shown) = parts.extensions.get::<Self>() {
            // A request has one desk.
            let _ = shown.0.set(Arc::clone(workspace));
        }
    }

    /// Puts the size on an answer, where other servers may get the next request.
    pub fn tell(&self, instance: &Instance, headers: &HeaderMap, is_secure: bool, response: &mut Response) {
        let (Some(workspace), Some(_)) = (self.0.get(), instance.cluster()) else {
            return;
        };
        let size = workspace.size();
        if known_size(headers, workspace.name()) == Some(size) {
            return;
        }
        let name = workspace.name();
        let secure = if is_secure { "; Secure" } else { "" };
        let cookie = format!(
            "{COOKIE}={name}:{size}; Path=/w/{name}; Max-Age={KEPT_S}; HttpOnly; SameSite=Lax{secure}"
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// The size that a request asks for in a workspace.
pub fn known_size(headers: &HeaderMap, name: &WorkspaceName) -> Option<u64> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut named = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == COOKIE)
        .filter_map(|(_, value)| value.split_once(':'));
    named
        .find(|(of, _)| *of == name.as_str())
        .and_then(|(_, size)| size.parse().ok())
}

/// Waits until a workspace shows what its reader saw before. A size that the ledger never had is let be.
///
/// # Errors
/// When the database does not answer in time.
pub fn wait(workspace: &Workspace, known_size: Option<u64>) -> Result<(), AppError> {
    match known_size {
        Some(size) => workspace.at_least(size, PATIENCE).map(drop),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cookie: &str, expect: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().expect("a header"));
        let main = "main".parse().expect("a name");
        assert_eq!(known_size(&headers, &main), expect, "`{cookie}`");
    }

    #[test]
    fn only_a_size_of_the_same_workspace_counts() {
        check("probity_size=main:12", Some(12));
        check("a=b; probity_size=main:12; c=d", Some(12));
        check("probity_size=other:7; probity_size=main:12", Some(12));
        check("probity_size=other:12", None);
        check("probity_size=main:-1", None);
        check("probity_size=main", None);
        check("size=main:12", None);
        check("", None);
    }
}
