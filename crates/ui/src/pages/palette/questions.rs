//! Questions that people ask, and the page that answers each.

use jiff::ToSpan as _;
use jiff::civil::Date;
use probity_core::Record;

use super::commands::Command;
use crate::address::with_query;
use crate::components::dates;
use crate::desk::Desk;

/// Filters that answer a question about records of a kind: title, other words, kind, filter.
const LISTS: &[(&str, &str, &str, &str)] = &[
    (
        "Use cases without an owner",
        "ai owner missing no nobody",
        "use_case",
        "owner is missing and phase != ended",
    ),
    (
        "AI systems without an owner",
        "owner missing no nobody",
        "system",
        "owner is missing and phase != ended",
    ),
    (
        "Use cases in use",
        "ai running active live",
        "use_case",
        "phase = active",
    ),
    (
        "Use cases in use without an impact assessment",
        "missing no",
        "use_case",
        "phase = active and not linked from impact_assessment",
    ),
    (
        "Use cases with an overdue review",
        "late past due",
        "use_case",
        "review_date before today and phase != ended",
    ),
    (
        "Risks with an overdue review",
        "late past due",
        "risk",
        "review_date before today and phase != ended",
    ),
    (
        "New use cases this month",
        "added entered recent",
        "use_case",
        "created = this month",
    ),
];

/// Questions about rights: what is done, the word for it in the address, other words, to what.
const RIGHTS: &[(&str, &str, &str, &str)] = &[
    (
        "Who may delete an AI system",
        "delete",
        "remove rights permission",
        "system",
    ),
    (
        "Who may delete a use case",
        "delete",
        "remove rights permission",
        "use_case",
    ),
    (
        "Who may erase personal data",
        "erase",
        "gdpr delete remove rights permission",
        "person",
    ),
    (
        "Who may approve a use case",
        "approve",
        "decide sign off rights permission",
        "use_case",
    ),
    (
        "Who may approve a release",
        "approve",
        "decide sign off rights permission",
        "release",
    ),
    (
        "Who may change a risk",
        "change",
        "edit rights permission",
        "risk",
    ),
    (
        "Who may bring in lists",
        "import",
        "import upload rights permission",
        "workspace",
    ),
    (
        "Who may grant roles",
        "roles",
        "rights permission access admin",
        "workspace",
    ),
    (
        "Who may read the ledger",
        "ledger",
        "audit log rights permission",
        "workspace",
    ),
];

/// All of them, as the visitor may ask them.
pub fn questions(desk: &Desk) -> Vec<Command> {
    let mut all = Vec::new();
    for (title, also, kind, filter) in LISTS {
        let href = with_query(&desk.href(&format!("/{kind}")), &[("filter", filter)]);
        all.push(Command::new(*title, also, href));
    }
    for (title, act, also, what) in RIGHTS {
        let href = with_query(&desk.href("/rights"), &[("act", act), ("what", what)]);
        all.push(Command::new(*title, also, href));
    }
    let since = |title: &str, also: &str, days: i32| {
        let from = desk
            .today
            .checked_sub(days.days())
            .unwrap_or(desk.today)
            .to_string();
        let to = desk.today.to_string();
        Command::new(
            title,
            also,
            with_query(&desk.href("/changes"), &[("from", &from), ("to", &to)]),
        )
    };
    all.push(since(
        "What changed last week",
        "changes history news since diff 7 days",
        7,
    ));
    all.push(since("What changed today", "changes history news", 0));
    all.push(since(
        "What changed in the last 30 days",
        "changes history news month since diff",
        30,
    ));
    all.push(Command::new(
        "How to prove a record",
        "proof verify tamper evidence sealed altered",
        desk.href("/prove"),
    ));
    all.push(Command::new(
        "What carries most uses",
        "concentration vendor model depends dependency single point failure",
        format!("{}#concentration", desk.href("/graph")),
    ));
    all
}

/// What can be asked about one record.
pub fn about(desk: &Desk, record: &Record) -> Vec<Command> {
    let id = record.id.show(desk.kinds());
    let title = record.title();
    let mut all = vec![
        Command::new(
            format!("Prove {id}"),
            "proof verify tamper evidence sealed altered record",
            with_query(&desk.href("/prove"), &[("record", &id)]),
        )
        .told(title),
        Command::new(
            format!("Who may change {id}"),
            "edit rights permission record",
            with_query(&desk.href("/rights"), &[("act", "change"), ("record", &id)]),
        )
        .told(title),
        Command::new(
            format!("Who may delete {id}"),
            "remove rights permission record",
            with_query(&desk.href("/rights"), &[("act", "delete"), ("record", &id)]),
        )
        .told(title),
    ];
    if probity_core::graph::is_shown(desk.kinds(), record.id.kind) {
        let what = Command::new(
            format!("What {id} rests on"),
            "graph depends dependencies linked hangs together record",
            desk.href(&format!("/r/{id}/graph")),
        );
        all.push(what.told(title));
    }
    all
}

/// Days to look back to without typing one.
pub fn look_back(desk: &Desk) -> Vec<Command> {
    let place = format!("/w/{}/", desk.ctx.workspace.name());
    [
        ("As of yesterday", 1.day()),
        ("As of a month ago", 1.month()),
        ("As of a year ago", 1.year()),
    ]
    .into_iter()
    .filter_map(|(title, span)| Some((title, desk.today.checked_sub(span).ok()?)))
    .map(|(title, day)| {
        let href = with_query(&place, &[("as_of", &day.to_string())]);
        Command::new(title, "look back past date time travel then", href)
            .told(format!("Everything as it was on {}", dates::day(day)))
    })
    .collect()
}

/// The day that somebody wants to look back to: a date in the text, or words for one.
pub fn as_of(desk: &Desk, text: &str, here: Option<&str>) -> Option<Command> {
    let lower = text.to_lowercase();
    let named = lower
        .split_whitespace()
        .find_map(|word| word.parse::<Date>().ok());
    let back = |span: jiff::Span| desk.today.checked_sub(span).ok();
    let day = named.or_else(|| match lower.trim().trim_start_matches("as of ").trim() {
        "yesterday" => back(1.day()),
        "last week" => back(7.days()),
        "last month" => back(1.month()),
        "last year" => back(1.year()),
        _ => None,
    })?;
    if day >= desk.today {
        return None;
    }
    let (place, where_) = match here {
        Some(here) => (
            here.split(['?', '#']).next().unwrap_or(here).to_owned(),
            "this page",
        ),
        None => (format!("/w/{}/", desk.ctx.workspace.name()), "the home page"),
    };
    let href = with_query(&place, &[("as_of", &day.to_string())]);
    Some(
        Command::new(format!("As of {}", dates::day(day)), "", href)
            .told(format!("Look at {where_} as it was on that day")),
    )
}
