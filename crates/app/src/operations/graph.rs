//! What hangs together with what: around one record, by kind, and what carries most uses.

use std::sync::Arc;

use probity_core::RecordId;
use probity_core::graph::{self, Concentration, Direction, Graph, Overview, Request};
use probity_core::query::Scope;
use probity_core::register::Visibility;
use probity_core::rules::Refusal;

use super::list::day_of;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::{AsOf, View};

/// An answer with the state it was read from.
pub struct Read<T> {
    /// The state.
    pub view: Arc<View>,
    /// What the reader may see in it.
    pub visibility: Visibility,
    /// The answer.
    pub answer: T,
}

/// The graph that somebody asks for, in the words of addresses and commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphRequest {
    /// The record in the middle, `SYS-12`.
    pub id: String,
    /// Which way links are followed.
    pub direction: Direction,
    /// How far, from 1 to [`graph::DEPTH_MAX`]; further is cut.
    pub depth: usize,
    /// Nodes at most, to [`graph::NODES_MAX`]; more is cut.
    pub nodes: usize,
    /// Of which day.
    pub as_of: AsOf,
}

/// The records around one record.
///
/// # Errors
/// Refused as missing for a record that the reader may not see; invalid for a kind that is no part of
/// graphs, such as people and units.
pub fn graph(ctx: &Ctx, request: &GraphRequest) -> Result<Read<Graph>, AppError> {
    read(ctx, request.as_of, |scope| {
        let seen = scope
            .register
            .find(&request.id)
            .filter(|record| scope.visibility.sees(scope.register, record));
        let record = seen.ok_or_else(|| AppError::Refused(Refusal::missing(&request.id)))?;
        let asked = Request {
            direction: request.direction,
            depth: request.depth,
            nodes: request.nodes,
            ..Request::new(record.id)
        };
        graph::graph(scope, &asked).ok_or_else(|| {
            let plural = scope.register.decl(record.id).plural;
            AppError::Invalid(format!(
                "{} are no part of graphs: ask for a record of the inventory or of what assures it",
                plural.to_lowercase()
            ))
        })
    })
}

/// Records by kind and the links between kinds, of the whole or of one unit and those below it.
///
/// # Errors
/// Refused as missing for a unit that the reader may not see.
pub fn overview(ctx: &Ctx, as_of: AsOf, unit: Option<&str>) -> Result<Read<Overview>, AppError> {
    read(ctx, as_of, |scope| {
        Ok(graph::overview(scope, unit_of(scope, unit)?))
    })
}

/// How many uses of AI rest on the same record of a kind of [`graph::CARRIERS`]; the first `limit`.
///
/// # Errors
/// Invalid for another kind, refused as missing for a unit that the reader may not see.
pub fn concentration(
    ctx: &Ctx,
    as_of: AsOf,
    kind: &str,
    unit: Option<&str>,
    limit: usize,
) -> Result<Read<Concentration>, AppError> {
    read(ctx, as_of, |scope| {
        let carrier = scope.register.kinds().by_name(kind);
        let carrier = carrier
            .filter(|_| graph::CARRIERS.contains(&kind))
            .ok_or_else(|| {
                let known = graph::CARRIERS.join(", ");
                AppError::Invalid(format!(
                    "`{kind}` is nothing that uses are counted by: one of {known}"
                ))
            })?;
        let unit = unit_of(scope, unit)?;
        Ok(graph::concentration(scope, carrier, unit, limit))
    })
}

fn read<T>(
    ctx: &Ctx,
    as_of: AsOf,
    answer: impl FnOnce(&Scope<'_>) -> Result<T, AppError>,
) -> Result<Read<T>, AppError> {
    let view = ctx.workspace.as_of(as_of)?;
    let visibility = ctx.visibility(&view);
    let answer = answer(&Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: day_of(ctx, as_of),
    })?;
    Ok(Read {
        view,
        visibility,
        answer,
    })
}

fn unit_of(scope: &Scope<'_>, unit: Option<&str>) -> Result<Option<RecordId>, AppError> {
    let Some(text) = unit else { return Ok(None) };
    let seen = scope.register.find(text).filter(|record| {
        scope.register.decl(record.id).name == "unit" && scope.visibility.sees(scope.register, record)
    });
    match seen {
        Some(record) => Ok(Some(record.id)),
        None => Err(AppError::Refused(Refusal::missing(text))),
    }
}
