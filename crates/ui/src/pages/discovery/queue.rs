//! What waits for a decision: what was seen, what it may be, and the three ways to decide.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::completeness::{Confidence, Facts, Matcher, Proposal, Reader, Waiting, Wanted};
use probity_core::rules::rights::{Permission, Target};
use probity_core::value::Value;

use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::components::{dates, value::beginning};
use crate::desk::Desk;

/// Candidates on one page.
const PAGE: usize = 25;

/// Which part of the queue is shown.
pub struct Shown {
    part: String,
    source: String,
    unit: String,
    page: usize,
}

impl Shown {
    /// As the address asks.
    pub fn of(desk: &Desk) -> Self {
        let text = |name: &str| {
            desk.query
                .text(name)
                .unwrap_or_default()
                .chars()
                .take(20)
                .collect()
        };
        Self {
            part: text("show"),
            source: text("source"),
            unit: text("unit"),
            page: desk
                .query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1)
                .max(1),
        }
    }

    /// What tells this part from others.
    pub fn address(&self) -> String {
        format!("{}/{}/{}/{}", self.part, self.source, self.unit, self.page)
    }

    fn fits(&self, desk: &Desk, waiting: &Waiting) -> bool {
        let kinds = desk.kinds();
        let in_part = match self.part.as_str() {
            "strong" => waiting.confidence == Confidence::Strong,
            "weak" => waiting.confidence == Confidence::Weak,
            "returned" => waiting.returned,
            _ => true,
        };
        let by_source =
            self.source.is_empty() || waiting.source.is_some_and(|id| id.show(kinds) == self.source);
        let in_unit = self.unit.is_empty() || waiting.units.iter().any(|id| id.show(kinds) == self.unit);
        in_part && by_source && in_unit
    }

    fn href(&self, desk: &Desk, part: &str, page: usize) -> String {
        let page = page.to_string();
        let pairs = [
            ("show", part),
            ("source", &self.source),
            ("unit", &self.unit),
            ("page", &page),
        ];
        let pairs: Vec<(&str, &str)> = pairs
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && (*name, *value) != ("page", "1"))
            .collect();
        format!("{}#queue", with_query(&desk.href("/discovery"), &pairs))
    }
}

/// The queue.
pub fn draw(desk: &Desk, facts: &Facts, shown: &Shown) -> Markup {
    let all = &facts.queue.waiting;
    let fitting: Vec<&Waiting> = all.iter().filter(|waiting| shown.fits(desk, waiting)).collect();
    let start = (shown.page - 1).saturating_mul(PAGE).min(fitting.len());
    let rows = &fitting[start..fitting.len().min(start + PAGE)];
    let matcher = Matcher::new(desk.register(), &desk.visibility);
    html! {
        section #queue {
            h2 { "To be decided" }
            @if all.is_empty() {
                div.blank {
                    p { "Nothing waits. What the next export shows and nobody knows comes here." }
                    p { a href=(desk.href("/candidate")) { "All candidates, decided ones too" } }
                }
            } @else {
                (parts(desk, facts, shown))
                @if rows.is_empty() {
                    p.note { "None of those that wait is like this. " a href=(desk.href("/discovery#queue")) { "Show all" } }
                } @else {
                    (table(desk, rows, &matcher))
                    (pages(desk, shown, fitting.len()))
                    (bulk(desk, rows))
                }
            }
        }
    }
}

