//! What the command line sends: `POST /api/v1/operations/NAME?workspace=NAME`, one address for each
//! operation.

use schemars::{Schema, SchemaGenerator};

use super::call::{Call, object};
use super::endpoint::{Access, Answer, Body, Content, Endpoint, Method, Parameter, Tag, of};
use super::form::Form;
use super::reply::Reply;
use crate::openapi::reports;
use crate::operations as ops;
use crate::operations::Operation;
use crate::problem::{self as problems, Problem};

/// The largest request: files travel in it as base64.
pub const BODY_MAX_BYTES: usize = 256 * 1024 * 1024;

const WORKSPACE: Parameter = Parameter::new(
    "workspace",
    Form::Text,
    "In which workspace; `main` when left out.",
)
.example("main");

/// Whether a request without a body stands for `{}`.
macro_rules! is_optional {
    (optional) => {
        true
    };
    (needed) => {
        false
    };
}

macro_rules! operations {
    ($($operation:ident $name:literal $id:literal $summary:literal $body:ident $example:literal $answer:expr;)*) => {
        pub(super) const ENDPOINTS: &[Endpoint] = &[$(Endpoint {
            method: Method::Post,
            path: concat!("/operations/", $name),
            id: $id,
            tag: Tag::Operations,
            summary: $summary,
            about: "",
            access: Access::Token,
            query: &[WORKSPACE],
            headers: &[],
            body: Body::Json {
                schema: of::<<ops::$operation as Operation>::Request>,
                example: $example,
                max_bytes: BODY_MAX_BYTES,
                optional: is_optional!($body),
            },
            answers: &[Answer {
                status: 200,
                about: "The document that the command prints with `--json`.",
                content: &[Content { media: "application/json", schema: Some($answer) }],
                headers: &[],
            }],
            problems: &[problems::NOT_FOUND, problems::CONFLICT],
            run: perform::<ops::$operation>,
        }),*];

        #[cfg(test)]
        const NAMES: &[(&str, &str)] = &[$(($name, <ops::$operation as Operation>::NAME)),*];
    };
}

operations! {
    Backup "backup" "operationBackup" "Back up every workspace to a file where the server runs" needed "" reports::backup_report;
    Change "change" "operationChange" "Make or change a record from words as people type them" needed r#"{"deed": {"create": {"kind": "vendor", "state": null}}, "fields": [["name", "Tide Ltd"]]}"# answer::<ops::Change>;
    RunCommand "command" "operationCommand" "Carry out a command of the core" needed r#"{"command": {"comment": {"id": "SYS-1", "text": "Seen."}}}"# answer::<ops::RunCommand>;
    CreateToken "create-token" "operationCreateToken" "Make a token" needed r#"{"name": "nightly sync"}"# answer::<ops::CreateToken>;
    CreateWorkspace "create-workspace" "operationCreateWorkspace" "Make a workspace" needed r#"{"name": "south", "organisation": "South Ltd"}"# answer::<ops::CreateWorkspace>;
    Discover "discover" "operationDiscover" "Look through an export for AI that nobody registered" needed r#"{"name": "apps.csv", "content": "QXBwbGljYXRpb24sVXNlcgpDaGF0R1BULGEK", "source": "SRC-1", "dry_run": true}"# ops::discovery::run_report;
    Discovery "discovery" "operationDiscovery" "Tell how complete the list is" optional r#"{}"# ops::discovery::overview_report;
    Decide "discovery-decide" "operationDiscoveryDecide" "Decide on discovery candidates, or state that a list is complete" needed r#"{"dismiss": {"candidates": ["CAN-1"], "decision": "not_ai", "reason": "A fixed rule; nobody trains it."}}"# answer::<ops::Decide>;
    Erase "erase" "operationErase" "Erase content about somebody" needed r#"{"id": "PER-9", "reason": "Request of the person, 2026-03-02."}"# reports::erased;
    Export "export" "operationExport" "Take a list out as a file" needed r#"{"kind": "system", "format": "csv"}"# answer::<ops::Export>;
    ExportWorkspace "export-workspace" "operationExportWorkspace" "Write a workspace as plain files where the server runs" needed "" reports::manifest;
    Fsck "fsck" "operationFsck" "Re-derive everything a workspace keeps" optional r#"{}"# reports::fsck_report;
    History "history" "operationHistory" "Tell the history of a record" needed r#"{"id": "SYS-1"}"# answer::<ops::History>;
    Import "import" "operationImport" "Import a file in one step" needed r#"{"name": "vendors.csv", "content": "TmFtZQpUaWRlIEx0ZAo=", "kind": "vendor", "dry_run": true}"# reports::import_report;
    Key "key" "operationKey" "Tell the key that proofs verify under" optional r#"{}"# answer::<ops::Key>;
    List "list" "operationList" "List records of a kind" needed r#"{"kind": "system", "limit": 5}"# answer::<ops::List>;
    Merge "merge" "operationMerge" "Make duplicates one" needed r#"{"keep": "VEN-1", "absorb": ["VEN-2"]}"# answer::<ops::Merge>;
    Proof "proof" "operationProof" "Prove that an entry is in the ledger" needed r#"{"id": "SYS-1"}"# answer::<ops::Proof>;
    RevokeToken "revoke-token" "operationRevokeToken" "Revoke a token" needed r#"{"name": "nightly sync"}"# answer::<ops::RevokeToken>;
    SetPassword "set-password" "operationSetPassword" "Set a password, making the account when there is none" needed r#"{"login": "ada", "password": "four plain grey words"}"# answer::<ops::SetPassword>;
    Show "show" "operationShow" "Show a record" needed r#"{"id": "SYS-1"}"# answer::<ops::Show>;
    ListTokens "tokens" "operationTokens" "List tokens" optional r#"{}"# answer::<ops::ListTokens>;
    UndoImport "undo-import" "operationUndoImport" "Take an import back" needed r#"{"import": "IPT-1"}"# reports::undone;
    ListUsers "users" "operationUsers" "List the accounts" optional r#"{}"# answer::<ops::ListUsers>;
    ListWorkspaces "workspaces" "operationWorkspaces" "List the workspaces" optional r#"{}"# answer::<ops::ListWorkspaces>;
}

fn answer<O: Operation>(generator: &mut SchemaGenerator) -> Schema
where
    O::Answer: schemars::JsonSchema,
{
    generator.subschema_for::<O::Answer>()
}

fn perform<O: Operation>(call: &Call<'_>) -> Result<Reply, Problem> {
    let text = if call.body.is_empty() { b"{}" } else { call.body };
    let request = object(text).map_err(|problem: Problem| Problem {
        detail: format!("the request of `{}`: {}", O::NAME, problem.detail),
        ..problem
    })?;
    Reply::json(&O::run(&call.scope()?, request)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses_have_the_names_of_their_operations() {
        assert!(super::NAMES.iter().all(|(place, name)| place == name));
        assert!(super::NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
