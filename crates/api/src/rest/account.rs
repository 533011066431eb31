//! Who calls: the account, and what its person may do in a workspace.

use probity_app::accounts::ADMINISTRATOR_LOGIN;
use probity_core::rules::rights::Permission;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Tag, json_content};
use super::kinds::snake_case;
use super::reply::Reply;
use crate::problem::Problem;
use crate::scope::Caller;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/me",
        id: "readMe",
        tag: Tag::Server,
        summary: "Read whose token this is",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The account.",
            content: &[json_content::<Me>()],
            headers: &[],
        }],
        problems: &[],
        run: me,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/me",
        id: "readMyRights",
        tag: Tag::Server,
        summary: "Read who the caller is in a workspace, and what they may do there",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The person, their roles, and what these allow somewhere in the workspace.",
            content: &[json_content::<Rights>()],
            headers: &[],
        }],
        problems: &[],
        run: rights,
    },
];

/// The account that calls.
#[derive(Debug, Serialize, JsonSchema)]
struct Me {
    /// The name to sign in with.
    login: String,
    /// Whether it is the administrator of the server.
    administrator: bool,
    /// True for whoever may read the data folder of the server, with the token that lies in it.
    local: bool,
}

/// What the caller may do in a workspace.
#[derive(Debug, Serialize, JsonSchema)]
struct Rights {
    /// Who the ledger names as the author of what the caller does.
    actor: String,
    /// The roles that are in force today.
    roles: Vec<Granted>,
    /// What they allow, in the whole workspace or in a part of it.
    permissions: Vec<String>,
    /// Why nothing can be changed now, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_only: Option<String>,
}

/// A role.
#[derive(Debug, Serialize, JsonSchema)]
struct Granted {
    /// Its code.
    role: &'static str,
    /// The unit, with all units below it; left out for the whole workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
}

fn me(call: &Call<'_>) -> Result<Reply, Problem> {
    let scope = call.scope()?;
    let (login, local) = match scope.caller {
        Caller::Local => (ADMINISTRATOR_LOGIN.to_owned(), true),
        Caller::Account(account) => (account.login.clone(), false),
    };
    Reply::json(&Me {
        administrator: scope.administrator().is_ok(),
        login,
        local,
    })
}

fn rights(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let view = ctx.view();
    let kinds = view.register.kinds();
    let principal = ctx.principal();
    let roles = principal.grants.iter().map(|grant| Granted {
        role: grant.role.code(),
        unit: grant.unit.map(|unit| unit.show(kinds)),
    });
    let allowed = |permission: &Permission| {
        let holds = |grant: &probity_core::rules::rights::Grant| grant.role.allows(*permission);
        principal.grants.iter().any(holds)
    };
    let rights = Rights {
        actor: ctx.actor.to_string(),
        roles: roles.collect(),
        permissions: Permission::ALL
            .iter()
            .filter(|permission| allowed(permission))
            .map(|permission| snake_case(&format!("{permission:?}")))
            .collect(),
        read_only: ctx.workspace.read_only().map(str::to_owned),
    };
    Ok(Reply::json(&rights)?.at(view.register.size()))
}
