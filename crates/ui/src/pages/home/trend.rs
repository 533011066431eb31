//! Systems and uses over time, as two charts. Every point leads to the list as of its day.

use std::sync::Arc;

use maud::{Markup, html};
use probity_app::operations::trend::Trend;
use probity_core::ids::KindId;
use probity_core::kind::{KindDecl, Phase};
use probity_core::query::{Filter, Operator, Query, facets};

use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::chart::{self, Bar, Line, LineChart, Point, lines};
use crate::components::numbers::counted;
use crate::desk::Desk;
use crate::error::PageError;
use crate::state::UiState;

/// The trend, or that it is being read from a long ledger for the first time.
pub type Read = Option<Trend>;

/// Counts the days until the one that is looked at.
pub async fn read(state: &UiState, desk: &Desk) -> Result<Read, PageError> {
    let trends = Arc::clone(&state.trends);
    let (workspace, view) = (Arc::clone(&desk.ctx.workspace), Arc::clone(&desk.view));
    let (principal, last) = (desk.principal.clone(), desk.past.unwrap_or(desk.today));
    blocking(move || trends.until(&workspace, &view.register, &principal, last)).await
}

/// Units that are named.
const UNITS: usize = 8;

/// Where AI is in use: the units with the most uses.
pub fn by_unit(desk: &Desk) -> Markup {
    let kind = desk.kinds().known("use_case");
    let in_use = Filter::test("phase", Operator::Equal, "active");
    let query = Query::new(kind, 0).filtered(in_use.clone());
    let mut found = facets(&desk.scope(), &query, "unit").unwrap_or_default();
    found.retain(|facet| facet.filter.is_some());
    let bars: Vec<Bar> = found
        .iter()
        .take(UNITS)
        .map(|facet| {
            let both = Filter::and(
                [Some(in_use.clone()), facet.filter.clone()]
                    .into_iter()
                    .flatten()
                    .collect(),
            );
            Bar {
                label: facet.label.clone(),
                tone: "active",
                point: Point {
                    value: facet.count,
                    href: with_query(&desk.href("/use_case"), &[("filter", &both.to_string())]),
                },
            }
        })
        .collect();
    html! {
        @if bars.len() > 1 {
            section {
                h2 { "In use, by unit" }
                (chart::bars("Uses of AI that are in use, by unit", &bars))
                @if found.len() > bars.len() { p.note { "and " (counted(found.len() - bars.len(), "more unit", "more units")) } }
            }
        }
    }
}

/// Phases in the order in which they are named, with their colours and words in filters.
const PHASES: [(Phase, &str, &str, &str); 5] = [
    (Phase::Active, "active", "In use", "phase = active"),
    (Phase::Trial, "trial", "On trial", "phase = trial"),
    (Phase::Planned, "planned", "Planned", "phase = planned"),
    (Phase::Paused, "paused", "Paused", "phase = paused"),
    (Phase::Ended, "ended", "Ended", "phase = ended"),
];

/// Both charts, side by side where there is room.
pub fn charts(desk: &Desk, read: &Read) -> Markup {
    html! {
        @match read {
            Some(trend) => {
                div.columns.trends {
                    @for name in ["use_case", "system"] {
                        @let kind = desk.kinds().known(name);
                        section {
                            h2 { (desk.kinds().decl(kind).plural) " over time" }
                            (chart(desk, trend, kind, desk.kinds().decl(kind)))
                        }
                    }
                }
            }
            None => { p.note { "How the inventory grew is being read from the ledger for the first time since the start. It stands here when you come back." } }
        }
    }
}

fn chart(desk: &Desk, trend: &Trend, kind: KindId, decl: &KindDecl) -> Markup {
    let drawn: Vec<Line> = PHASES
        .iter()
        .map(|phase| line(desk, trend, kind, decl, phase))
        .filter(|line| line.points.iter().any(|point| point.value > 0))
        .collect();
    html! {
        @if drawn.is_empty() {
            p.note { "There are none yet." }
        } @else {
            (lines(&LineChart { title: &format!("{} over time, by what they are at", decl.plural), days: &trend.days, lines: &drawn }))
        }
    }
}

fn line(
    desk: &Desk,
    trend: &Trend,
    kind: KindId,
    decl: &KindDecl,
    (phase, tone, label, filter): &(Phase, &'static str, &str, &str),
) -> Line {
    let place = format!("/w/{}/{}", desk.ctx.workspace.name(), decl.name);
    let newest = trend.days.len().saturating_sub(1);
    let points = trend.line(kind, *phase).into_iter().zip(&trend.days).enumerate();
    let points = points.map(|(at, (value, day))| {
        let day = day.to_string();
        let as_of = [("filter", *filter), ("as_of", day.as_str())];
        let is_now = at == newest && desk.past.is_none();
        Point {
            value,
            href: with_query(&place, &as_of[..if is_now { 1 } else { 2 }]),
        }
    });
    Line {
        label: (*label).to_owned(),
        tone,
        points: points.collect(),
    }
}
