//! An import that was kept: what came of it, and undoing it as one.

use axum::extract::Path;
use maud::{Markup, html};
use probity_app::operations::undo_import::{Undone, undo_import};
use probity_core::rules::rights::{Permission, Target};
use probity_core::{Record, Value};

use super::super::sent::Sent;
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::numbers::{counted, grouped};
use crate::components::{chip, dates};
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};

/// GET `/w/{workspace}/import/IPT-1`
pub fn show(desk: &Desk, id: &str) -> Result<Markup, PageError> {
    let record = desk.record(id)?.clone();
    let body = html! {
        (head(desk, &record, "Kept: "))
        (counts(desk, &record))
        @if desk.register().state_code(&record) == Some("kept") {
            div.actions {
                a.button.primary href=(inventory(desk, &record)) { "See them in the inventory" }
                @if let Some(Value::Text(batch)) = desk.register().value(&record, "batch") {
                    a.button href=(changed(desk, &record, batch)) { "What it changed" }
                }
                @if desk.may(Permission::Import, Target::Workspace) {
                    form method="post" action=(desk.href(&format!("/import/{id}/undo"))) {
                        input type="hidden" name="token" value=(desk.form_token());
                        button.undo { "Undo this import" }
                    }
                }
            }
            p.note { "Undoing puts away what it made and gives changed records their old values back. What somebody has changed since stays." }
        } @else {
            p.lead { "This import was undone. Its records are archived; the history keeps them." }
        }
    };
    Ok(page(desk, record.title(), At::Import, &body))
}

/// POST `/w/{workspace}/import/{id}/undo`
pub async fn undo(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, .. }: Sent,
) -> Result<Markup, PageError> {
    let record = desk.record(&id)?.clone();
    let (ctx, import) = (desk.ctx.clone(), id);
    let undone = blocking(move || undo_import(&ctx, &import)).await?;
    let body = html! { (head(&desk, &record, "Undone: ")) (told_of(&desk, &undone)) };
    Ok(page(&desk, record.title(), At::Import, &body))
}

fn head(desk: &Desk, record: &Record, done: &str) -> Markup {
    html! {
        p.crumb { a href=(desk.href("/import")) { "Bring in a list" } }
        h1 { (done) (record.title()) }
        p.under {
            a.id href=(desk.record_href(record.id)) { (record.id.show(desk.kinds())) }
            @if done == "Kept: " { (chip::state(desk.register(), record)) }
            span.note { (dates::moment(record.created_at, &desk.view.time_zone())) }
        }
    }
}

fn counts(desk: &Desk, record: &Record) -> Markup {
    let number = |field: &str| match desk.register().value(record, field) {
        Some(Value::Integer(number)) => number.unsigned_abs(),
        _ => 0,
    };
    html! {
        dl.says {
            @for (label, field) in [("Rows in the file", "rows"), ("Created", "created"), ("Changed", "updated"), ("Already recorded", "unchanged"), ("Refused", "refused")] {
                div { dt { (label) } dd { strong { (grouped(number(field))) } } }
            }
        }
    }
}

fn inventory(desk: &Desk, record: &Record) -> String {
    match desk.register().value(record, "of_kind") {
        Some(Value::Text(kind)) if **kind != *"system" => desk.href(&format!("/{kind}")),
        _ => desk.href("/use_case"),
    }
}

/// What an import changed, record by record.
fn changed(desk: &Desk, record: &Record, batch: &str) -> String {
    let day = dates::day_of(record.created_at, &desk.view.time_zone()).to_string();
    with_query(
        &desk.href("/changes"),
        &[("from", &day), ("to", &day), ("batch", batch)],
    )
}

fn told_of(desk: &Desk, undone: &Undone) -> Markup {
    html! {
        p.lead { (counted(undone.put_away, "record was", "records were")) " archived, " (counted(undone.restored, "record has its", "records have their")) " old values back." }
        @if !undone.left.is_empty() {
            section {
                h2 { "Left as it is" }
                div.scroll { table.register {
                    caption.hidden { "Records that undoing left alone" }
                    thead { tr { th scope="col" { "ID" } th scope="col" { "Name" } th scope="col" { "Why" } } }
                    tbody { @for left in &undone.left {
                        tr { td { a.id href=(desk.href(&format!("/r/{}", left.id))) { (left.id) } } td { (left.name) } td { (told(&left.reason)) } }
                    } }
                } }
            }
        }
        p { a.button href=(desk.href("/import")) { "Bring in a list" } }
    }
}
