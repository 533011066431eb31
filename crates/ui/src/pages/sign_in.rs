//! Signing in and out.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Extension, Form, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use probity_app::accounts::{ABSOLUTE_HOURS, SignInError, address_prefix, sign_out as end_session};
use probity_app::ports::OperationalError;

use crate::address::local_path;
use crate::blocking::blocking;
use crate::error::{PageError, told};
use crate::fields::Fields;
use crate::guard::is_secure;
use crate::page::bare;
use crate::state::{Access, UiState};
use crate::visitor::{COOKIE_PLAIN, COOKIE_SECURE, Visitor, session_token};

/// GET `/sign-in?next=`
pub async fn form(State(state): State<UiState>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let query = Fields::new(query);
    let next = query.get("next").and_then(local_path).unwrap_or("/");
    if state.access == Access::Loopback {
        return Redirect::to(next).into_response();
    }
    draw("", next, None).into_response()
}

/// POST `/sign-in`
pub async fn sign_in(
    State(state): State<UiState>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    parts: Parts,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let sent = Fields::new(sent);
    let next = sent.get("next").and_then(local_path).unwrap_or("/").to_owned();
    let login = sent.text("login").unwrap_or_default().to_owned();
    let password = sent.get("password").unwrap_or_default().to_owned();
    let address = peer.map_or_else(
        || "unknown".to_owned(),
        |Extension(ConnectInfo(address))| address_prefix(address.ip()),
    );
    let old = session_token(&parts);
    let (name, for_check) = (login.clone(), state.clone());
    let opened = blocking(move || {
        let operational = for_check.instance.operational();
        let opened = for_check.sign_ins.sign_in(
            &**operational,
            &name,
            &password,
            &address,
            for_check.instance.now(),
        );
        // A session that was open in this browser ends with the sign-in.
        if let (Ok(_), Some(old)) = (&opened, old) {
            end_session(&**operational, &old)?;
        }
        Ok::<_, OperationalError>(opened)
    })
    .await?;
    match opened {
        Ok(session) => Ok(with_cookie(
            Redirect::to(&next).into_response(),
            &parts,
            &session.token,
            ABSOLUTE_HOURS * 3600,
        )),
        Err(SignInError::Operational(error)) => Err(error.into()),
        Err(error) => {
            let status = match error {
                SignInError::Wrong => StatusCode::UNAUTHORIZED,
                SignInError::TooMany | SignInError::Busy => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            Ok((status, draw(&login, &next, Some(&error.to_string()))).into_response())
        }
    }
}

/// POST `/sign-out`
pub async fn sign_out(
    State(state): State<UiState>,
    parts: Parts,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let visitor = Visitor::of(&state, &parts).await?;
    if !Fields::new(sent)
        .get("token")
        .is_some_and(|token| visitor.form_secret.accepts(token))
    {
        return Err(PageError::forbidden(
            "this form is from an earlier session: go back and reload the page",
        ));
    }
    if let Some(token) = session_token(&parts) {
        let instance = Arc::clone(&state.instance);
        blocking(move || end_session(&**instance.operational(), &token)).await?;
    }
    Ok(with_cookie(
        Redirect::to("/sign-in").into_response(),
        &parts,
        "",
        0,
    ))
}

fn with_cookie(mut response: Response, parts: &Parts, token: &str, seconds: i64) -> Response {
    let (name, secure) = if is_secure(parts) {
        (COOKIE_SECURE, "; Secure")
    } else {
        (COOKIE_PLAIN, "")
    };
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn draw(login: &str, next: &str, problem: Option<&str>) -> Markup {
    bare(
        "Sign in",
        &html! {
            @if let Some(problem) = problem { div.problem role="alert" { p { (told(problem)) } } }
            form.entry method="post" action="/sign-in" {
                input type="hidden" name="next" value=(next);
                div.field { label for="login" { "Name" } input #login type="text" name="login" value=(login) autocomplete="username" required autofocus[login.is_empty()]; }
                div.field { label for="password" { "Password" } input #password type="password" name="password" autocomplete="current-password" required autofocus[!login.is_empty()]; }
                div.buttons { button.primary { "Sign in" } }
            }
            p.note { "No account yet? Whoever runs this server gives the first one a password with " code { "probity user set-password" } "." }
        },
    )
}
