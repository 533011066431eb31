//! The workspaces of a server.

use super::call::Call;
use super::endpoint::{Access, Answer, AnswerHeader, Body, Endpoint, Method, Tag, json, json_content};
use super::reply::Reply;
use crate::operations::{
    CreateWorkspace, CreatedWorkspace, ListWorkspaces, Nothing, Operation as _, WorkspaceName, WorkspaceNames,
};
use crate::problem::{self as problems, Problem};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces",
        id: "listWorkspaces",
        tag: Tag::Server,
        summary: "List the workspaces of the server",
        about: "For the administrator of the server.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "Their names, sorted.",
            content: &[json_content::<WorkspaceNames>()],
            headers: &[],
        }],
        problems: &[problems::NOT_ALLOWED],
        run: list,
    },
    Endpoint {
        method: Method::Post,
        path: "/workspaces",
        id: "createWorkspace",
        tag: Tag::Server,
        summary: "Make a workspace",
        about: "One organisation with its own ledger, key and files. For the administrator of the server.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: json::<WorkspaceName>(r#"{"name": "north", "organisation": "North Ltd"}"#),
        answers: &[Answer {
            status: 201,
            about: "It is made, with the key that its proofs verify under.",
            content: &[json_content::<CreatedWorkspace>()],
            headers: &[AnswerHeader::Location],
        }],
        problems: &[],
        run: create,
    },
];

fn list(call: &Call<'_>) -> Result<Reply, Problem> {
    Reply::json(&ListWorkspaces::run(&call.scope()?, Nothing {})?)
}

fn create(call: &Call<'_>) -> Result<Reply, Problem> {
    let made = CreateWorkspace::run(&call.scope()?, call.json()?)?;
    let place = format!("/api/v1/workspaces/{}", made.name);
    Ok(Reply::json(&made)?.created(&place))
}
