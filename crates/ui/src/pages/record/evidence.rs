//! Evidence brought to a record: files dropped, pasted or chosen become evidence about it.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use probity_app::AppError;
use probity_core::Record;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_core::rules::rights::{Permission, Target};
use probity_core::value::Value;

use super::act::submit;
use super::{back_input, returned};
use crate::blocking::blocking;
use crate::components::attached::plain_name;
use crate::components::numbers::size;
use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::sent::{ATTACHED_BYTES, Sent, SentFile, done};

/// Files that are brought at once.
const FILES: usize = 20;

/// The field of evidence that points at records of a kind.
fn field_for(desk: &Desk, record: &Record) -> Option<&'static str> {
    let target = desk.register().decl(record.id).name;
    let evidence = desk.kinds().decl(desk.kinds().known("evidence"));
    let field = evidence
        .fields
        .iter()
        .find(|field| field.targets().contains(&target));
    field
        .filter(|field| matches!(field.name, "subjects" | "controls"))
        .map(|field| field.name)
}

fn target_unit(desk: &Desk, record: &Record) -> Option<probity_core::RecordId> {
    desk.register().unit_of(record)
}

/// The place to bring files; nothing where evidence cannot be about the record or may not be entered.
pub fn place(desk: &Desk, record: &Record, id: &str) -> Markup {
    let may = desk.may(Permission::Create, Target::NewIn(target_unit(desk, record)));
    html! {
        @if may && !record.archived && field_for(desk, record).is_some() {
            form.bring method="post" action=(desk.href(&format!("/r/{id}/evidence"))) enctype="multipart/form-data" data-bring="" {
                input type="hidden" name="token" value=(desk.form_token());
                (back_input(desk.back(&desk.query)))
                label for="bring" { "Evidence" }
                input #bring type="file" name="file" multiple required;
                button { "Bring it" }
                p.note { "Each file becomes evidence about this record, up to " (size(ATTACHED_BYTES as u64)) " together." span.drops hidden { " Or drop files anywhere on this page, or paste a picture." } }
            }
        }
    }
}

/// POST `/w/{workspace}/r/{id}/evidence`
pub async fn bring(Path((_, id)): Path<(String, String)>, sent: Sent) -> Result<Response, PageError> {
    let Sent { desk, fields, files } = sent;
    let record = desk.record(&id)?.clone();
    let shown = record.id.show(desk.kinds());
    let field = field_for(&desk, &record).ok_or_else(|| {
        PageError::invalid(format!(
            "evidence cannot be about `{shown}`: bring it to what it shows something of"
        ))
    })?;
    let files: Vec<SentFile> = files.into_iter().filter(|file| file.input == "file").collect();
    if files.is_empty() || files.len() > FILES {
        return Err(PageError::invalid(format!(
            "between 1 and {FILES} files can be brought at once, and here are {}: choose again",
            files.len()
        )));
    }
    let mut commands = Vec::new();
    for file in files {
        commands.push(kept(&desk, &record, field, file).await?);
    }
    match submit(&desk, Command::Batch(commands)).await {
        Ok(()) => Ok(done(&format!("{}#history", returned(&desk, &shown, &fields)))),
        Err(error) => Err(error.into()),
    }
}

/// Keeps a file; then an entry may refer to it.
async fn kept(desk: &Desk, record: &Record, field: &str, file: SentFile) -> Result<Command, PageError> {
    let name = plain_name(&file.name);
    if file.content.is_empty() {
        return Err(PageError::invalid(format!(
            "the file `{name}` is empty: choose another"
        )));
    }
    let bytes = file.content.len();
    let workspace = std::sync::Arc::clone(&desk.ctx.workspace);
    let hash = blocking(move || workspace.blobs().put(&file.content).map_err(AppError::from)).await?;
    let kinds = desk.kinds();
    let kept = serde_json::json!({ "sha256": hash.to_string(), "name": name, "size": bytes });
    let mut patch = Patch::set_one("name", name)
        .with("file", kept)
        .with(field, vec![record.id.show(kinds)]);
    if let Some(unit) = target_unit(desk, record) {
        patch = patch.with("unit", unit.show(kinds));
    }
    if let Some(Value::Choice(place)) = desk.register().value(record, "confidentiality") {
        let code = desk
            .register()
            .decl(record.id)
            .field("confidentiality")
            .and_then(|(_, field)| field.choice_list().get(usize::from(*place)));
        if let Some(choice) = code {
            patch = patch.with("confidentiality", choice.code);
        }
    }
    if let Some(person) = desk.principal.person(desk.register()) {
        patch = patch.with("collected_by", person.show(kinds));
    }
    Ok(Command::Create {
        kind: "evidence".to_owned(),
        patch,
    })
}
