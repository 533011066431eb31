//! What an export shows, before anything is recorded: services, the remainder, how columns are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use probity_app::operations::discovery::staged::{self, Preview};
use probity_app::operations::discovery::{Asked, Outcome, Planned, Role};
use probity_app::ports::Operational;
use probity_app::ports::operational::AccountId;
use probity_app::{AppError, Ctx};
use probity_core::completeness::services::words;

use super::{PLACE, queue};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::dates;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::page;
use crate::pages::list::download;
use crate::pages::sent::{Sent, done};

/// Names of the remainder that are listed.
const REST: usize = 60;
/// Services that are listed.
const LISTED: usize = 300;

/// GET `/w/{workspace}/discovery/run/{id}`
pub async fn show(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let seen = work(&desk, move |ctx, operational, account| {
        staged::preview(ctx, operational, account, &id)
    })
    .await?;
    Ok(draw(&desk, &seen))
}

/// POST `/w/{workspace}/discovery/run/{id}`: columns corrected, the remainder looked through.
pub async fn correct(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let columns: BTreeMap<String, Role> = fields
        .pairs()
        .filter_map(|(name, value)| Some((name.strip_prefix("column.")?.to_owned(), Role::from_code(value)?)))
        .collect();
    let also: Vec<String> = fields.all("also").map(str::to_owned).collect();
    let without_weak = fields.get("without_weak") == Some("yes");
    let as_of = fields.text("as_of").map(str::to_owned);
    let wanted = id.clone();
    work(&desk, move |ctx, operational, account| {
        staged::correct(ctx, operational, account, &wanted, |asked| Asked {
            columns,
            also,
            without_weak,
            as_of: as_of.or(asked.as_of),
            ..asked
        })
    })
    .await?;
    Ok(done(&desk.href(&format!("/discovery/run/{id}"))))
}

/// POST `/w/{workspace}/discovery/run/{id}/keep`
pub async fn keep(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, .. }: Sent,
) -> Result<Response, PageError> {
    let (_, written) = work(&desk, move |ctx, operational, account| {
        staged::keep(ctx, operational, account, &id)
    })
    .await?;
    let place = desk.href("/discovery");
    Ok(match written.import {
        Some(import) => done(&with_query(&place, &[("run", &import)])),
        None => done(&with_query(&place, &[("nothing", "new")])),
    })
}

/// POST `/w/{workspace}/discovery/run/{id}/drop`
pub async fn discard(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, .. }: Sent,
) -> Result<Response, PageError> {
    work(&desk, move |ctx, operational, account| {
        staged::discard(ctx, operational, account, &id)
    })
    .await?;
    Ok(done(&desk.href("/discovery")))
}

/// GET `/w/{workspace}/discovery/run/{id}/rest.csv`
pub async fn remainder(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, PageError> {
    let bytes = work(&desk, move |ctx, operational, account| {
        staged::remainder(ctx, operational, account, &id)
    })
    .await?;
    Ok(download("text/csv; charset=utf-8", "not-recognised.csv", bytes))
}

/// Runs an operation on staged exports beside the threads that answer.
async fn work<T: Send + 'static>(
    desk: &Desk,
    operation: impl FnOnce(&Ctx, &dyn Operational, &AccountId) -> Result<T, AppError> + Send + 'static,
) -> Result<T, PageError> {
    let (ctx, operational, account) = (
        desk.ctx.clone(),
        Arc::clone(&desk.operational),
        desk.visitor.account_id(),
    );
    blocking(move || operation(&ctx, &*operational, &account)).await
}

fn draw(desk: &Desk, seen: &Preview) -> Markup {
    let looked = &seen.looked;
    let findings = &looked.findings;
    let place = desk.href(&format!("/discovery/run/{}", seen.id));
    let source = desk.record(&looked.source).ok();
    let body = html! {
        p.crumb { a href=(desk.href("/discovery")) { "Is the list complete?" } }
        div.head {
            div {
                h1 { (seen.file_name) }
                p.purpose { @if let Some(source) = source { a href=(desk.record_href(source.id)) { (source.title()) } ", as of " } (dates::day(looked.as_of)) ". Nothing of it is recorded yet." }
            }
            div.actions { (keep_button(desk, seen, &place)) }
        }
        @if let Some(run) = &looked.seen_before {
            p.came-back { "This very file was looked through before, as " a.id href=(desk.href(&format!("/r/{run}"))) { (run) } ": only what is read differently is recorded." }
        }
        p.sum { strong { (counted(findings.rows, "row", "rows")) } ", " strong { (grouped(findings.matched as u64)) } " looked like AI, " (grouped(findings.rest_rows.len() as u64)) " did not. "
            @if !findings.rest_rows.is_empty() { a href="#rest" { "Look at what was left out" } } }
        (counts(seen))
        (services(desk, &looked.planned))
        form.reading method="post" action=(place) {
            input type="hidden" name="token" value=(desk.form_token());
            (rest(seen, &place))
            (columns(seen))
            div.buttons { button { "Read it again like this" } span.note { "Nothing is recorded by this." } }
        }
        @if !looked.notes.is_empty() { section { h2 { "What was noticed" } ul.noticed { @for note in &looked.notes { li { (crate::error::told(note)) } } } } }
        form method="post" action={ (place) "/drop" } {
            input type="hidden" name="token" value=(desk.form_token());
            p.note { "The file is kept aside for a day, seen by you only, and is never part of the ledger. " button.quiet { "Drop it now" } }
        }
    };
    page(desk, &seen.file_name, PLACE, &body)
}

