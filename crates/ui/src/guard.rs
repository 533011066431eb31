//! What is turned away before a page sees it, and the headers of every answer.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::PageError;
use crate::own_writes::Shown;
use crate::state::{Access, UiState};

/// Only our own files, forms and answers to our own script; no inline style or script, no frames, no other host.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Set on every answer, whatever it is.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Turns away what no page should answer, and sets the headers of every answer.
pub async fn guard(State(state): State<UiState>, request: Request, next: Next) -> Response {
    let mut response = match check(&state, &request) {
        Ok(()) => run(&state, request, next).await,
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    // A file that somebody brought has a stricter policy of its own.
    let own_policy = headers.get(header::CONTENT_SECURITY_POLICY).cloned();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(policy) = own_policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Pages show what one person may see; only assets say otherwise.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn run(state: &UiState, request: Request, next: Next) -> Response {
    if state.instance.cluster().is_none() {
        return next.run(request).await;
    }
    let shown = Shown::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(shown.clone());
    let (headers, is_secure) = (parts.headers.clone(), is_secure(&parts));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    shown.tell(&state.instance, &headers, is_secure, &mut response);
    response
}

fn check(state: &UiState, request: &Request) -> Result<(), PageError> {
    if state.access == Access::Loopback && !is_at_this_machine(request) {
        return Err(PageError::forbidden(
            "this server answers on this machine only: open it as localhost or 127.0.0.1, \
             or start it on another address with accounts",
        ));
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_from_our_own_page(request.headers()) {
        return Err(PageError::forbidden(
            "the form was sent from another site, so nothing was changed: open the page here and send it again",
        ));
    }
    Ok(())
}

/// The client's address is loopback and it asked for a loopback name, so that no foreign name that
/// was pointed at this machine (DNS rebinding) gets an answer.
fn is_at_this_machine(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let at_loopback = peer.is_some_and(|ConnectInfo(address)| address.ip().to_canonical().is_loopback());
    at_loopback && host(request).is_some_and(|host| is_loopback_name(&host))
}

fn host(request: &Request) -> Option<String> {
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    named
        .or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str))
        .map(str::to_owned)
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Browsers say where a form comes from. Programs say nothing, and need the form's token all the same.
fn is_from_our_own_page(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let same_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let same_origin = match (headers.get(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    };
    same_site && same_origin
}

/// Whether the browser reached us over TLS, as the proxy in front says.
pub fn is_secure(parts: &Parts) -> bool {
    let forwarded = parts
        .headers
        .get("x-forwarded-proto")
        .and_then(|value| value.to_str().ok());
    forwarded.is_some_and(|value| {
        value
            .split(',')
            .next()
            .is_some_and(|first| first.trim().eq_ignore_ascii_case("https"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(host: &str, expect: bool) {
        assert_eq!(is_loopback_name(host), expect, "`{host}`");
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in [
            "localhost",
            "LOCALHOST:42001",
            "127.0.0.1:42001",
            "[::1]:42001",
            "[::1]",
        ] {
            check_name(host, true);
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org:80",
            "192.0.2.1",
            "[2001:db8::1]:1",
        ] {
            check_name(host, false);
        }
    }
}
