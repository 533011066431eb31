//! Looking back: states of past days, histories, proofs.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use probity_app::operations::list::{ListRequest, list};
use probity_app::operations::proof::{proof, proof_of_entry};
use probity_app::operations::record;
use probity_app::workspace::AsOf;

use crate::chance::Chance;
use crate::table::Row;
use crate::{Setting, grouped, milliseconds, text, timed};

/// The first page of systems on days spread over three years, none looked at before.
pub fn as_of(setting: &Setting) -> Result<Vec<Row>, String> {
    let open = setting.ledgers.open(setting.large())?;
    let ctx = open.ctx();
    let kind = ctx.view().register.kinds().known("system");
    let (mut slowest, mut sum, mut days) = (0.0_f64, 0.0, 0.0);
    let mut day: Date = date(2023, 4, 15);
    while day < date(2026, 1, 1) {
        let request = ListRequest {
            as_of: AsOf::Day(day),
            sort: "name".to_owned(),
            ..ListRequest::new(kind)
        };
        let (page, took) = timed(|| list(&ctx, &request));
        if page.map_err(text)?.page.records.is_empty() {
            return Err(format!("nothing is there as of {day}"));
        }
        slowest = slowest.max(took.as_secs_f64());
        sum += took.as_secs_f64();
        days += 1.0;
        day = day.checked_add(67.days()).map_err(text)?;
    }
    let entries = grouped(open.workspace.current().register.size());
    Ok(vec![
        Row::at_most(
            format!("as-of view over {entries} entries, slowest of {days} days (s)"),
            2.0,
            slowest,
        ),
        Row::only("  mean of them (s)", sum / days),
    ])
}

/// What happened to one record.
pub fn history(setting: &Setting) -> Result<Vec<Row>, String> {
    let open = setting.ledgers.open(setting.large())?;
    let ctx = open.ctx();
    let count = ctx
        .view()
        .register
        .count(ctx.view().register.kinds().known("use_case"));
    let mut chance = Chance::new(3);
    let mut slowest = 0.0_f64;
    for _ in 0..100 {
        let id = format!("USE-{}", 1 + chance.below(count));
        let (items, took) = timed(|| record::history(&ctx, &id));
        if items.map_err(text)?.is_empty() {
            return Err(format!("`{id}` has no history"));
        }
        slowest = slowest.max(milliseconds(took));
    }
    Ok(vec![Row::at_most(
        "history of one record, slowest of 100 (ms)",
        50.0,
        slowest,
    )])
}

/// Proofs of records in the order of chance, half by record and half by place in the ledger.
pub fn proofs(setting: &Setting) -> Result<Vec<Row>, String> {
    let open = setting.ledgers.open(setting.large())?;
    let ctx = open.ctx();
    let register = &ctx.view().register;
    let count = register.count(register.kinds().known("system"));
    let size = usize::try_from(register.size()).map_err(text)?;
    let mut chance = Chance::new(4);
    let (mut slowest, mut sum) = (0.0_f64, 0.0);
    for round in 0..200 {
        let (id, index) = (
            format!("SYS-{}", 1 + chance.below(count)),
            chance.below(size) as u64,
        );
        let (made, took) = timed(|| {
            if round % 2 == 0 {
                proof(&ctx, &id, None)
            } else {
                proof_of_entry(&ctx, index)
            }
        });
        made.map_err(text)?;
        slowest = slowest.max(milliseconds(took));
        sum += milliseconds(took);
    }
    let entries = grouped(register.size());
    Ok(vec![
        Row::at_most(
            format!("inclusion proof of {entries} entries, slowest of 200 (ms)"),
            5.0,
            slowest,
        ),
        Row::only("  mean of them (ms)", sum / 200.0),
    ])
}