fn parts(desk: &Desk, facts: &Facts, shown: &Shown) -> Markup {
    let count = |fits: fn(&&Waiting) -> bool| facts.queue.waiting.iter().filter(fits).count();
    let parts = [
        ("", "All", facts.queue.waiting.len()),
        (
            "strong",
            "Service named",
            count(|waiting| waiting.confidence == Confidence::Strong),
        ),
        (
            "weak",
            "Only a word",
            count(|waiting| waiting.confidence == Confidence::Weak),
        ),
        ("returned", "Came back", count(|waiting| waiting.returned)),
    ];
    let limited = [&shown.source, &shown.unit].into_iter().find(|id| !id.is_empty());
    let limit = limited.and_then(|id| desk.record(id).ok());
    html! {
        nav.parts aria-label="Parts of the queue" {
            @for (part, label, count) in parts {
                @if count > 0 || part.is_empty() {
                    a href=(shown.href(desk, part, 1)) aria-current=[(shown.part == part).then_some("true")] { (label) " " span.count { (grouped(count as u64)) } }
                }
            }
            @if let Some(record) = limit { span.limit { "of " (record.title()) " " a.remove href=(desk.href("/discovery#queue")) aria-label="Show all" { "×" } } }
            a.all href=(desk.href("/candidate")) { "All candidates" }
        }
    }
}

fn table(desk: &Desk, rows: &[&Waiting], matcher: &Matcher<'_>) -> Markup {
    html! {
        div.scroll { table.register.queue {
            caption.hidden { "Candidates that wait for a decision" }
            thead { tr {
                th.tick scope="col" { span.hidden { "Tick" } }
                th scope="col" { "What was seen" }
                th scope="col" { "Where and by how many" }
                th scope="col" { "It may be" }
                th scope="col" { "Decide" }
            } }
            tbody { @for waiting in rows { @if let Some(record) = desk.seen(waiting.candidate) { (row(desk, waiting, record, matcher)) } } }
        } }
        p.note.keys-note { "With the keyboard: " kbd { "j" } " " kbd { "k" } " to walk, " kbd { "m" } " it is the proposed one, " kbd { "r" } " register, " kbd { "d" } " dismiss." }
    }
}

fn row(desk: &Desk, waiting: &Waiting, record: &Record, matcher: &Matcher<'_>) -> Markup {
    let id = record.id.show(desk.kinds());
    let reader = Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    };
    let proposals = matcher.proposals(&Wanted::of(desk.register(), record));
    let may = desk.may(Permission::Edit, Target::Record(record));
    let place = desk.href(&format!("/discovery/{id}"));
    html! {
        tr id=(id) {
            td.tick { @if may { input type="checkbox" name="id" form="several" value=(format!("{id}:{}", record.revision)) aria-label={ "Tick " (record.title()) }; } }
            td.what {
                a.title href=(place) { (record.title()) } " " span.id { (id) }
                @if let Some(guess) = reader.text(record, "guess") { p.note { (beginning(guess)) } }
                @if let Some(because) = reader.text(record, "returned_because") { p.came-back { "Came back: " (because) } }
                p.signs { (confidence(reader.code(record, "confidence"))) " " (waits(waiting)) }
            }
            td.seen { (seen(desk, reader, record)) }
            td.proposal { (proposal(desk, proposals.first())) }
            td.decide { @if may { (ways(desk, record, proposals.first(), &place)) } }
        }
    }
}

/// How sure the sign is, as a word with a shape.
pub fn confidence(code: Option<&str>) -> Markup {
    match code {
        Some("strong") => html! { span.sign.strong { "service named" } },
        Some("weak") => html! { span.sign.weak { "only a word" } },
        _ => html! { span.sign { "entered by hand" } },
    }
}

fn waits(waiting: &Waiting) -> Markup {
    let days = usize::try_from(waiting.days).unwrap_or(0);
    html! { span.note.overdue[waiting.days > 30] { @if days == 0 { "new today" } @else { "waits " (counted(days, "day", "days")) } } }
}

