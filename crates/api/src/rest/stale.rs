//! Somebody else was faster: what was seen, what is there now, and what lies between.

use std::collections::BTreeMap;

use probity_app::operations::record::{history, record};
use probity_app::workspace::AsOf;
use probity_app::{AppError, Ctx};
use probity_core::history::HistoryItem;
use probity_core::rules::RefusalKind;
use serde_json::{Value as Json, json};

use super::record::Sent;
use crate::operations::row::moment;
use crate::problem::{self as problems, Problem};

/// The problem of a change whose `If-Match` is not the newest; other errors as they are.
pub(super) fn or_stale(ctx: &Ctx, error: AppError, id: &str, seen: Option<u32>) -> Problem {
    let is_conflict = matches!(&error, AppError::Refused(refusal) if refusal.kind == RefusalKind::Conflict);
    if !is_conflict {
        return Problem::from(error);
    }
    let problem = Problem {
        record: Some(id.into()),
        ..Problem::of(problems::STALE, error.to_string())
    };
    // What cannot be told is left out: the refusal stands all the same.
    facts(ctx, id, seen.unwrap_or(0))
        .unwrap_or_default()
        .into_iter()
        .fold(problem, |problem, (member, value)| problem.with(member, value))
}

fn facts(ctx: &Ctx, id: &str, seen: u32) -> Result<Vec<(&'static str, Json)>, AppError> {
    let found = record(ctx, id, AsOf::Now)?;
    let items = history(ctx, id)?;
    let version = |item: &HistoryItem| {
        json!({
            "revision": item.revision,
            "recorded": moment(item.recorded_at),
            "actor": item.actor.to_string(),
        })
    };
    let of = |revision: u32| items.iter().find(|item| item.revision == revision).map(version);
    let mut changes: BTreeMap<&str, Json> = BTreeMap::new();
    for change in items
        .iter()
        .filter(|item| item.revision > seen)
        .flat_map(|item| &item.changes)
    {
        let told = changes
            .entry(&change.field)
            .or_insert_with(|| json!({"field": change.field, "label": change.label, "seen": change.old}));
        told["current"] = json!(change.new);
    }
    let current = Sent::of(&found.view.register, &found.visibility, &found.record, &[]);
    let mut facts = vec![
        ("current", serde_json::to_value(current).unwrap_or_default()),
        ("current_version", json!(of(found.record.revision))),
        ("changes", changes.into_values().collect()),
    ];
    // A revision that there never was has nothing to compare.
    if let Some(seen) = of(seen) {
        facts.push(("seen", seen));
    }
    Ok(facts)
}
