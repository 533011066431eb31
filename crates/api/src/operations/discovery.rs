//! Is the list complete: exports looked through, candidates decided on, lists stated.

use std::collections::BTreeMap;

use probity_app::operations::discovery::decide::{Dismissal, Registration, dismiss, known, register};
use probity_app::operations::discovery::{
    Asked, ExportFile, Line, Role, RunReport, Statement, look, overview, run, state_complete,
};
use probity_app::{AppError, Ctx, Done};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::base64::Base64;
use super::key::Nothing;
use super::{Operation, as_json};
use crate::scope::Scope;

/// Looks through an export.
pub struct Discover;

/// The export, and how it is read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscoverRequest {
    /// As the file is named.
    pub name: String,
    /// Its content.
    pub content: Base64,
    /// The declared source, `SRC-1`.
    pub source: String,
    /// The day the export is of; today when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Columns by letter that hold something else than proposed, such as `{"B": "person"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Names of the remainder that are AI after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Leave out what rests on a word only.
    #[serde(default)]
    pub without_weak: bool,
    /// Only say what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The id of the command, for safe repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Operation for Discover {
    const NAME: &'static str = "discover";
    type Request = DiscoverRequest;
    /// `probity_app::operations::discovery::RunReport`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, request: DiscoverRequest) -> Result<Json, AppError> {
        let ctx = scope.ctx_with(request.id.as_deref())?;
        let role = |(letter, code): (String, String)| match Role::from_code(&code) {
            Some(role) => Ok((letter, role)),
            None => {
                let codes: Vec<&str> = Role::ALL.into_iter().map(Role::code).collect();
                Err(AppError::Invalid(format!(
                    "`{code}` is not what a column can hold: one of {}",
                    codes.join(", ")
                )))
            }
        };
        let asked = Asked {
            source: request.source,
            as_of: request.as_of,
            columns: request.columns.into_iter().map(role).collect::<Result<_, _>>()?,
            also: request.also.iter().map(|name| name.to_lowercase()).collect(),
            without_weak: request.without_weak,
        };
        let file = ExportFile {
            name: &request.name,
            bytes: &request.content.0,
        };
        if request.dry_run {
            return as_json(&RunReport::of(&look(&ctx, file, &asked)?, None));
        }
        let (looked, written) = run(&ctx, file, &asked)?;
        as_json(&RunReport::of(&looked, Some(&written)))
    }
}

/// Tells how complete the list is.
pub struct Discovery;

impl Operation for Discovery {
    const NAME: &'static str = "discovery";
    type Request = Nothing;
    /// `probity_app::operations::discovery::Overview`.
    type Answer = Json;

    fn run(scope: &Scope<'_>, _: Nothing) -> Result<Json, AppError> {
        as_json(&overview(&scope.ctx()?))
    }
}

/// Decides on candidates, or states a list.
pub struct Decide;

/// What is decided.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DecideRequest {
    /// It is a record that is there.
    Known {
        /// The candidate, `CAN-1`.
        candidate: String,
        /// The system or use case, `SYS-12`.
        target: String,
        /// A remark.
        #[serde(default)]
        reason: String,
    },
    /// Several do not belong on the list.
    Dismiss {
        /// The candidates.
        candidates: Vec<String>,
        /// `not_ai`, `forbidden` or `out_of_scope`.
        decision: String,
        /// Why.
        reason: String,
        /// For what is forbidden: what was done to stop it.
        #[serde(default)]
        stopped_by: String,
    },
    /// It is new: system, use case or both are made.
    Register {
        /// The candidate.
        candidate: String,
        /// What it is called.
        name: String,
        /// What it is.
        #[serde(default)]
        description: String,
        /// What it is used for; without it only the system is made.
        #[serde(default)]
        purpose: String,
        /// A system that is there, in place of a new one.
        #[serde(default)]
        system: Option<String>,
        /// The unit.
        #[serde(default)]
        unit: Option<String>,
        /// Who answers for it.
        #[serde(default)]
        owner: Option<String>,
        /// A vendor by id, or a name that makes a new one.
        #[serde(default)]
        vendor: Option<String>,
        /// `requested`, `trial` or `in_use`.
        #[serde(default)]
        stage: String,
    },
    /// A unit states that its list is complete.
    State {
        /// The unit.
        unit: String,
        /// A person of that unit.
        declared_by: String,
        /// The role that lets the person know.
        role: String,
        /// First day of the period.
        from: String,
        /// Last day of the period.
        until: String,
        /// Where was looked.
        looked_where: String,
        /// What is left open, and why.
        #[serde(default)]
        exceptions: String,
        /// For each line of the list `used`, `ended` or `unknown`.
        lines: BTreeMap<String, String>,
    },
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decided {
    /// The records that were made or changed, in order.
    pub subjects: Vec<String>,
    /// Entries in the ledger after it.
    pub size: u64,
}

