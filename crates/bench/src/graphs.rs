//! Graphs over 10,000 systems among 100,000 records: around one, of everything, and what waits for a person.

use probity_app::Ctx;
use probity_app::operations::graph::{GraphRequest, concentration, graph, overview};
use probity_app::operations::inbox::inbox;
use probity_app::workspace::AsOf;
use probity_core::graph::{CARRIERS, Columns, DEPTH_MAX, Direction, NODES_MAX, layout};
use probity_core::ids::Actor;
use probity_core::query::Scope;
use probity_core::rules::rights::Principal;

use crate::chance::Chance;
use crate::table::Row;
use crate::{Setting, grouped, milliseconds, text, timed};

/// Records whose graphs are drawn.
const REPEATS: usize = 200;

/// The graph around a record and where everything of it stands, as its page asks for it and as far as
/// programs can; then the whole.
pub fn graphs(setting: &Setting) -> Result<Vec<Row>, String> {
    let open = setting.ledgers.open(setting.large())?;
    let ctx = open.ctx();
    let records = grouped(open.workspace.current().register.total() as u64);
    let mut rows = Vec::new();
    for (prefix, name) in [("SYS", "system"), ("VEN", "vendor"), ("CTL", "control")] {
        let usual = slowest(&ctx, (prefix, name), 2, 60)?;
        let widest = slowest(&ctx, (prefix, name), DEPTH_MAX, NODES_MAX)?;
        rows.push(Row::at_most(
            format!("graph of a {name} among {records} records, slowest of {REPEATS} (ms)"),
            50.0,
            usual,
        ));
        rows.push(Row::only(
            format!("  {DEPTH_MAX} links away, {NODES_MAX} nodes (ms)"),
            widest,
        ));
    }
    let (all, took) = timed(|| overview(&ctx, AsOf::Now, None));
    let links: usize = all
        .map_err(text)?
        .answer
        .links
        .iter()
        .map(|link| link.links)
        .sum();
    rows.push(Row::at_most(
        format!(
            "graph of everything by kind, {} links (ms)",
            grouped(links as u64)
        ),
        200.0,
        milliseconds(took),
    ));
    for kind in CARRIERS {
        let (found, took) = timed(|| concentration(&ctx, AsOf::Now, kind, None, 25));
        let uses = grouped(found.map_err(text)?.answer.uses as u64);
        rows.push(Row::at_most(
            format!("what carries most of {uses} uses, by {kind} (ms)"),
            200.0,
            milliseconds(took),
        ));
    }
    rows.push(Row::at_most(
        "inbox of a person, slowest of 50 (ms)",
        4.0,
        inboxes(&ctx),
    ));
    Ok(rows)
}

/// The slowest of many graphs of a kind, in milliseconds.
fn slowest(ctx: &Ctx, (prefix, name): (&str, &str), depth: usize, nodes: usize) -> Result<f64, String> {
    let view = ctx.view();
    let count = view.register.count(view.register.kinds().known(name));
    let mut chance = Chance::new(11);
    let mut slowest = 0.0_f64;
    for _ in 0..REPEATS {
        let request = GraphRequest {
            id: format!("{prefix}-{}", 1 + chance.below(count)),
            direction: Direction::Both,
            depth,
            nodes,
            as_of: AsOf::Now,
        };
        let (drawn, took) = timed(|| graph(ctx, &request).map(|read| layout(&read.answer, Columns::ByBand)));
        drawn.map_err(text)?;
        slowest = slowest.max(milliseconds(took));
    }
    Ok(slowest)
}

fn inboxes(ctx: &Ctx) -> f64 {
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let today = ctx.workspace.today();
    let scope = Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today,
    };
    let grants = ctx.principal().grants;
    let mut slowest = 0.0_f64;
    for number in 1..=50 {
        let principal = Principal {
            actor: Actor::Person(number),
            grants: grants.clone(),
        };
        let (_, took) = timed(|| inbox(&scope, &principal, 0));
        slowest = slowest.max(milliseconds(took));
    }
    slowest
}