fn keep_button(desk: &Desk, seen: &Preview, place: &str) -> Markup {
    html! {
        @if seen.looked.changes_nothing() {
            p.note { "All of it is recorded already." }
        } @else {
            form method="post" action={ (place) "/keep" } {
                input type="hidden" name="token" value=(desk.form_token());
                button.primary { "Record what it shows" }
            }
        }
    }
}

fn counts(seen: &Preview) -> Markup {
    let counts = seen.looked.counts();
    html! {
        dl.says {
            @for (label, count) in [("New, to be decided", counts.new), ("Came back", counts.returned), ("Waiting already, brought up to date", counts.changed), ("Known by an earlier decision", counts.known), ("Decided, stays so", counts.decided), ("Recorded like this", counts.unchanged)] {
                div { dt { (label) } dd { strong { (grouped(count as u64)) } } }
            }
        }
    }
}

fn services(desk: &Desk, planned: &[Planned]) -> Markup {
    html! {
        section {
            h2 { "What it shows" }
            @if planned.is_empty() {
                p.note { "No row names a service that is known, or a word that speaks of AI. Look below whether the columns are read as they should be." }
            } @else {
                div.scroll { table.register.services {
                    caption.hidden { "Services in this export" }
                    thead { tr { th scope="col" { "Service" } th scope="col" { "Told by" } th scope="col" { "Seen" } th scope="col" { "What becomes of it" } } }
                    tbody { @for planned in planned.iter().take(LISTED) { (service(desk, planned)) } }
                } }
                @if planned.len() > LISTED { p.note { "And " (counted(planned.len() - LISTED, "other", "others")) ", recorded with them." } }
            }
        }
    }
}

fn service(desk: &Desk, planned: &Planned) -> Markup {
    let found = &planned.found;
    html! {
        tr {
            td { strong { (found.name) } p.note { (found.guess) } }
            td { (queue::confidence(Some(found.confidence.code()))) p.note { @for (place, (why, _)) in found.signs.iter().enumerate() { @if place > 0 { ", " } (why) } } }
            td {
                p { @if found.people > 0 { strong { (counted(found.people, "person", "people")) } " " } span.note { (counted(found.rows, "row", "rows")) } }
                @if !found.units.is_empty() { p { @for (place, (unit, _)) in found.units.iter().take(5).enumerate() { @if place > 0 { ", " } (unit) } @if found.units.len() > 5 { " and " (found.units.len() - 5) " more" } } }
                @if !found.spend.is_empty() { p { (found.spend.join(", ")) } }
                @if let (Some(first), Some(last)) = (found.first, found.last) { p.note { (dates::day(first)) @if last != first { " to " (dates::day(last)) } } }
            }
            td { (outcome(desk, &planned.outcome)) }
        }
    }
}

fn outcome(desk: &Desk, outcome: &Outcome) -> Markup {
    let link = |id: &str| html! { a.id href=(desk.href(&format!("/r/{id}"))) { (id) } };
    match outcome {
        Outcome::New => html! { strong { "New" } ", to be decided" },
        Outcome::Known { target } => html! { "Known as " (link(target)) },
        Outcome::Changed { id } => html! { (link(id)) " is brought up to date" },
        Outcome::Unchanged { id } => html! { (link(id)) " says so already" },
        Outcome::Decided { id, decision } => {
            let decision = match decision.as_str() {
                "known" => "known",
                "request" => "registered",
                "not_ai" => "not AI",
                "forbidden" => "forbidden",
                _ => "out of scope",
            };
            html! { (link(id)) " stays decided: " (decision) }
        }
        Outcome::Returned { id, because } => {
            html! { span.came-back { (link(id)) " comes back: " (because) } }
        }
    }
}

/// What the other rows name: somebody sees in a minute what a table of services does not know yet.
fn rest(seen: &Preview, place: &str) -> Markup {
    let findings = &seen.looked.findings;
    html! {
        @if !findings.rest_rows.is_empty() {
            section #rest {
                h2 { "What was left out" }
                p.note { "The commonest names of the " (counted(findings.rest_rows.len(), "row", "rows")) " that did not look like AI. Tick what is AI after all. "
                    a href={ (place) "/rest.csv" } { "All of these rows as a file" } }
                ul.rest-names { @for (name, rows) in findings.rest.iter().take(REST) {
                    @let key = words(name).join(" ");
                    li { label.single { input type="checkbox" name="also" value=(key); span { (name) " " span.count { (grouped(*rows as u64)) } } } }
                } }
                @if findings.rest.len() > REST { p.note { "And " (counted(findings.rest.len() - REST, "other name", "other names")) ", in the file." } }
            }
        }
        @for also in &seen.asked.also { input type="hidden" name="also" value=(also); }
        label.single { input type="checkbox" name="without_weak" value="yes" checked[seen.asked.without_weak]; "Leave out what rests on a word only" }
    }
}

fn columns(seen: &Preview) -> Markup {
    html! {
        section #columns {
            h2 { "How its columns are read" }
            div.field.as-of { label for="as_of" { "The export is of" } input #as_of type="date" name="as_of" value=(seen.looked.as_of); }
            div.scroll { table.register.mapping {
                caption.hidden { "Columns of the export" }
                thead { tr { th scope="col" { "Column" } th scope="col" { "Holds" } th scope="col" { "Such as" } } }
                tbody { @for column in &seen.looked.columns {
                    tr {
                        th scope="row" { (column.header) " " span.id { (column.letter) } }
                        td { select name={ "column." (column.letter) } aria-label={ "What " (column.header) " holds" } {
                            @for role in Role::ALL { option value=(role.code()) selected[role == column.role] { (role.label()) } }
                        } }
                        td.samples { @if column.role == Role::Person { span.none { "not shown" } } @else { span.sample { (column.sample) } } }
                    }
                } }
            } }
        }
    }
}
