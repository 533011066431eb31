//! What changed in a period: by day and record, with old and new values.

mod filters;
mod groups;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use probity_app::operations::changes::{Changes, LOOKED_AT, PAGE, changes};

use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};
use crate::pages::ledger::verb_code;
use crate::state::UiState;
use filters::Asked;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new().route("/changes", get(show))
}

/// `/w/{workspace}/changes?period=&from=&to=&person=&kind=&unit=&did=&batch=&page=`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    let asked = Asked::read(&desk);
    let found = look(&desk, &asked).await?;
    let body = html! {
        h1 { "What changed" }
        (filters::draw(&desk, &asked))
        @if let Some(problem) = &asked.problem { div.problem role="alert" { p { (told(problem)) } } }
        (summary(&desk, &asked, &found))
        @if found.groups.is_empty() {
            div.blank { p { "Nothing was recorded in these days that fits and that you may see." } }
        }
        (groups::draw(&desk, &asked, &found.groups))
        (pager(&desk, &asked, &found))
    };
    Ok(page(&desk, "What changed", At::Place("/changes"), &body))
}

async fn look(desk: &Desk, asked: &Asked) -> Result<Changes, PageError> {
    let (ctx, view) = (desk.ctx.clone(), std::sync::Arc::clone(&desk.view));
    let (visibility, request) = (desk.visibility.clone(), asked.request.clone());
    blocking(move || changes(&ctx, &view, &visibility, &request)).await
}

/// How much changed, each number leading to just these.
fn summary(desk: &Desk, asked: &Asked, found: &Changes) -> Markup {
    let request = &asked.request;
    let period = match request.from == request.to {
        true => dates::day(request.from),
        false => format!("{} to {}", dates::day(request.from), dates::day(request.to)),
    };
    html! {
        p.summary { strong { (counted(found.entries(), "change", "changes")) } " of " (counted(found.records, "record", "records")) ", " (period)
            @if !found.is_whole { ". These days hold more than " (grouped(LOOKED_AT)) " entries: the newest are told, choose fewer days for the others" }
            "."
        }
        @if found.entries() > 0 {
            dl.facets {
                div { dt { "Change" } dd { @for (verb, number) in &found.by_verb {
                    a href=(asked.with("did", verb_code(*verb)).href(desk)) { (verb.label()) " " span.count { (grouped(*number as u64)) } }
                } } }
                @if found.by_kind.len() > 1 {
                    div { dt { "Kind" } dd { (kinds(desk, asked, found)) } }
                }
                @if found.by_actor.len() > 1 {
                    div { dt { "By" } dd { (actors(desk, asked, found)) } }
                }
            }
        }
    }
}

/// Values that are named at once; the others are in the form.
const NAMED: usize = 8;

fn kinds(desk: &Desk, asked: &Asked, found: &Changes) -> Markup {
    let mut kinds: Vec<_> = found.by_kind.iter().collect();
    kinds.sort_by_key(|(kind, number)| (std::cmp::Reverse(**number), **kind));
    html! {
        @for (kind, number) in kinds.iter().take(NAMED) {
            @let decl = desk.kinds().decl(**kind);
            a href=(asked.with("kind", decl.name).href(desk)) { (decl.plural) " " span.count { (grouped(**number as u64)) } }
        }
        @if kinds.len() > NAMED { span.note { "and " (kinds.len() - NAMED) " more kinds" } }
    }
}

fn actors(desk: &Desk, asked: &Asked, found: &Changes) -> Markup {
    let mut actors: Vec<_> = found.by_actor.iter().collect();
    actors.sort_by_key(|(actor, number)| (std::cmp::Reverse(**number), **actor));
    html! {
        @for (actor, number) in actors.iter().take(NAMED) {
            a href=(asked.with("person", &actor.to_string()).href(desk)) { (filters::actor_name(desk, **actor)) " " span.count { (grouped(**number as u64)) } }
        }
        @if actors.len() > NAMED { span.note { "and " (actors.len() - NAMED) " more" } }
    }
}

fn pager(desk: &Desk, asked: &Asked, found: &Changes) -> Markup {
    let pages = found.total.div_ceil(PAGE);
    let at = |number: usize| asked.with("page", &number.to_string()).href(desk);
    let here = asked.request.page;
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages" {
                @if here > 1 { a href=(at(here - 1)) { "← Newer" } }
                span { "Page " (here) " of " (pages) }
                @if here < pages { a href=(at(here + 1)) { "Older →" } }
            }
        }
    }
}