/// Figures of what was seen: never a person.
fn seen(desk: &Desk, reader: Reader<'_>, record: &Record) -> Markup {
    let number = |field: &str| {
        reader
            .number(record, field)
            .and_then(|number| usize::try_from(number).ok())
    };
    let texts = |field: &str| match desk.register().value(record, field) {
        Some(Value::Texts(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::<String>::new(),
    };
    let own = reader.links(record, "unit").iter();
    let units: std::collections::BTreeSet<_> = own.chain(reader.links(record, "units")).copied().collect();
    let units: Vec<_> = units.into_iter().filter_map(|unit| desk.seen(unit)).collect();
    let names = texts("unit_names");
    let source = reader
        .links(record, "found_by")
        .first()
        .and_then(|source| desk.seen(*source));
    html! {
        p {
            @if let Some(people) = number("people") { strong { (counted(people, "person", "people")) } " " }
            @if let Some(rows) = number("rows") { span.note { (counted(rows, "row", "rows")) } }
        }
        @if !units.is_empty() || !names.is_empty() {
            p { @for (place, unit) in units.iter().take(4).enumerate() { @if place > 0 { ", " } a href=(desk.record_href(unit.id)) { (unit.title()) } }
                @for (place, name) in names.iter().take(3).enumerate() { @if place > 0 || !units.is_empty() { ", " } (name) }
                @let more = units.len().saturating_sub(4) + names.len().saturating_sub(3);
                @if more > 0 { " and " (more) " more" } }
        }
        @let spend = texts("spend");
        @if !spend.is_empty() { p { (spend.join(", ")) } }
        p.note {
            @if let Some(first) = reader.date(record, "first_seen") { (dates::partial(first)) }
            @if let Some(last) = reader.date(record, "last_seen") { " to " (dates::partial(last)) }
            @match source {
                Some(source) => { " · " a href=(desk.record_href(source.id)) { (source.title()) } }
                None => { @if let Some(code) = reader.code(record, "source") { " · " (super::sources::type_label(desk, code)) } }
            }
        }
    }
}

fn proposal(desk: &Desk, proposal: Option<&Proposal>) -> Markup {
    html! {
        @match proposal.and_then(|proposal| Some((proposal, desk.seen(proposal.target)?))) {
            Some((proposal, record)) => {
                a href=(desk.record_href(record.id)) { (record.title()) } " " span.id { (record.id.show(desk.kinds())) }
                p.note { (proposal.why) }
            }
            None => { span.none { "nothing like it is registered" } }
        }
    }
}

fn ways(desk: &Desk, record: &Record, proposal: Option<&Proposal>, place: &str) -> Markup {
    let matched = with_query(
        &format!("{place}/match"),
        &[("revision", &record.revision.to_string())],
    );
    html! {
        div.ways {
            @match proposal {
                Some(proposal) => {
                    @let target = proposal.target.show(desk.kinds());
                    button.primary form="one" name="target" value=(target) data-way="m" formaction=(matched) { "It is " (target) }
                    a.another href={ (place) "#match" } { "it is another one" }
                }
                None => { a.button href={ (place) "#match" } data-way="m" { "It is …" } }
            }
            a.button href={ (place) "/register" } data-way="r" { "Register it" }
            a.button href={ (place) "#dismiss" } data-way="d" { "Dismiss" }
        }
    }
}

fn pages(desk: &Desk, shown: &Shown, count: usize) -> Markup {
    let last = count.div_ceil(PAGE);
    html! {
        @if last > 1 {
            nav.pager aria-label="Pages of the queue" {
                @if shown.page > 1 { a rel="prev" href=(shown.href(desk, &shown.part, shown.page - 1)) { "Previous" } }
                span { "Page " (shown.page) " of " (last) }
                @if shown.page < last { a rel="next" href=(shown.href(desk, &shown.part, shown.page + 1)) { "Next" } }
            }
        }
    }
}

/// Several dismissed with one reason. The ticks of the rows belong to this form.
fn bulk(desk: &Desk, rows: &[&Waiting]) -> Markup {
    let any = rows.iter().any(|waiting| {
        desk.seen(waiting.candidate)
            .is_some_and(|record| desk.may(Permission::Edit, Target::Record(record)))
    });
    html! {
        @if any {
            details.several {
                summary { "Dismiss the ticked ones with one reason" }
                (super::candidate::reasons("several", &crate::fields::Fields::default(), None))
                div.buttons { button form="several" { "Dismiss all that are ticked" } }
            }
        }
    }
}
