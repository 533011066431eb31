//! What can be done and opened from anywhere, and how it is found by what somebody types.

use std::cmp::Reverse;

use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::rules::rights::{Permission, Target};

use super::questions;
use super::words::{fit, wanted};
use crate::address::place_in;
use crate::desk::Desk;
use crate::pages::record::{may_edit, moves};

/// A line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it does or opens.
    pub title: String,
    /// Said beside it; may be empty.
    pub detail: String,
    /// Where it leads.
    pub href: String,
}

/// Something that can be done or opened.
pub struct Command {
    title: String,
    /// Other words it goes by.
    also: String,
    detail: String,
    href: String,
}

impl Command {
    /// One that goes by other words too.
    pub fn new(title: impl Into<String>, also: &str, href: String) -> Self {
        Self {
            title: title.into(),
            also: also.to_owned(),
            detail: String::new(),
            href,
        }
    }

    /// The same with something said beside it.
    pub fn told(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    fn offer(self) -> Offer {
        Offer {
            title: self.title,
            detail: self.detail,
            href: self.href,
        }
    }
}

/// What fits a text, best first. `here` is the page it is asked from; nothing typed offers what is
/// usual there.
pub fn offers(desk: &Desk, text: &str, here: Option<&str>) -> Vec<Offer> {
    let here = here.and_then(|here| place_in(desk.ctx.workspace.name().as_str(), here));
    let record = here.and_then(|here| record_at(desk, here));
    let wanted = wanted(text);
    if wanted.is_empty() {
        return usual(desk, record).into_iter().map(Command::offer).collect();
    }
    let mut all: Vec<Command> = questions::as_of(desk, text, here).into_iter().collect();
    let named = wanted
        .iter()
        .filter_map(|word| RecordId::parse(desk.kinds(), word))
        .find_map(|id| desk.seen(id));
    let dated = all.len();
    if let Some(named) = named {
        all.extend(on_record(desk, named));
    }
    if let Some(record) = record.filter(|record| named.is_none_or(|named| named.id != record.id)) {
        all.extend(on_record(desk, record));
    }
    all.extend(pages(desk));
    all.extend(questions::questions(desk));
    all.extend(questions::look_back(desk));
    all.extend(lists(desk));
    let mut found: Vec<(usize, usize, Command)> = all
        .into_iter()
        .enumerate()
        .filter_map(|(place, command)| {
            let score = match place < dated {
                true => Some(usize::MAX),
                false => fit(&wanted, &command.title, &command.also),
            };
            score
                .filter(|score| *score > 0)
                .map(|score| (score, place, command))
        })
        .collect();
    // Of those that fit alike, the one that says least beside.
    let length = |command: &Command| command.title.split_whitespace().count();
    found.sort_by_key(|(score, place, command)| (Reverse(*score), length(command), *place));
    found.into_iter().map(|(.., command)| command.offer()).collect()
}

/// The record whose page an address is.
fn record_at<'a>(desk: &'a Desk, here: &str) -> Option<&'a Record> {
    let below = here.split_once("/r/")?.1;
    let id = below.split(['/', '?', '#']).next()?;
    desk.record(id).ok().map(|record| &**record)
}

/// What is offered before anybody types.
fn usual(desk: &Desk, record: Option<&Record>) -> Vec<Command> {
    let mut all: Vec<Command> = record.map(|record| on_record(desk, record)).unwrap_or_default();
    all.truncate(5);
    all.extend(pages(desk).into_iter().take(3));
    let first = [
        "What changed last week",
        "Use cases without an owner",
        "Who may delete an AI system",
        "How to prove a record",
    ];
    let questions = questions::questions(desk);
    let (mut known, _): (Vec<Command>, Vec<Command>) = questions
        .into_iter()
        .partition(|command| first.contains(&command.title.as_str()));
    known.sort_by_key(|command| first.iter().position(|title| *title == command.title));
    all.extend(known);
    all
}

/// What the visitor can do with one record, and ask about it.
fn on_record(desk: &Desk, record: &Record) -> Vec<Command> {
    let id = record.id.show(desk.kinds());
    let mut all = Vec::new();
    if may_edit(desk, record) {
        let edit = desk.href(&format!("/r/{id}/edit"));
        all.push(Command::new(format!("Edit {id}"), "change record", edit).told(record.title()));
    }
    for step in moves(desk, record) {
        let href = desk.href(&format!("/r/{id}/move/{}", step.to));
        all.push(
            Command::new(format!("{} {id}", step.label), "move state stage record", href)
                .told(record.title()),
        );
    }
    if may_edit(desk, record) {
        let link = desk.href(&format!("/r/{id}/link"));
        all.push(
            Command::new(format!("Link something to {id}"), "attach connect record", link)
                .told(record.title()),
        );
    }
    all.extend(questions::about(desk, record));
    all
}

/// Pages of their own.
fn pages(desk: &Desk) -> Vec<Command> {
    let mut all = vec![
        Command::new(
            "Inbox",
            "due tasks mentions waiting mine todo",
            desk.href("/inbox"),
        ),
        Command::new("Home", "start overview dashboard", desk.href("/")),
    ];
    if desk.may(Permission::Import, Target::Workspace) {
        all.push(Command::new(
            "Bring in a list",
            "import upload csv xlsx excel spreadsheet",
            desk.href("/import"),
        ));
    }
    for (title, also, place) in [
        (
            "What depends on what",
            "graph everything dependencies map",
            "/graph",
        ),
        ("What changed", "changes history diff activity", "/changes"),
        ("Who may do what", "rights permissions access roles", "/rights"),
        (
            "Is the list complete?",
            "discovery candidates shadow",
            "/discovery",
        ),
        ("Settings", "configuration workspace account", "/settings"),
    ] {
        all.push(Command::new(title, also, desk.href(place)));
    }
    if desk.may(Permission::ReadLedger, Target::Workspace) {
        all.push(Command::new(
            "Ledger",
            "entries audit log verify checkpoint key",
            desk.href("/ledger"),
        ));
    }
    all
}

/// Every list: to open, to add to, to take out.
fn lists(desk: &Desk) -> Vec<Command> {
    let exports = desk.may(Permission::Export, Target::Workspace);
    let mut all = Vec::new();
    for (kind, decl) in desk.kinds().all() {
        let enters = desk.may_enter(decl);
        if decl.internal && !enters {
            continue;
        }
        let place = desk.href(&format!("/{}", decl.name));
        all.push(Command::new(decl.plural, "list open all", place).told("List"));
        if enters {
            let new = desk.href(&format!("/{}/new", decl.name));
            all.push(Command::new(
                format!("New {}", decl.singular),
                "add enter create register",
                new,
            ));
        }
        if exports && desk.sees_more_than(0, kind) {
            for (format, words) in [("xlsx", "Excel"), ("csv", "CSV")] {
                let href = desk.href(&format!("/{}/export/{format}", decl.name));
                let title = format!("Export {} as {words}", super::super::graph::plural(decl.plural));
                all.push(Command::new(title, "download take out file spreadsheet", href));
            }
        }
    }
    all
}