impl Operation for Decide {
    const NAME: &'static str = "discovery-decide";
    type Request = DecideRequest;
    type Answer = Decided;

    fn run(scope: &Scope<'_>, request: DecideRequest) -> Result<Decided, AppError> {
        let ctx = scope.ctx()?;
        let done = match request {
            DecideRequest::Known {
                candidate,
                target,
                reason,
            } => known(&ctx, &candidate, None, &target, &reason)?,
            DecideRequest::Dismiss {
                candidates,
                decision,
                reason,
                stopped_by,
            } => {
                let ids: Vec<(String, Option<u32>)> = candidates.into_iter().map(|id| (id, None)).collect();
                dismiss(
                    &ctx,
                    &ids,
                    &Dismissal {
                        decision,
                        reason,
                        stopped_by,
                    },
                )?
            }
            request @ DecideRequest::Register { .. } => registered(&ctx, request)?,
            request @ DecideRequest::State { .. } => return stated(&ctx, request),
        };
        let kinds = ctx.view().register.kinds();
        Ok(Decided {
            subjects: done.subjects.iter().map(|id| id.show(kinds)).collect(),
            size: done.size,
        })
    }
}

fn unexpected() -> AppError {
    AppError::Internal("a decision of another form came here".to_owned())
}

fn registered(ctx: &Ctx, request: DecideRequest) -> Result<Done, AppError> {
    let DecideRequest::Register {
        candidate,
        name,
        description,
        purpose,
        system,
        unit,
        owner,
        vendor,
        stage,
    } = request
    else {
        return Err(unexpected());
    };
    let new = Registration {
        name,
        description,
        with_system: system.is_none(),
        with_use_case: system.is_some() || !purpose.trim().is_empty(),
        system,
        purpose,
        unit,
        owner,
        vendor,
        stage,
        reason: String::new(),
    };
    register(ctx, &candidate, None, &new)
}

fn stated(ctx: &Ctx, request: DecideRequest) -> Result<Decided, AppError> {
    let DecideRequest::State {
        unit,
        declared_by,
        role,
        from,
        until,
        looked_where,
        exceptions,
        lines,
    } = request
    else {
        return Err(unexpected());
    };
    let line = |(id, code): (String, String)| match Line::from_code(&code) {
        Some(line) => Ok((id, line)),
        None => Err(AppError::Invalid(format!(
            "`{code}` says nothing about `{id}`: give `used`, `ended` or `unknown`"
        ))),
    };
    let said = Statement {
        unit,
        declared_by,
        role,
        from,
        until,
        looked_where,
        exceptions,
        lines: lines.into_iter().map(line).collect::<Result<_, _>>()?,
    };
    let stated = state_complete(ctx, &said)?;
    Ok(Decided {
        subjects: vec![stated.declaration],
        size: ctx.workspace.size(),
    })
}

/// The schema of a document of the application: an object with these members.
fn document(generator: &mut SchemaGenerator, name: &str, about: &str, members: &[(&str, Json)]) -> Schema {
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Json> = members
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    let schema =
        json!({"description": about, "type": "object", "required": required, "properties": properties});
    generator.definitions_mut().insert(name.to_owned(), schema);
    json_schema!({"$ref": format!("#/components/schemas/{name}")})
}

/// `probity_app::operations::discovery::RunReport`.
pub(crate) fn run_report(generator: &mut SchemaGenerator) -> Schema {
    let (text, count, yes) = (
        json!({"type": "string"}),
        json!({"type": "integer", "minimum": 0}),
        json!({"type": "boolean"}),
    );
    let objects = json!({"type": "array", "items": {"type": "object"}});
    let members = [
        ("source", text.clone()),
        ("as_of", text.clone()),
        ("rows", count.clone()),
        ("matched", count.clone()),
        ("rest", count),
        ("columns", objects.clone()),
        ("notes", json!({"type": "array", "items": text})),
        (
            "counts",
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        ),
        ("services", objects),
        ("rest_names", json!({"type": "array", "items": {"type": "array"}})),
        ("written", yes),
    ];
    document(
        generator,
        "DiscoveryRun",
        "What an export shows, service by service, and what becomes of each.",
        &members,
    )
}

/// `probity_app::operations::discovery::Overview`.
pub(crate) fn overview_report(generator: &mut SchemaGenerator) -> Schema {
    let objects = json!({"type": "array", "items": {"type": "object"}});
    let members = [
        ("gaps", objects.clone()),
        ("sources", objects.clone()),
        ("waiting", objects.clone()),
        ("units", objects),
        (
            "decided_this_year",
            json!({"type": "array", "items": {"type": "integer"}}),
        ),
    ];
    document(
        generator,
        "Completeness",
        "How complete the list is: gaps, sources, what waits, statements of units.",
        &members,
    )
}
