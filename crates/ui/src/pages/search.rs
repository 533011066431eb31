//! Search over all kinds.

use maud::{Markup, html};
use probity_core::query::search_all;

use crate::components::chip;
use crate::components::numbers::counted;
use crate::desk::Desk;
use crate::page::{At, page};

/// Hits on the page.
const MOST: usize = 100;

/// `/w/{workspace}/search?q=`
pub async fn show(desk: Desk) -> Markup {
    let text = desk
        .query
        .text("q")
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect::<String>();
    let hits = search_all(&desk.scope(), &text, MOST);
    let body = html! {
        h1 { "Search" }
        @if text.is_empty() {
            p.lead { "Type words or an id into the field at the top. Every word has to occur, anywhere in a record." }
        } @else {
            p.summary role="status" {
                strong { @if hits.len() == MOST { "The best " (MOST) } @else { (counted(hits.len(), "record", "records")) } } " for “" (text) "”"
            }
            @if hits.is_empty() {
                p.blank { "Nothing fits. Try fewer or shorter words, or look in a list with archived records." }
            } @else {
                div.scroll tabindex="0" role="region" aria-label="Records found" {
                    table.register {
                        caption.hidden { "Records found" }
                        thead { tr { th scope="col" { "ID" } th scope="col" { "Name" } th scope="col" { "Kind" } th scope="col" { "State" } } }
                        tbody {
                            @for hit in &hits {
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
    };
    page(&desk, "Search", At::Elsewhere, &body)
}
