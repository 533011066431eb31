//! From a request to an answer: everything that an address declares is checked here, once for all of
//! them, before what the address does is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use probity_app::ports::WorkspaceName;

use super::call::Call;
use super::endpoint::{Access, Body, Endpoint, Parameter};
use super::form::LEDGER_SIZE;
use super::reply::decode;
use crate::problem::{self as problems, Problem};
use crate::router::{ApiState, blocking};

/// The addresses of a list of endpoints.
pub fn routes(endpoints: impl Iterator<Item = &'static Endpoint>) -> Router<ApiState> {
    let mut by_path: BTreeMap<&'static str, Vec<&'static Endpoint>> = BTreeMap::new();
    for endpoint in endpoints {
        by_path.entry(endpoint.path).or_default().push(endpoint);
    }
    by_path
        .into_iter()
        .fold(Router::new(), |router, (path, mut endpoints)| {
            endpoints.sort_by_key(|endpoint| endpoint.method);
            let endpoints: Arc<[&'static Endpoint]> = endpoints.into();
            let answer = move |state: State<ApiState>,
                               path: Result<RawPathParams, RawPathParamsRejection>,
                               request: Request| {
                let endpoints = Arc::clone(&endpoints);
                async move {
                    match dispatch(state.0, &endpoints, path, request).await {
                        Ok(response) => response,
                        Err(problem) => problem.into_response(),
                    }
                }
            };
            router.route(&format!("/api/v1{path}"), any(answer))
        })
}

async fn dispatch(
    state: ApiState,
    endpoints: &[&'static Endpoint],
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let method = request.method().as_str();
    let wanted = if method == "HEAD" { "GET" } else { method };
    let found = endpoints
        .iter()
        .find(|endpoint| endpoint.method.as_str() == wanted);
    let Some(endpoint): Option<&'static Endpoint> = found.copied() else {
        return Ok(method_not_allowed(endpoints, method));
    };
    let path = path.map_err(|_| Problem::malformed("the path is not UTF-8"))?;
    let path: Vec<(String, String)> = path
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (head, body) = request.into_parts();
    // Who calls is asked before anything of the request is looked at.
    let caller = match endpoint.access {
        Access::Public => None,
        Access::Token => {
            let (known, headers) = (state.clone(), head.headers.clone());
            Some(blocking(move || known.caller(&headers)).await?)
        }
    };
    let query = read_query(endpoint, head.uri.query().unwrap_or_default())?;
    check_headers(endpoint, &head.headers)?;
    let media = accepted(endpoint, &head.headers)?;
    let body = read_body(endpoint, &head.headers, body).await?;
    blocking(move || {
        let workspace = workspace_of(endpoint, &path, &query)?;
        let call = Call {
            state: &state,
            endpoint,
            caller: caller.as_ref(),
            workspace: &workspace,
            path: &path,
            query: &query,
            headers: &head.headers,
            body: &body,
            media,
        };
        // What is answered rests on at least what is known before.
        let size = match endpoint.in_workspace() {
            true => Some(call.ctx()?.view().register.size()),
            false => None,
        };
        (endpoint.run)(&call).map(|reply| reply.into_response(size))
    })
    .await
}

fn method_not_allowed(endpoints: &[&'static Endpoint], method: &str) -> Response {
    let mut allowed: Vec<&str> = endpoints
        .iter()
        .map(|endpoint| endpoint.method.as_str())
        .collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let allowed = allowed.join(", ");
    let detail = format!("this address does not take `{method}`: it takes {allowed}");
    let mut response = Problem::of(problems::METHOD_NOT_ALLOWED, detail).into_response();
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

fn workspace_of(
    endpoint: &Endpoint,
    path: &[(String, String)],
    query: &[(String, String)],
) -> Result<WorkspaceName, Problem> {
    let all = if endpoint.in_workspace() { path } else { query };
    let named = all.iter().find(|(name, _)| name == "workspace");
    let name = named.map_or("main", |(_, value)| value);
    name.parse().map_err(|_| {
        let detail = format!("there is no workspace `{name}` in this data folder");
        Problem::of(problems::NOT_FOUND, detail)
    })
}

/// Every name is declared and comes once, and every value is of its form.
fn read_query(endpoint: &Endpoint, text: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut query: Vec<(String, String)> = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let read = decode(name).zip(decode(value));
        let (name, value) = read.ok_or_else(|| {
            Problem::malformed(format!("`{pair}` in the query is not percent-encoded UTF-8"))
        })?;
        let Some(parameter) = endpoint.query.iter().find(|known| known.name == name) else {
            return Err(unknown_parameter(endpoint, &name));
        };
        check(parameter, &value)?;
        if query.iter().any(|(known, _)| *known == name) {
            return Err(Problem::malformed(format!(
                "the parameter `{name}` stands in the query twice"
            )));
        }
        query.push((name, value));
    }
    let missing = endpoint
        .query
        .iter()
        .find(|known| known.required && !query.iter().any(|(name, _)| name == known.name));
    match missing {
        Some(missing) => Err(Problem::malformed(format!(
            "the parameter `{}` is missing: {}",
            missing.name, missing.about
        ))),
        None => Ok(query),
    }
}

fn unknown_parameter(endpoint: &Endpoint, name: &str) -> Problem {
    let known: Vec<&str> = endpoint.query.iter().map(|known| known.name).collect();
    let hint = match known.as_slice() {
        [] => "it takes none".to_owned(),
        known => format!("it takes {}", known.join(", ")),
    };
    Problem::malformed(format!("this address knows no parameter `{name}`: {hint}"))
}

fn check(parameter: &Parameter, value: &str) -> Result<(), Problem> {
    let name = parameter.name;
    parameter
        .form
        .check(value)
        .map_err(|needed| Problem::malformed(format!("`{name}` is `{value}`, and must be {needed}")))
}

fn check_headers(endpoint: &Endpoint, headers: &HeaderMap) -> Result<(), Problem> {
    let size = endpoint.in_workspace().then_some(&LEDGER_SIZE);
    for header in endpoint.headers.iter().copied().chain(size) {
        let mut values = headers.get_all(header.name).iter();
        match (values.next(), values.next()) {
            (None, _) if header.required => {
                return Err(Problem::of(
                    problems::IF_MATCH_REQUIRED,
                    format!("the header `{}` is missing: {}", header.name, header.about),
                ));
            }
            (None, _) => {}
            (Some(_), Some(_)) => {
                return Err(Problem::malformed(format!(
                    "the header `{}` comes twice",
                    header.name
                )));
            }
            (Some(value), None) => {
                let unreadable = || Problem::malformed(format!("the header `{}` is not ASCII", header.name));
                check(header, value.to_str().map_err(|_| unreadable())?)?;
            }
        }
    }
    Ok(())
}

/// The first form of the first answer that `Accept` does not leave out (RFC 9110 §12.5.1); what weighs
/// most of several.
fn accepted(endpoint: &Endpoint, headers: &HeaderMap) -> Result<&'static str, Problem> {
    let offered: Vec<&'static str> = endpoint
        .answers
        .first()
        .map_or(&[][..], |answer| answer.content)
        .iter()
        .map(|content| content.media)
        .collect();
    let Some(first) = offered.first() else {
        return Ok("");
    };
    let asked: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .collect();
    if asked.is_empty() {
        return Ok(first);
    }
    let best = offered
        .iter()
        .map(|media| (*media, weight(media, &asked)))
        // The first of equals stays.
        .fold(
            None,
            |best: Option<(&'static str, u16)>, (media, weight)| match best {
                Some((_, most)) if most >= weight => best,
                _ => Some((media, weight)),
            },
        );
    match best {
        Some((media, weight)) if weight > 0 => Ok(media),
        _ => Err(Problem::of(
            problems::NOT_ACCEPTABLE,
            format!(
                "this is answered as {}, and `Accept` leaves that out",
                offered.join(" or ")
            ),
        )),
    }
}

/// How much a media type is wanted, in thousandths: what the most exact range says.
fn weight(media: &str, asked: &[&str]) -> u16 {
    let bare = media.split(';').next().unwrap_or(media).trim();
    let kind = bare.split('/').next().unwrap_or_default();
    let mut best = (0, 0);
    for range in asked {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let exactness = match name.as_str() {
            "*/*" => 1,
            name if name.strip_suffix("/*") == Some(kind) => 2,
            name if name == bare => 3,
            _ => continue,
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .map_or(Some(1.0), |quality| quality.trim().parse::<f32>().ok())
            .unwrap_or(1.0);
        if exactness > best.0 {
            best = (exactness, (quality.clamp(0.0, 1.0) * 1000.0) as u16);
        }
    }
    best.1
}

async fn read_body(
    endpoint: &Endpoint,
    headers: &HeaderMap,
    body: axum::body::Body,
) -> Result<axum::body::Bytes, Problem> {
    let (max_bytes, media, optional) = match endpoint.body {
        // Nothing is read of what nobody asked for; a little of it is let pass, as clients send it.
        Body::None => return Ok(axum::body::Bytes::new()),
        Body::Json {
            max_bytes, optional, ..
        } => (max_bytes, Some("application/json"), optional),
        Body::Lines { max_bytes, .. } => (max_bytes, Some("application/x-ndjson"), false),
        Body::Bytes { max_bytes } => (max_bytes, None, false),
    };
    let too_large = || {
        Problem::of(
            problems::TOO_LARGE,
            format!("the body is larger than {max_bytes} bytes: send less at once"),
        )
    };
    let stated = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|stated| stated > max_bytes as u64) {
        return Err(too_large());
    }
    if let Some(media) = media {
        let sent = headers
            .get(header::CONTENT_TYPE)
            .map(|value| value.to_str().unwrap_or_default());
        let bare = sent.map(|sent| {
            sent.split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        });
        let nothing = optional && bare.is_none() && stated.is_none_or(|stated| stated == 0);
        if bare.as_deref() != Some(media) && !nothing {
            return Err(Problem::of(
                problems::UNKNOWN_FORM,
                format!(
                    "the body is of the media type `{}`, and this address takes `{media}`",
                    sent.unwrap_or_default()
                ),
            ));
        }
    }
    // What is longer, and what broke off, both end here; the former far more often.
    axum::body::to_bytes(body, max_bytes)
        .await
        .map_err(|_| too_large())
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn the_most_exact_range_counts() {
        let check = |asked: &[&str], expect: u16| {
            assert_eq!(weight("text/plain; charset=utf-8", asked), expect, "{asked:?}");
        };
        check(&["*/*"], 1000);
        check(&["text/*;q=0.5"], 500);
        check(&["*/*;q=0.1", "text/plain"], 1000);
        check(&["text/plain;q=0", "*/*"], 0);
        check(&["application/json"], 0);
    }
}
