//! The records before and after one in the list that the visitor came from.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::ids::RecordId;
use probity_core::query::{Query, run};

use crate::address::with_query;
use crate::desk::Desk;
use crate::pages::list::{ListAddress, query_of};

/// Records on a page of a list.
const PAGE: usize = 50;
/// Numbers that are looked at for the next record by id.
const NUMBERS: u32 = 200;

/// A way on, and the list it leads back to.
struct Way {
    id: RecordId,
    back: Option<String>,
}

/// Links to the records before and after; nothing where the list no longer holds the record.
pub fn neighbours(desk: &Desk, record: &Record) -> Markup {
    let (before, after) = match desk.back(&desk.query) {
        Some(back) => in_list(desk, record, back),
        None => (by_id(desk, record, Step::Down), by_id(desk, record, Step::Up)),
    };
    let link = |way: &Way| desk.href_with(&format!("/r/{}", way.id.show(desk.kinds())), way.back.as_deref());
    let title = |way: &Way| {
        desk.seen(way.id)
            .map_or_else(String::new, |record| record.title().to_owned())
    };
    html! {
        @if before.is_some() || after.is_some() {
            span.neighbours {
                @match &before {
                    Some(way) => { a rel="prev" href=(link(way)) title=(title(way)) { "← Previous" } }
                    None => { span.note { "First" } }
                }
                @match &after {
                    Some(way) => { a rel="next" href=(link(way)) title=(title(way)) { "Next →" } }
                    None => { span.note { "Last" } }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Up,
    Down,
}

/// The next record of the kind by number that is in the list as it usually is.
fn by_id(desk: &Desk, record: &Record, step: Step) -> Option<Way> {
    let number = |away: u32| match step {
        Step::Up => record.id.number.checked_add(away),
        Step::Down => record.id.number.checked_sub(away).filter(|number| *number > 0),
    };
    (1..=NUMBERS).find_map(|away| {
        let id = RecordId {
            kind: record.id.kind,
            number: number(away)?,
        };
        let seen = desk.seen(id).filter(|record| !record.archived);
        seen.map(|_| Way { id, back: None })
    })
}

/// The neighbours on the page of the list that an address leads back to, and on the pages beside it.
fn in_list(desk: &Desk, record: &Record, back: &str) -> (Option<Way>, Option<Way>) {
    let none = (None, None);
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let list = format!(
        "/w/{}/{}",
        desk.ctx.workspace.name(),
        desk.register().decl(record.id).name
    );
    // What a saved view or a memory adds is not in the address.
    if path != list {
        return none;
    }
    let address = ListAddress::read_text(query);
    let Ok(query) = query_of(desk, record.id.kind, &address) else {
        return none;
    };
    let first = (address.page - 1) * PAGE;
    let start = first.saturating_sub(1);
    let query = Query {
        offset: start,
        limit: PAGE + 2,
        ..query
    };
    let Ok(found) = run(&desk.scope(), &query) else {
        return none;
    };
    let Some(place) = found.records.iter().position(|known| known.id == record.id) else {
        return none;
    };
    let way = |place: usize| {
        let id = found.records.get(place)?.id;
        Some(Way {
            id,
            back: Some(on_page(back, (start + place) / PAGE + 1)),
        })
    };
    (place.checked_sub(1).and_then(way), way(place + 1))
}

/// The address of another page of the same list.
fn on_page(back: &str, page: usize) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let others: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("page="))
        .collect();
    let place = match others.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", others.join("&")),
    };
    match page {
        1 => place,
        _ => with_query(&place, &[("page", &page.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_list_is_put_in_place() {
        for (back, page, expect) in [
            ("/w/main/system", 1, "/w/main/system"),
            ("/w/main/system", 2, "/w/main/system?page=2"),
            ("/w/main/system?page=2", 1, "/w/main/system"),
            (
                "/w/main/system?q=a&page=2&sort=name",
                3,
                "/w/main/system?q=a&sort=name&page=3",
            ),
        ] {
            assert_eq!(on_page(back, page), expect);
        }
    }
}
