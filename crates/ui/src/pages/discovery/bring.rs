//! An export is brought: from which source, of which day.

use axum::response::Response;
use maud::{Markup, html};
use probity_app::operations::discovery::{Asked, ExportFile, staged};
use probity_core::completeness::Reader;
use probity_core::rules::rights::Permission;

use super::PLACE;
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::page;
use crate::pages::sent::{Sent, done};

/// GET `/w/{workspace}/discovery/run`
pub async fn form(desk: Desk) -> Result<Markup, PageError> {
    desk.demand(Permission::Import)?;
    let reader = Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    };
    let sources: Vec<_> = reader
        .records("discovery_source")
        .filter(|record| reader.state(record) == "active")
        .collect();
    let chosen = desk.query.get("source");
    let how_to: Vec<_> = sources
        .iter()
        .filter(|record| Some(record.id.show(desk.kinds()).as_str()) == chosen || sources.len() == 1)
        .collect();
    let body = html! {
        p.crumb { a href=(desk.href("/discovery")) { "Is the list complete?" } }
        h1 { "Look through an export" }
        p.lead { "You see what it shows before anything is recorded. People are counted and never kept; a whole run can be undone as one." }
        @if sources.is_empty() {
            div.blank {
                p { "No source is declared yet. Declare the export first: what it can see, what it cannot, how often it is looked through." }
                p { a.button.primary href=(desk.href("/discovery_source/new")) { "Declare a source" } }
            }
        } @else {
            form.entry method="post" action=(desk.href("/discovery/run")) enctype="multipart/form-data" {
                input type="hidden" name="token" value=(desk.form_token());
                div.field {
                    label for="source" { "Source" }
                    select #source name="source" required {
                        @for record in &sources {
                            @let id = record.id.show(desk.kinds());
                            option value=(id) selected[chosen == Some(id.as_str())] { (record.title()) " (" (id) ")" }
                        }
                    }
                    @for record in how_to { @if let Some(how) = reader.text(record, "how_to") { div.hint { p { "How the export is made: " (how) } } } }
                }
                div.field {
                    label for="file" { "File" }
                    input #file type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.json,.ndjson,.jsonl";
                    div.hint { p { "CSV, Excel or JSON, up to 32 MB. " code { "requirements.txt" } " and " code { "package.json" } " are read as they are." } }
                }
                div.field {
                    label for="as_of" { "The export is of" }
                    input #as_of type="date" name="as_of" max=(desk.today);
                    div.hint { p { "Until this day it shows what was used; it becomes the day of the last run. Left empty it is today." } }
                }
                div.buttons { button.primary { "See what it shows" } a href=(desk.href("/discovery")) { "Cancel" } }
            }
            (kinds_of_export())
        }
    };
    Ok(page(&desk, "Look through an export", PLACE, &body))
}

fn kinds_of_export() -> Markup {
    html! {
        section {
            h2 { "Which columns help" }
            dl.exports {
                @for (what, columns) in [
                    ("Single sign-on", "application, user, department, last sign-in; or application and number of users"),
                    ("Proxy, DNS or CASB", "host, user, number of requests, department, time"),
                    ("Expenses and purchases", "date, merchant, description, amount, currency, person, cost centre"),
                    ("Vendor list", "vendor, product, website"),
                    ("Source code", "repository and package, or the manifest itself"),
                    ("Devices", "software or extension, publisher, device, department"),
                    ("Survey", "answer, department"),
                ] { div { dt { (what) } dd { (columns) } } }
            }
        }
    }
}

/// POST `/w/{workspace}/discovery/run`
pub async fn bring(Sent { desk, fields, files }: Sent) -> Result<Response, PageError> {
    let file = files
        .into_iter()
        .find(|file| file.input == "file")
        .ok_or_else(|| PageError::invalid("no file was chosen: choose the export first"))?;
    let asked = Asked {
        source: fields.text("source").unwrap_or_default().to_owned(),
        as_of: fields.text("as_of").map(str::to_owned),
        ..Asked::default()
    };
    let (ctx, operational, account) = (
        desk.ctx.clone(),
        std::sync::Arc::clone(&desk.operational),
        desk.visitor.account_id(),
    );
    let id = blocking(move || {
        let export = ExportFile {
            name: &file.name,
            bytes: &file.content,
        };
        staged::stage(&ctx, &*operational, &account, export, &asked)
    })
    .await?;
    Ok(done(&desk.href(&format!("/discovery/run/{id}"))))
}
