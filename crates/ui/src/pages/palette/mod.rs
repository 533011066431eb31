//! The command palette: go anywhere, do anything, ask. The same answers stand on the page of the search.

mod commands;
mod questions;
mod words;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{Markup, html};
use probity_app::operations::mentions::mentionable;
use probity_core::query::search_all;

use crate::components::chip;
use crate::desk::Desk;
use crate::state::UiState;

pub use commands::{Offer, offers};

/// Commands that are offered for a text.
const COMMANDS: usize = 12;
/// Records that are offered.
const RECORDS: usize = 12;
/// People who are offered while a remark is typed.
const PEOPLE: usize = 8;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/palette", get(show))
        .route("/palette/people", get(people))
}

/// What somebody typed, cut to what a search takes.
pub fn asked(desk: &Desk) -> String {
    let text = desk.query.text("q").unwrap_or_default();
    text.chars().take(200).collect()
}

/// GET `/w/{workspace}/palette?q=&here=`: the options of the palette, without a page around them.
async fn show(desk: Desk) -> Response {
    let text = asked(&desk);
    let commands: Vec<Offer> = offers(&desk, &text, desk.query.get("here"))
        .into_iter()
        .take(COMMANDS)
        .collect();
    let hits = search_all(&desk.scope(), &text, RECORDS);
    let records = hits.iter().map(|hit| {
        let decl = desk.register().decl(hit.record.id);
        let id = hit.record.id.show(desk.kinds());
        html! {
            span.title { (hit.record.title()) }
            span.note { (decl.singular) " " (id) " " (chip::state(desk.register(), &hit.record)) }
        }
    });
    let hrefs = hits.iter().map(|hit| desk.record_href(hit.record.id));
    let records: Vec<(String, Markup)> = hrefs.zip(records).collect();
    let commands: Vec<(String, Markup)> = commands
        .into_iter()
        .map(|offer| {
            let shown = html! { span.title { (offer.title) } @if !offer.detail.is_empty() { span.note { (offer.detail) } } };
            (offer.href, shown)
        })
        .collect();
    let is_empty = records.is_empty() && commands.is_empty();
    // A record's own id stands before everything that can be done with it.
    let is_id = hits
        .first()
        .is_some_and(|hit| hit.place == probity_core::query::Where::Id);
    let mut groups = [("Do and open", commands), ("Records", records)];
    if is_id {
        groups.reverse();
    }
    let mut place = 0;
    let mut option = |href: &str, inside: &Markup| {
        place += 1;
        html! { a role="option" id={ "palette-" (place) } href=(href) tabindex="-1" aria-selected="false" { (inside) } }
    };
    let body = html! {
        @for (label, options) in &groups {
            @if !options.is_empty() {
                div role="group" aria-label=(label) {
                    p aria-hidden="true" { (label) }
                    @for (href, inside) in options { (option(href, inside)) }
                }
            }
        }
        @if is_empty { div.none role="option" aria-disabled="true" aria-selected="false" { "Nothing fits “" (text) "”. Try a name, an id, or what you want to do." } }
    };
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// GET `/w/{workspace}/palette/people?q=`: people whom a remark can mention.
async fn people(desk: Desk) -> Markup {
    let text = asked(&desk);
    let found = mentionable(&desk.scope(), &text, PEOPLE);
    html! {
        @for (place, one) in found.iter().enumerate() {
            button type="button" role="option" id={ "person-" (place) } tabindex="-1" aria-selected="false" data-text=(one.text) {
                (one.person.title()) " " span.note { (one.person.id.show(desk.kinds())) }
            }
        }
    }
}
