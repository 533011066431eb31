//! Which changes are shown, as the address says it.

use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use probity_app::operations::changes::ChangesRequest;
use probity_core::ids::{Actor, RecordId};
use probity_core::kind::Group;

use crate::address::with_query;
use crate::components::numbers::counted;
use crate::desk::Desk;
use crate::pages::ledger::{VERBS, verb_of};

/// Periods that are chosen with one click: their code and what they are called.
const PERIODS: [(&str, &str); 6] = [
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("week", "Last 7 days"),
    ("month", "Last 30 days"),
    ("quarter", "Last 90 days"),
    ("year", "Last 12 months"),
];

/// What an address asks for.
#[derive(Clone)]
pub struct Asked {
    /// For the operation.
    pub request: ChangesRequest,
    /// What of it could not be read.
    pub problem: Option<String>,
    period: Option<&'static str>,
    unit: Option<RecordId>,
    pairs: Vec<(&'static str, String)>,
}

/// Names in addresses that narrow what is shown.
const NAMES: [&str; 9] = [
    "period", "from", "to", "person", "kind", "unit", "did", "batch", "page",
];

impl Asked {
    /// Reads the address; what cannot be read is left out and told.
    pub fn read(desk: &Desk) -> Self {
        let query = &desk.query;
        let last = desk.past.unwrap_or(desk.today);
        let mut problem = None;
        let mut day = |name: &str| -> Option<Date> {
            let text = query.text(name)?;
            let read = text.parse().ok();
            if read.is_none() {
                problem = Some(format!(
                    "`{text}` is not a day such as `2026-03-12`: choose a day"
                ));
            }
            read
        };
        let (from, to) = (day("from"), day("to"));
        let named = query
            .text("period")
            .and_then(|code| PERIODS.iter().find(|(known, _)| *known == code));
        let usual = if from.is_none() && to.is_none() {
            Some("week")
        } else {
            None
        };
        let period = named.map(|(code, _)| *code).or(usual);
        let (from, to) = match period {
            Some(period) => span(period, last),
            None => (from.or(to).unwrap_or(last), to.unwrap_or(last)),
        };
        let person = query.text("person").map(str::to_ascii_uppercase);
        let actor = person
            .as_deref()
            .and_then(|text| Actor::parse(text).or_else(|| Actor::parse(&text.to_ascii_lowercase())));
        if person.is_some() && actor.is_none() {
            problem = Some("a person is named by an id such as `PER-3`".to_owned());
        }
        let unit = query
            .text("unit")
            .and_then(|id| RecordId::parse(desk.kinds(), id));
        let request = ChangesRequest {
            from: from.min(to),
            to: to.max(from),
            actor,
            kind: query.text("kind").and_then(|name| desk.kinds().by_name(name)),
            unit,
            verb: query.text("did").and_then(verb_of),
            batch: query.text("batch").map(str::to_owned),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1)
                .max(1),
        };
        let pairs = NAMES
            .into_iter()
            .filter_map(|name| Some((name, query.text(name)?.to_owned())));
        Self {
            request,
            problem,
            period,
            unit,
            pairs: pairs.collect(),
        }
    }

    /// The same with one thing more or otherwise; from its first page on, unless that is the thing.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut asked = self.without(name);
        if name == "period" {
            asked = asked.without("from").without("to");
        }
        asked.pairs.push((name, value.to_owned()));
        asked
    }

    /// The same without something, from its first page on.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut asked = self.clone();
        asked
            .pairs
            .retain(|(known, _)| *known != name && *known != "page");
        asked
    }

    /// The address.
    pub fn href(&self, desk: &Desk) -> String {
        let pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        with_query(&desk.href("/changes"), &pairs)
    }
}

/// The days of a period that ends on a day.
fn span(period: &str, last: Date) -> (Date, Date) {
    let back = |days: i64| last.checked_sub(days.days()).unwrap_or(last);
    match period {
        "today" => (last, last),
        "yesterday" => (back(1), back(1)),
        "month" => (back(29), last),
        "quarter" => (back(89), last),
        "year" => (back(364), last),
        _ => (back(6), last),
    }
}

