//! Lists over 10,000 systems among 100,000 records, as a page asks for them.

use std::time::Duration;

use probity_app::Ctx;
use probity_app::operations::list::{ListRequest, list};
use probity_core::KindId;
use probity_core::patch::Patch;
use probity_core::rules::Command;

use crate::table::Row;
use crate::{Setting, grouped, milliseconds, text, timed};

/// Filter, search and order of the lists that are asked for.
const LISTS: &[(&str, &str, &str)] = &[
    ("", "", ""),
    ("", "", "name"),
    ("", "", "-updated,name"),
    ("", "", "owner,name"),
    ("owner is missing", "", "name"),
    ("state = in_operation", "", "-updated"),
    (
        "state = in_operation and owner is missing and review_date before today",
        "",
        "review_date",
    ),
    ("origin in (built, bought) or not (unit is present)", "", "name"),
    (
        "vendors is present and confirmed_on before 2025-06-01",
        "",
        "-confirmed_on",
    ),
    ("unit within UNT-1", "", "name"),
    ("owner.unit is present", "", "name"),
    ("", "willow", "name"),
    ("", "amber quarry", "-updated"),
    ("state = retired", "claims", "name"),
];

/// Each list some times in a row, and once after a write each.
pub fn lists(setting: &Setting) -> Result<Vec<Row>, String> {
    let open = setting.ledgers.open(setting.large())?;
    let ctx = open.ctx();
    let kind = ctx.view().register.kinds().known("system");
    let (opened, first) = timed(|| ask(&ctx, kind, LISTS[1]));
    opened?;
    let repeats = 20;
    let (mut sum, mut slowest) = (Duration::ZERO, Duration::ZERO);
    let (mut after_sum, mut after_slowest) = (Duration::ZERO, Duration::ZERO);
    let mut slow_lists = Vec::new();
    for (place, asked) in LISTS.iter().enumerate() {
        let mut own = Duration::ZERO;
        for _ in 0..repeats {
            let (answer, took) = timed(|| ask(&ctx, kind, *asked));
            answer?;
            own += took;
        }
        write(&ctx, place)?;
        let (answer, after) = timed(|| ask(&ctx, kind, *asked));
        answer?;
        (sum, slowest) = (sum + own, slowest.max(own / repeats));
        (after_sum, after_slowest) = (after_sum + after, after_slowest.max(after));
        slow_lists.push((own / repeats, after, *asked));
    }
    slow_lists.sort_unstable();
    for (mean, after, asked) in slow_lists.iter().rev().take(3) {
        eprintln!(
            "  {:.2} ms, {:.2} ms after a write: {asked:?}",
            milliseconds(*mean),
            milliseconds(*after)
        );
    }
    let count = u32::try_from(LISTS.len()).map_err(text)?;
    let records = grouped(open.workspace.current().register.total() as u64);
    Ok(vec![
        Row::at_most(
            format!("list of systems among {records} records, mean (ms)"),
            4.0,
            milliseconds(sum / (repeats * count)),
        ),
        Row::only("  mean of the slowest list (ms)", milliseconds(slowest)),
        Row::at_most(
            "  first after a write, mean (ms)",
            4.0,
            milliseconds(after_sum / count),
        ),
        Row::only("  first after a write, slowest (ms)", milliseconds(after_slowest)),
        Row::only("  very first list after a start (ms)", milliseconds(first)),
    ])
}

fn ask(ctx: &Ctx, kind: KindId, (filter, search, sort): (&str, &str, &str)) -> Result<usize, String> {
    let request = ListRequest {
        filter: filter.to_owned(),
        search: search.to_owned(),
        sort: sort.to_owned(),
        ..ListRequest::new(kind)
    };
    let found = list(ctx, &request).map_err(|error| format!("`{filter}`: {error}"))?;
    Ok(found.page.total)
}

/// One system gets another name: the write that lists feel most.
fn write(ctx: &Ctx, place: usize) -> Result<(), String> {
    let patch = Patch::set_one("name", format!("willow claims {place}"));
    let id = format!("SYS-{}", 10 * place + 1);
    let command = Command::Revise {
        id,
        expected_revision: None,
        patch,
        materiality: None,
    };
    ctx.submit(command).map(drop).map_err(text)
}
