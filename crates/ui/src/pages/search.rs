//! Search over all kinds, and what the palette offers, as a page.

use maud::{Markup, html};
use probity_core::query::search_all;

use super::palette::{asked, offers};
use crate::components::chip;
use crate::components::numbers::counted;
use crate::desk::Desk;
use crate::page::{At, page};

/// Hits on the page.
const MOST: usize = 100;
/// Pages and actions above them.
const OFFERS: usize = 12;

/// `/w/{workspace}/search?q=`
pub async fn show(desk: Desk) -> Markup {
    let text = asked(&desk);
    let hits = search_all(&desk.scope(), &text, MOST);
    let mut commands = offers(&desk, &text, None);
    commands.truncate(OFFERS);
    let body = html! {
        h1 { "Search" }
        @if text.is_empty() {
            p.lead { "Type words or an id into the field at the top: every word has to occur, anywhere in a record. Or say what you want to do or know, such as “without an owner” or “who may delete”." }
        }
        @if !commands.is_empty() {
            section {
                h2 { "Do and open" }
                ul.offers { @for offer in &commands { li { a href=(offer.href) { (offer.title) } @if !offer.detail.is_empty() { " " span.note { (offer.detail) } } } } }
            }
        }
        @if !text.is_empty() {
            p.summary role="status" {
                strong { @if hits.len() == MOST { "The best " (MOST) " records" } @else { (counted(hits.len(), "record", "records")) } } " for “" (text) "”"
            }
            @if hits.is_empty() {
                p.blank { @if commands.is_empty() { "Nothing fits. " } "Try fewer or shorter words, or look in a list with archived records." }
            } @else {
                (table(&desk, &hits))
            }
        }
    };
    page(&desk, "Search", At::Elsewhere, &body)
}

fn table(desk: &Desk, hits: &[probity_core::query::Hit]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Records found" {
            table.register {
                caption.hidden { "Records found" }
                thead { tr { th scope="col" { "ID" } th scope="col" { "Name" } th scope="col" { "Kind" } th scope="col" { "State" } } }
                tbody {
                    @for hit in hits {
                        tr {
                            td { a.id href=(desk.record_href(hit.record.id)) { (hit.record.id.show(desk.kinds())) } }
                            td { a.title href=(desk.record_href(hit.record.id)) { (hit.record.title()) } }
                            td { (desk.register().decl(hit.record.id).singular) }
                            td { (chip::state(desk.register(), &hit.record)) }
                        }
                    }
                }
            }
        }
    }
}
