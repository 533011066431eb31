//! The workspaces of a server.

use probity_app::AppError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Nothing, Operation};
use crate::scope::Scope;

/// Lists the workspaces.
pub struct ListWorkspaces;

/// Their names, sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkspaceNames {
    /// The names.
    pub workspaces: Vec<String>,
}

impl Operation for ListWorkspaces {
    const NAME: &'static str = "workspaces";
    type Request = Nothing;
    type Answer = WorkspaceNames;

    fn run(scope: &Scope<'_>, _: Nothing) -> Result<WorkspaceNames, AppError> {
        scope.administrator()?;
        let workspaces = scope
            .instance
            .workspaces()?
            .iter()
            .map(ToString::to_string)
            .collect();
        Ok(WorkspaceNames { workspaces })
    }
}

/// Makes a workspace.
pub struct CreateWorkspace;

/// What it is to be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceName {
    /// Its name on this server.
    #[schemars(length(min = 1, max = 40), extend("pattern" = "^[a-z](-?[a-z0-9])*$"))]
    pub name: String,
    /// What its organisation is called.
    pub organisation: String,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatedWorkspace {
    /// Its name on this server.
    pub name: String,
    /// The key that its proofs verify under.
    pub key: String,
}

impl Operation for CreateWorkspace {
    const NAME: &'static str = "create-workspace";
    type Request = WorkspaceName;
    type Answer = CreatedWorkspace;

    fn run(scope: &Scope<'_>, request: WorkspaceName) -> Result<CreatedWorkspace, AppError> {
        scope.administrator()?;
        let name = request.name.parse().map_err(
            |error: probity_app::ports::workspace_name::WorkspaceNameError| {
                AppError::Invalid(error.to_string())
            },
        )?;
        let workspace = scope.instance.create_workspace(&name, &request.organisation)?;
        Ok(CreatedWorkspace {
            name: request.name,
            key: workspace.verifier_key().to_owned(),
        })
    }
}
