//! Any command of the core, as plain data.

use probity_app::{AppError, Ctx, Done};
use probity_core::kind::Kinds;
use probity_core::rules::Command;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::scope::{Caller, Scope};

/// Carries out a command of the core.
pub struct RunCommand;

/// A command with the caller's own id, under which it can be sent again safely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandRequest {
    /// The id; a fresh one is made when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is to be done.
    #[schemars(schema_with = "crate::openapi::reports::command")]
    pub command: Command,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommandDone {
    /// Entries in the ledger after it.
    pub size: u64,
    /// Index of the first entry of its batch.
    pub first: u64,
    /// Entries in its batch; 0 when nothing had to change.
    pub count: u32,
    /// The record each item speaks of.
    pub subjects: Vec<String>,
    /// What was recorded although the rules would have had it otherwise.
    pub warnings: Vec<String>,
    /// True when the same id was carried out before; nothing happened now.
    pub repeated: bool,
    /// The id it is stored under.
    pub id: String,
}

impl From<Done> for CommandDone {
    fn from(done: Done) -> Self {
        let Done {
            size,
            first,
            count,
            subjects,
            warnings,
            repeated,
            command_id,
        } = done;
        let subjects = subjects
            .into_iter()
            .map(|id| id.show(Kinds::built_in()))
            .collect();
        Self {
            size,
            first,
            count,
            subjects,
            warnings,
            repeated,
            id: command_id,
        }
    }
}

impl Operation for RunCommand {
    const NAME: &'static str = "command";
    type Request = CommandRequest;
    type Answer = CommandDone;

    fn run(scope: &Scope<'_>, request: CommandRequest) -> Result<CommandDone, AppError> {
        if needs_more(&request.command) {
            return Err(AppError::Invalid(
                "erasing and restoring reach beyond the ledger, so each has an operation of its own: use `erase`, or `probity workspace import`".to_owned(),
            ));
        }
        let ctx = scope.ctx_with(request.id.as_deref())?;
        Ok(submit(scope, &ctx, request.command)?.into())
    }
}

/// Carries a command out, unless it names a file: a file field opens the file to whoever sees the
/// record, so naming one by its hash is for who may read the data folder.
pub(crate) fn submit(scope: &Scope<'_>, ctx: &Ctx, command: Command) -> Result<Done, AppError> {
    if matches!(scope.caller, Caller::Account(_)) && names_a_file(&command) {
        return Err(AppError::Invalid(
            "a file cannot be attached by its hash: bring the file itself, on the record's page or with `PUT …/records/ID/files/FIELD`".to_owned(),
        ));
    }
    ctx.submit(command)
}

fn names_a_file(command: &Command) -> bool {
    let patch = match command {
        Command::Create { patch, .. }
        | Command::Revise { patch, .. }
        | Command::Move { patch, .. }
        | Command::Restore { patch, .. } => patch,
        Command::Batch(items) => return items.iter().any(names_a_file),
        _ => return false,
    };
    patch.set.values().any(|value| value.get("sha256").is_some())
}

/// Commands that are only a part of what their operation does.
fn needs_more(command: &Command) -> bool {
    match command {
        Command::Erase { .. } | Command::Restore { .. } => true,
        Command::Batch(items) => items.iter().any(needs_more),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_hash_only() {
        let create = |value: serde_json::Value| Command::Create {
            kind: "evidence".to_owned(),
            patch: probity_core::patch::Patch::set_one("name", "E").with("file", value),
        };
        let file = serde_json::json!({"sha256": "00", "name": "a", "size": 1});
        assert!(names_a_file(&create(file.clone())));
        assert!(names_a_file(&Command::Batch(vec![create(file)])));
        assert!(!names_a_file(&create("sha256".into())));
    }

    #[test]
    fn erasing_and_restoring_have_operations_of_their_own() {
        let erase = || Command::Erase {
            id: "PER-1".to_owned(),
            fields: Vec::new(),
            entries: vec![0],
            reason: "x".to_owned(),
        };
        let restore = || Command::Restore {
            id: "VEN-1".to_owned(),
            patch: probity_core::patch::Patch::default(),
        };
        let comment = || Command::Comment {
            id: "PER-1".to_owned(),
            text: "x".to_owned(),
        };
        for (command, expect) in [
            (erase(), true),
            (restore(), true),
            (comment(), false),
            (Command::Batch(vec![comment(), erase()]), true),
            (Command::Batch(vec![comment()]), false),
        ] {
            assert_eq!(needs_more(&command), expect, "{command:?}");
        }
    }
}
