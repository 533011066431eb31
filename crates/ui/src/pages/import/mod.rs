//! Bringing in a list: drop it, see what it says, correct how it is read, keep it, undo it.

mod done;
mod mapping;
mod preview;
mod progress;
mod rows;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::Ctx;
use probity_app::operations::import::{ImportOptions, ImportReport, Mapping};
use probity_app::operations::refused_rows::refused_rows;
use probity_app::operations::staged_import;
use probity_app::ports::Operational;
use probity_app::ports::operational::AccountId;
use probity_core::query::{Column, Direction, Query, run};
use probity_core::rules::rights::Permission;

use super::list::download;
use super::sent::{Sent, Upload, done as go};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::{chip, dates, numbers::grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;

pub use done::undo;
pub use progress::Running;
use progress::{Key, Stage};

/// Files of so many bytes are kept beside the pages: it takes longer than somebody waits for a page.
const LARGE: u64 = 512 * 1024;

/// `/w/{workspace}/import`
pub async fn show(desk: Desk) -> Result<Markup, PageError> {
    desk.demand(Permission::Import)?;
    let body = html! {
        h1 { "Bring in a list" }
        p.lead { "You see what the file says and what would become of it before anything is kept. A whole import can be undone as one." }
        (drop_place(&desk))
        p.note { "Found something in exports of other tools, such as sign-in logs or expenses? Those are hints, not a list: " a href=(desk.href("/discovery")) { "look through them first" } "." }
        (earlier(&desk))
    };
    Ok(page(&desk, "Bring in a list", At::Import, &body))
}

/// Where a spreadsheet is dropped or chosen.
pub fn drop_place(desk: &Desk) -> Markup {
    html! {
        form.drop-place method="post" action=(desk.href("/import")) enctype="multipart/form-data" data-drop="" {
            input type="hidden" name="token" value=(desk.form_token());
            label for="file" { strong { "Drop a spreadsheet here" } span { "or choose a file: CSV, Excel, JSON or NDJSON, up to 50,000 rows" } }
            input #file type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.json,.ndjson,.jsonl";
            button.primary { "See what it says" }
        }
    }
}

fn earlier(desk: &Desk) -> Markup {
    let kind = desk.kinds().known("import");
    let query = Query::new(kind, 20).sorted(Column::Created, Direction::Descending);
    let records = run(&desk.scope(), &query)
        .map(|page| page.records)
        .unwrap_or_default();
    let zone = desk.view.time_zone();
    let number = |record: &probity_core::Record, field: &str| match desk.register().value(record, field) {
        Some(probity_core::Value::Integer(number)) => grouped(number.unsigned_abs()),
        _ => String::new(),
    };
    html! {
        @if !records.is_empty() {
            section {
                h2 { "Earlier imports" }
                div.scroll { table.register {
                    caption.hidden { "Earlier imports" }
                    thead { tr { th scope="col" { "ID" } th scope="col" { "File" } th scope="col" { "Recorded" } th.number scope="col" { "Rows" }
                        th.number scope="col" { "Created" } th.number scope="col" { "Changed" } th scope="col" { "Status" } } }
                    tbody { @for record in &records {
                        @let id = record.id.show(desk.kinds());
                        tr {
                            td { a.id href=(desk.href(&format!("/import/{id}"))) { (id) } }
                            td { a.title href=(desk.href(&format!("/import/{id}"))) { (record.title()) } }
                            td { (dates::moment(record.created_at, &zone)) }
                            td.number { (number(record, "rows")) }
                            td.number { (number(record, "created")) }
                            td.number { (number(record, "updated")) }
                            td { (chip::state(desk.register(), record)) }
                        }
                    } }
                } }
            }
        }
    }
}

/// POST `/w/{workspace}/import`: the file is kept aside and shown.
pub async fn bring(upload: Upload) -> Result<Response, PageError> {
    let Upload { desk, name, content } = upload;
    let id = staged(&desk, move |ctx, operational, account| {
        staged_import::stage(ctx, operational, account, &name, &content)
    })
    .await?;
    Ok(go(&desk.href(&format!("/import/{id}"))))
}

/// GET `/w/{workspace}/import/{id}`: a file that waits, or an import that was kept.
pub async fn look(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    if id.starts_with("IPT-") {
        return done::show(&desk, &id);
    }
    shown(&desk, &id, None).await
}

async fn shown(desk: &Desk, id: &str, problem: Option<&str>) -> Result<Markup, PageError> {
    let wanted = id.to_owned();
    let seen = staged(desk, move |ctx, operational, account| {
        staged_import::preview(ctx, operational, account, &wanted)
    })
    .await?;
    Ok(preview::draw(desk, &seen, problem))
}

/// GET `/w/{workspace}/import/{id}/refused.csv`: the refused rows, to be corrected in the list they came from.
pub async fn refused(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Response, PageError> {
    let seen = staged(&desk, move |ctx, operational, account| {
        staged_import::preview(ctx, operational, account, &id)
    })
    .await?;
    let stem = seen
        .staging
        .file_name
        .rsplit_once('.')
        .map_or("list", |(stem, _)| stem);
    let plain: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    Ok(download(
        "text/csv; charset=utf-8",
        &format!("refused-{plain}.csv"),
        refused_rows(&seen),
    ))
}

/// POST `/w/{workspace}/import/{id}`: the corrected mapping, or the kind that a row is.
pub async fn correct(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let place = desk.href(&format!("/import/{id}"));
    let more = mapping::asks_for_more(&fields);
    let open: Vec<(&str, &str)> = if more.is_empty() {
        Vec::new()
    } else {
        vec![("open", &more)]
    };
    let section = match more.split(',').next() {
        Some(first) if !first.is_empty() => format!("column-{first}"),
        _ => "columns".to_owned(),
    };
    let (wanted, sent) = (id.clone(), fields);
    let changed = staged(&desk, move |ctx, operational, account| {
        let seen = staged_import::preview(ctx, operational, account, &wanted)?;
        let now = &seen.report.mapping;
        let kind = sent.text("kind").unwrap_or(&now.kind);
        let sheet = sent
            .text("sheet")
            .map(str::to_owned)
            .or_else(|| now.sheet.clone());
        if kind != now.kind || sheet != now.sheet {
            return staged_import::reread(ctx, operational, account, &wanted, kind, sheet.as_deref());
        }
        let corrected: Mapping = mapping::read(&seen, &sent).map_err(AppError::Invalid)?;
        staged_import::remap(ctx, operational, account, &wanted, &corrected)
    })
    .await;
    match changed {
        Ok(()) => Ok(go(&format!("{}#{section}", with_query(&place, &open)))),
        Err(PageError::Explained { status, what }) if status.is_client_error() => {
            Ok((status, shown(&desk, &id, Some(&what)).await?).into_response())
        }
        Err(error) => Err(error),
    }
}

/// POST `/w/{workspace}/import/{id}/keep`: a large file is carried out beside the pages.
pub async fn keep(
    State(state): State<UiState>,
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let options = ImportOptions {
        partial: fields.get("partial") == Some("yes"),
    };
    let wanted = id.clone();
    let bytes = staged(&desk, move |ctx, operational, account| {
        staged_import::size(ctx, operational, account, &wanted)
    })
    .await?;
    let (key, running) = (key_of(&desk, &id), Arc::clone(&state.imports));
    let place = desk.href(&format!("/import/{id}/progress"));
    if !running.begin(&key) {
        return Ok(go(&place));
    }
    let work = carried_out(&desk, id.clone(), options, Arc::clone(&running), key.clone());
    // A task of its own, so that its end is noted also when the browser goes away.
    let job = tokio::spawn(async move {
        let outcome = work.await;
        running.note(&key, Stage::Ended(Box::new(outcome.clone())));
        outcome
    });
    if bytes >= LARGE {
        return Ok(go(&place));
    }
    let outcome = job
        .await
        .map_err(|error| AppError::Internal(format!("an import ended early: {error}")))?;
    ended(&desk, &id, outcome).await
}

/// GET `/w/{workspace}/import/{id}/progress`
pub async fn progress(
    State(state): State<UiState>,
    Path((_, id)): Path<(String, String)>,
    desk: Desk,
) -> Result<Response, PageError> {
    desk.demand(Permission::Import)?;
    match state.imports.stage(&key_of(&desk, &id)) {
        None => Err(PageError::missing(
            "nothing is being brought in under this address now: look at the earlier imports",
        )),
        Some(Stage::Running(progress)) => Ok(progress::draw(&desk, progress).into_response()),
        Some(Stage::Ended(outcome)) => ended(&desk, &id, *outcome).await,
    }
}

fn key_of(desk: &Desk, id: &str) -> Key {
    (
        desk.ctx.workspace.name().clone(),
        desk.visitor.account_id(),
        id.to_owned(),
    )
}

/// The import itself, telling how far it is. It goes on when the request that began it has ended.
fn carried_out(
    desk: &Desk,
    id: String,
    options: ImportOptions,
    running: Arc<Running>,
    key: Key,
) -> impl Future<Output = Result<ImportReport, PageError>> + Send + 'static {
    let (ctx, operational, account) = (
        desk.ctx.clone(),
        Arc::clone(&desk.operational),
        desk.visitor.account_id(),
    );
    blocking(move || {
        let mut note = |progress| running.note(&key, Stage::Running(Some(progress)));
        staged_import::keep(&ctx, &*operational, &account, &id, options, &mut note)
    })
}

/// What somebody sees once an import has ended.
async fn ended(
    desk: &Desk,
    id: &str,
    outcome: Result<ImportReport, PageError>,
) -> Result<Response, PageError> {
    let report = outcome?;
    let why = match report.import {
        Some(import) => return Ok(go(&desk.href(&format!("/import/{import}")))),
        None if report.refused > 0 => {
            "rows are refused, so nothing was kept: correct how they are read, or keep the others without them"
        }
        None => "everything in this file is recorded already, so nothing was added",
    };
    Ok(shown(desk, id, Some(why)).await?.into_response())
}

/// Runs an operation on staged files beside the threads that answer.
async fn staged<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Ctx, &dyn Operational, &AccountId) -> Result<T, AppError> + Send + 'static,
) -> Result<T, PageError> {
    let (ctx, operational, account) = (
        desk.ctx.clone(),
        Arc::clone(&desk.operational),
        desk.visitor.account_id(),
    );
    blocking(move || work(&ctx, &*operational, &account)).await
}
