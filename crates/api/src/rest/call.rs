//! One request after it was checked against what its address declares.

use std::time::Duration;

use axum::http::HeaderMap;
use jiff::civil::Date;
use probity_app::ports::WorkspaceName;
use probity_app::workspace::AsOf;
use probity_app::{AppError, Ctx};
use probity_core::kind::Kinds;
use probity_core::{KindDecl, KindId};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::endpoint::Endpoint;
use super::form::{IDEMPOTENCY_KEY, IF_MATCH, LEDGER_SIZE, Tags, read_tags};
use crate::problem::{self as problems, Problem};
use crate::router::ApiState;
use crate::scope::{Caller, Scope};

/// How long a request waits for a state that is new enough.
const PATIENCE: Duration = Duration::from_secs(2);

/// A request.
pub struct Call<'a> {
    /// What the server has.
    pub state: &'a ApiState,
    /// The address that was asked.
    pub endpoint: &'static Endpoint,
    /// Who calls; nobody where anybody may.
    pub caller: Option<&'a Caller>,
    /// In which workspace; `main` for addresses that lie in none.
    pub workspace: &'a WorkspaceName,
    /// What stands in the path, decoded.
    pub path: &'a [(String, String)],
    /// The query, decoded, each name once.
    pub query: &'a [(String, String)],
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body.
    pub body: &'a [u8],
    /// The media type that is answered with.
    pub media: &'static str,
}

impl Call<'_> {
    /// What operations are given.
    ///
    /// # Errors
    /// A problem where nobody is known to call.
    pub fn scope(&self) -> Result<Scope<'_>, Problem> {
        Ok(Scope {
            instance: self.state.instance(),
            caller: self.caller.ok_or_else(Problem::unknown_caller)?,
            workspace: self.workspace,
            stored: self.state.stored(),
            progress: &|_, _| (),
        })
    }

    /// The caller's context in the workspace, with the id of the command where one was sent, at least as
    /// new as was asked for.
    ///
    /// # Errors
    /// A problem for a workspace in which the caller sees nothing, and for a state that is not here yet.
    pub fn ctx(&self) -> Result<Ctx, Problem> {
        let key = self
            .header(IDEMPOTENCY_KEY.name)
            .filter(|_| self.endpoint.takes(&IDEMPOTENCY_KEY));
        let ctx = self.scope()?.ctx_with(key)?;
        if let Some(size) = self.header(LEDGER_SIZE.name) {
            let wanted: u64 = size.parse().unwrap_or_default();
            if !ctx.workspace.at_least(wanted, PATIENCE)? {
                let here = ctx.view().register.size();
                return Err(Problem::of(
                    problems::NOT_CAUGHT_UP,
                    format!(
                        "{wanted} entries are asked for, and there are {here} here: try again in a moment"
                    ),
                ));
            }
        }
        Ok(ctx)
    }

    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A parameter of the query; none for an empty one.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A number of the query, whose form was checked.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    /// The words of a list with commas.
    pub fn words(&self, name: &str) -> Vec<String> {
        let words = self.parameter(name).unwrap_or_default().split(',');
        words
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The day that is looked at.
    pub fn as_of(&self) -> AsOf {
        let day: Option<Date> = self.parameter("as_of").and_then(|day| day.parse().ok());
        day.map_or(AsOf::Now, AsOf::Day)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The revision that `If-Match` names, given the newest; none for `*`. The rules compare it.
    pub fn revision(&self, newest: Option<u32>) -> Option<u32> {
        match read_tags(self.header(IF_MATCH.name).unwrap_or("*")) {
            None | Some(Tags::Any) => None,
            Some(Tags::These(tags)) => {
                // A weak tag never matches (RFC 9110 §13.1.1), nor does one that is no revision.
                let numbers: Vec<u32> = tags
                    .iter()
                    .map(|(tag, is_weak)| if *is_weak { 0 } else { tag.parse().unwrap_or(0) })
                    .collect();
                let fits = numbers.iter().copied().find(|number| Some(*number) == newest);
                fits.or(numbers.first().copied())
            }
        }
    }

    /// The kind that the path names.
    ///
    /// # Errors
    /// A problem for a name that no kind has.
    pub fn kind(&self) -> Result<(KindId, &'static KindDecl), Problem> {
        let name = self.part("kind");
        let kinds = Kinds::built_in();
        let kind = kinds.by_name(name).ok_or_else(|| {
            Problem::of(
                problems::NOT_FOUND,
                format!("there is no kind of record called `{name}`: `/api/v1/kinds` lists them"),
            )
        })?;
        Ok((kind, kinds.decl(kind)))
    }

    /// The body as a JSON object of a type.
    ///
    /// # Errors
    /// A problem that names the place.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let body = if self.body.is_empty() { b"{}" } else { self.body };
        object(body)
    }
}

/// A JSON object of a type. What is no object is refused first: a list would be read as the members of a
/// structure in their order.
///
/// # Errors
/// A problem that names the place.
pub fn object<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        return Err(Problem::malformed("a JSON object is needed here, `{ .. }`"));
    }
    let error = match serde_json::from_slice(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // `5.0` is a whole number too (JSON Schema 2020-12 §6.1.1): some clients know no other.
    let again = match error.classify() {
        serde_json::error::Category::Data => serde_json::from_slice::<Json>(text).ok(),
        _ => None,
    };
    let again = again.and_then(|mut json| whole(&mut json).then(|| serde_json::from_value(json).ok())?);
    again.ok_or_else(|| Problem::malformed(format!("the JSON cannot be understood: {error}")))
}

/// Writes decimals without a fraction as the whole numbers they are; whether there were any.
fn whole(json: &mut Json) -> bool {
    match json {
        Json::Number(number) if number.is_f64() => match number.as_f64() {
            Some(value) if value.fract() == 0.0 && value.abs() < (1_u64 << 53) as f64 => {
                *json = Json::from(value as i64);
                true
            }
            _ => false,
        },
        Json::Array(items) => items.iter_mut().fold(false, |any, item| whole(item) | any),
        Json::Object(members) => members.values_mut().fold(false, |any, item| whole(item) | any),
        _ => false,
    }
}

/// What operations of the application answer, as a problem.
pub fn failed(error: impl Into<AppError>) -> Problem {
    Problem::from(error.into())
}