/// Who caused an entry, without a link.
pub fn actor_name(desk: &Desk, actor: Actor) -> String {
    let person = match actor {
        Actor::Person(number) => desk.seen(RecordId {
            kind: desk.kinds().known("person"),
            number,
        }),
        Actor::System => return "Probity".to_owned(),
        _ => None,
    };
    person.map_or_else(|| actor.to_string(), |person| person.title().to_owned())
}

/// The periods, the form, and what narrows the list now.
pub fn draw(desk: &Desk, asked: &Asked) -> Markup {
    let request = &asked.request;
    html! {
        ul.periods { @for (code, label) in PERIODS {
            li { a href=(asked.with("period", code).href(desk)) aria-current=[(asked.period == Some(code)).then_some("true")] { (label) } }
        } }
        form.choices.narrow method="get" action=(desk.href("/changes")) {
            @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); }
            label { "From" input type="date" name="from" value=(request.from) max=(desk.today); }
            label { "To" input type="date" name="to" value=(request.to) max=(desk.today); }
            label { "Kind" select name="kind" {
                option value="" { "anything" }
                @for group in Group::ALL { optgroup label=(group.label()) {
                    @for (kind, decl) in desk.kinds().all().filter(|(_, decl)| decl.group == group) {
                        option value=(decl.name) selected[request.kind == Some(kind)] { (decl.plural) }
                    }
                } }
            } }
            label { "Change" select name="did" {
                option value="" { "anything" }
                @for (code, verb) in VERBS { option value=(code) selected[request.verb == Some(verb)] { (verb.label()) } }
            } }
            label { "By" input type="text" name="person" value=(request.actor.map(|actor| actor.to_string()).unwrap_or_default()) placeholder="PER-3" maxlength="20" autocomplete="off"; }
            label { "In unit" (units(desk, asked)) }
            div.actions { button { "Show" } }
        }
        (chips(desk, asked))
    }
}

/// Units to choose from, where there are not too many to choose.
fn units(desk: &Desk, asked: &Asked) -> Markup {
    const MOST: usize = 200;
    let kind = desk.kinds().known("unit");
    let mut units: Vec<_> = desk
        .register()
        .records(kind)
        .filter(|unit| !unit.archived && desk.seen(unit.id).is_some())
        .take(MOST + 1)
        .collect();
    units.sort_by(|a, b| a.title().cmp(b.title()));
    let chosen = asked.unit.map(|unit| unit.show(desk.kinds())).unwrap_or_default();
    html! {
        @if units.len() > MOST {
            input type="text" name="unit" value=(chosen) placeholder="UNT-3" maxlength="20" autocomplete="off";
        } @else {
            select name="unit" {
                option value="" { "any" }
                @for unit in units { option value=(unit.id.show(desk.kinds())) selected[asked.unit == Some(unit.id)] { (unit.title()) } }
            }
        }
    }
}

fn chips(desk: &Desk, asked: &Asked) -> Markup {
    let request = &asked.request;
    let mut chips: Vec<(&str, String)> = Vec::new();
    chips.extend(
        request
            .actor
            .map(|actor| ("person", format!("by {}", actor_name(desk, actor)))),
    );
    chips.extend(
        request
            .kind
            .map(|kind| ("kind", desk.kinds().decl(kind).plural.to_owned())),
    );
    chips.extend(request.verb.map(|verb| ("did", verb.label().to_owned())));
    let unit = asked.unit.and_then(|unit| desk.seen(unit));
    chips.extend(unit.map(|unit| ("unit", format!("in {} and below", unit.title()))));
    chips.extend(
        request
            .batch
            .as_ref()
            .map(|_| ("batch", "kept together".to_owned())),
    );
    html! {
        @if !chips.is_empty() {
            ul.chips aria-label=(counted(chips.len(), "condition", "conditions")) { @for (name, words) in &chips {
                li { (words) " " a.remove href=(asked.without(name).href(desk)) aria-label={ "Without: " (words) } { "×" } }
            } }
        }
    }
}
