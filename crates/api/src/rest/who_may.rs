//! Who may do something, by which role and grant.

use probity_app::operations::record::record;
use probity_app::operations::who_may::who_may;
use probity_app::workspace::AsOf;
use probity_core::kind::Kinds;
use probity_core::rules::rights::Ground;
use probity_core::rules::who_may::{Act, Subject};
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Parameter, Tag, json_content};
use super::form::Form;
use super::kinds::snake_case;
use super::reply::Reply;
use crate::problem::{self as problems, Problem};

/// The acts by their codes; a test holds them against the core.
const ACTS: &[&str] = &[
    "see", "create", "change", "approve", "archive", "erase", "merge", "import", "export", "ledger",
    "fields", "roles", "operate",
];

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/who-may",
    id: "whoMay",
    tag: Tag::Server,
    summary: "Tell who may do something",
    about: "In the workspace as a whole, to records of a kind, or to one record. Who holds the roles is told to who grants roles and who reads the ledger.",
    access: Access::Token,
    query: &[
        Parameter::new("act", Form::OneOf(ACTS), "What is done.")
            .required()
            .example("archive"),
        Parameter::new("kind", Form::Text, "To records of this kind, by its name.").example("system"),
        Parameter::new("record", Form::Text, "To this record; goes before `kind`."),
    ],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "The roles that allow it, and who holds them today.",
        content: &[json_content::<Allowed>()],
        headers: &[],
    }],
    problems: &[problems::DOES_NOT_FIT],
    run: tell,
}];

/// Who may do something.
#[derive(Debug, Serialize, JsonSchema)]
struct Allowed {
    /// What is done.
    act: &'static str,
    /// The right it needs.
    permission: String,
    /// The roles that allow it.
    roles: Vec<AllowingRole>,
    /// Who holds them; left out for callers who may not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Vec<AllowedPerson>>,
}

/// A role that allows something.
#[derive(Debug, Serialize, JsonSchema)]
struct AllowingRole {
    /// Its code.
    role: &'static str,
    /// True when it does so for the person's own records only.
    own_records_only: bool,
}

/// Somebody who may.
#[derive(Debug, Serialize, JsonSchema)]
struct AllowedPerson {
    /// Their record.
    id: String,
    /// Their name.
    name: String,
    /// The role that allows it.
    role: &'static str,
    /// The unit in which they hold it; left out for the whole workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// True when it allows it for their own records only.
    own_records_only: bool,
}

fn tell(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let act = call.parameter("act").and_then(Act::from_code);
    let act = act.ok_or_else(|| Problem::malformed("the parameter `act` is missing"))?;
    let view = ctx.view();
    let found = match call.parameter("record") {
        Some(id) => Some(record(&ctx, id, AsOf::Now)?.record),
        None => None,
    };
    let subject = match (&found, call.parameter("kind")) {
        (Some(record), _) => Subject::Record(record),
        (None, Some(name)) => {
            let kind = Kinds::built_in().by_name(name).ok_or_else(|| {
                Problem::of(
                    problems::DOES_NOT_FIT,
                    format!("there is no kind `{name}`: leave it out for the workspace"),
                )
            })?;
            Subject::Kind(kind)
        }
        (None, None) => Subject::Workspace,
    };
    let answer = who_may(&ctx, &view, act, subject, ctx.workspace.today());
    let kinds = view.register.kinds();
    let people = answer.people.map(|people| {
        people
            .into_iter()
            .map(|holder| AllowedPerson {
                id: holder.person.show(kinds),
                name: view
                    .register
                    .get(holder.person)
                    .map(|person| person.title().to_owned())
                    .unwrap_or_default(),
                role: holder.held.grant.role.code(),
                unit: holder.held.grant.unit.map(|unit| unit.show(kinds)),
                own_records_only: holder.ground != Ground::Role,
            })
            .collect()
    });
    let allowed = Allowed {
        act: act.code(),
        permission: snake_case(&format!("{:?}", answer.permission)),
        roles: answer
            .roles
            .iter()
            .map(|allowing| AllowingRole {
                role: allowing.role.code(),
                own_records_only: allowing.ground != Ground::Role,
            })
            .collect(),
        people,
    };
    Ok(Reply::json(&allowed)?.at(view.register.size()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_act_can_be_asked_for() {
        let codes: Vec<&str> = super::Act::ALL.iter().map(|act| act.code()).collect();
        assert_eq!(codes, super::ACTS);
    }
}
