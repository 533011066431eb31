//! Filters, sorts and columns of a list that somebody kept under a name.

use probity_app::AppError;
use probity_app::operations::saved_view::{self, Wanted, may_change};
use probity_app::ports::OperationalError;
use probity_app::ports::operational::SavedView;
use probity_core::rules::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Endpoint, Method, Tag, json, json_content};
use super::reply::Reply;
use crate::problem::Problem;

const NEW: Body =
    json::<ViewAsked>(r#"{"name": "Without an owner", "query": "filter=owner%20is%20missing"}"#);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/kinds/{kind}/views",
        id: "listViews",
        tag: Tag::Views,
        summary: "List the views of a list",
        about: "The caller's own, and those that somebody shared.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The views by name.",
            content: &[json_content::<Views>()],
            headers: &[],
        }],
        problems: &[],
        run: list,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces/{workspace}/kinds/{kind}/views",
        id: "createView",
        tag: Tag::Views,
        summary: "Keep a view of a list",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: NEW,
        answers: &[Answer {
            status: 201,
            about: "It is kept.",
            content: &[json_content::<View>()],
            headers: &[AnswerHeader::Location],
        }],
        problems: &[],
        run: create,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/views/{view}",
        id: "readView",
        tag: Tag::Views,
        summary: "Read a view",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The view.",
            content: &[json_content::<View>()],
            headers: &[],
        }],
        problems: &[],
        run: read,
    },
    Endpoint {
        method: Method::Put,
        path: "/workspaces/{workspace}/views/{view}",
        id: "changeView",
        tag: Tag::Views,
        summary: "Give a view another name, query or sharing",
        about: "For who made it; a shared one also for who may grant roles.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: NEW,
        answers: &[Answer {
            status: 200,
            about: "The view as it is now.",
            content: &[json_content::<View>()],
            headers: &[],
        }],
        problems: &[],
        run: change,
    },
    Endpoint {
        method: Method::Delete,
        path: "/workspaces/{workspace}/views/{view}",
        id: "deleteView",
        tag: Tag::Views,
        summary: "Remove a view",
        about: "For who made it; a shared one also for who may grant roles.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 204,
            about: "It is gone.",
            content: &[],
            headers: &[],
        }],
        problems: &[],
        run: remove,
    },
];

/// What a view is to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewView")]
struct ViewAsked {
    /// What it is called.
    name: String,
    /// The query part of the list's address.
    query: String,
    /// Whether everybody in the workspace finds it.
    #[serde(default)]
    shared: bool,
}

/// The views of a list.
#[derive(Debug, Serialize, JsonSchema)]
struct Views {
    /// The views by name.
    views: Vec<View>,
}

/// A view.
#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Its id.
    id: String,
    /// Name of the kind of its list.
    kind: String,
    /// What it is called.
    name: String,
    /// The query part of the list's address.
    query: String,
    /// Whether everybody in the workspace finds it.
    shared: bool,
    /// Whether the caller may change or remove it.
    changeable: bool,
}

impl From<ViewAsked> for Wanted {
    fn from(asked: ViewAsked) -> Self {
        let ViewAsked { name, query, shared } = asked;
        Self { name, query, shared }
    }
}

fn list(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let (_, decl) = call.kind()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    let found = operational
        .views(&account, ctx.workspace.name(), decl.name)
        .map_err(super::call::failed)?;
    let views = found
        .into_iter()
        .map(|view| shown(call, view))
        .collect::<Result<_, _>>()?;
    Reply::json(&Views { views })
}

fn create(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: ViewAsked = call.json()?;
    let ctx = call.ctx()?;
    let (_, decl) = call.kind()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    let view = saved_view::create(&ctx, operational, &account, decl.name, asked.into()).map_err(or_taken)?;
    let place = format!("/api/v1/workspaces/{}/views/{}", call.workspace, view.id);
    Ok(Reply::json(&shown(call, view)?)?.created(&place))
}

fn read(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    let found = saved_view::find(&ctx, operational, &account, call.part("view"))?;
    let view = found.ok_or_else(|| AppError::Missing("there is no such view".to_owned()))?;
    Reply::json(&shown(call, view)?)
}

fn change(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: ViewAsked = call.json()?;
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    let wanted = |_: &SavedView| asked.into();
    let view =
        saved_view::change(&ctx, operational, &account, call.part("view"), wanted).map_err(or_taken)?;
    Reply::json(&shown(call, view)?)
}

fn remove(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let account = call.scope()?.account();
    let operational = &**call.state.instance().operational();
    saved_view::delete(&ctx, operational, &account, call.part("view"))?;
    Ok(Reply::empty(204))
}

fn shown(call: &Call<'_>, view: SavedView) -> Result<View, Problem> {
    let changeable = may_change(&call.ctx()?, &call.scope()?.account(), &view);
    Ok(View {
        changeable,
        id: view.id,
        kind: view.list,
        name: view.name,
        query: view.query,
        shared: view.shared,
    })
}

/// A name that the account has used is nothing that failed.
fn or_taken(error: AppError) -> Problem {
    match error {
        AppError::Operational(OperationalError::Taken(_)) => Problem::from(AppError::Refused(
            Refusal::not_now("you have a view of this name on this list: choose another name"),
        )),
        other => other.into(),
    }
}
