//! Which entries of the ledger are shown, as the address says it.

use maud::{Markup, html};
use probity_app::operations::entries::EntriesRequest;
use probity_core::envelope::Verb;
use probity_core::ids::RecordId;

use crate::address::with_query;
use crate::desk::Desk;
use crate::error::PageError;

/// Every verb with its code in addresses.
pub const VERBS: [(&str, Verb); 7] = [
    ("create", Verb::Create),
    ("revise", Verb::Revise),
    ("move", Verb::Move),
    ("comment", Verb::Comment),
    ("archive", Verb::Archive),
    ("erase", Verb::Erase),
    ("restate", Verb::Restate),
];

/// A verb by its code.
pub fn verb_of(code: &str) -> Option<Verb> {
    VERBS
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, verb)| *verb)
}

/// The code of a verb.
pub fn verb_code(verb: Verb) -> &'static str {
    VERBS
        .iter()
        .find(|(_, known)| *known == verb)
        .map_or("", |(code, _)| code)
}

/// What the address asks for. A record or person that is not written as an id is told.
pub fn read(desk: &Desk) -> Result<EntriesRequest, PageError> {
    let query = &desk.query;
    let id = |name: &str| {
        let Some(text) = query.text(name) else {
            return Ok(None);
        };
        let found = RecordId::parse(desk.kinds(), text);
        found.map(Some).ok_or_else(|| {
            PageError::invalid(format!(
                "`{}` is not an id such as `SYS-12`: entries are found by the id of their record or person",
                text.chars().take(40).collect::<String>()
            ))
        })
    };
    let day = match query.text("day") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            PageError::invalid(format!(
                "`{text}` is not a day such as `2026-03-12`: choose a day"
            ))
        })?),
    };
    let person = desk.kinds().known("person");
    let actor = id("person")?.filter(|id| id.kind == person);
    Ok(EntriesRequest {
        record: id("record")?.map(|id| id.show(desk.kinds())),
        actor: actor.map(|id| format!("PER-{}", id.number)),
        verb: query.text("verb").and_then(verb_of),
        day,
        before: query.get("before").and_then(|before| before.parse().ok()),
        limit: 0,
    })
}

/// The same entries from another place on.
pub fn href(desk: &Desk, request: &EntriesRequest, before: Option<u64>) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    pairs.extend(request.record.clone().map(|record| ("record", record)));
    pairs.extend(request.actor.clone().map(|actor| ("person", actor)));
    pairs.extend(request.verb.map(|verb| ("verb", verb_code(verb).to_owned())));
    pairs.extend(request.day.map(|day| ("day", day.to_string())));
    pairs.extend(before.map(|before| ("before", before.to_string())));
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    with_query(&desk.href("/ledger"), &pairs)
}

/// The form.
pub fn draw(desk: &Desk, request: &EntriesRequest) -> Markup {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let is_narrowed = request.record.is_some()
        || request.actor.is_some()
        || request.verb.is_some()
        || request.day.is_some();
    html! {
        form.choices.narrow method="get" action={ (desk.href("/ledger")) "#entries" } {
            @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); }
            label { "Record" input type="text" name="record" value=(text(&request.record)) placeholder="SYS-12" maxlength="20" autocomplete="off"; }
            label { "Person" input type="text" name="person" value=(text(&request.actor)) placeholder="PER-3" maxlength="20" autocomplete="off"; }
            label { "What" select name="verb" {
                option value="" { "anything" }
                @for (code, verb) in VERBS { option value=(code) selected[request.verb == Some(verb)] { (verb.label()) } }
            } }
            label { "Day" input type="date" name="day" value=[request.day] max=(desk.past.unwrap_or(desk.today)); }
            div.actions {
                button { "Show" }
                @if is_narrowed { a href={ (desk.href("/ledger")) "#entries" } { "All entries" } }
            }
        }
    }
}
