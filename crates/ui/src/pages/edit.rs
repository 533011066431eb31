//! Entering and editing a record of any kind. Nothing typed is ever lost.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::Markup;
use probity_app::AppError;
use probity_core::Record;
use probity_core::history::{HistoryItem, show_value};
use probity_core::ids::KindId;
use probity_core::patch::Patch;
use probity_core::register::FieldView;
use probity_core::rules::{Command, Materiality, Refusal, RefusalKind};
use probity_core::value::Value;

use super::list::kind_of;
use super::record::{history_of, may_edit, returned};
use super::sent::{EARLIER_SESSION, Sent, Typed, done};
use crate::blocking::blocking;
use crate::components::attached;
use crate::components::form::{self, Reading};
use crate::desk::Desk;
use crate::error::{PageError, status_of};
use crate::fields::Fields;
use crate::page::{At, page};
use crate::state::UiState;

mod conflict;
mod drafts;
mod frame;

use drafts::{Offer, Wish};

/// What a form is about, and what stands in it.
struct Entry<'a> {
    desk: &'a Desk,
    kind: KindId,
    record: Option<&'a Record>,
    fields: Vec<FieldView>,
    typed: &'a Fields,
    problems: BTreeMap<String, String>,
    /// What others changed meanwhile.
    meanwhile: Vec<conflict::Clash>,
    /// A draft of the form, where there is one.
    offer: Option<Offer>,
}

/// GET `/w/{workspace}/{kind}/new`
pub async fn new(
    State(state): State<UiState>,
    desk: Desk,
    Path((_, kind)): Path<(String, String)>,
) -> Result<Markup, PageError> {
    let kind = enterable(&desk, &kind)?;
    let prefilled: Vec<(String, String)> = desk
        .query
        .pairs()
        .filter(|(name, _)| name.starts_with("f."))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (typed, offer) = begun(&state, &desk, &new_key(&desk, kind), Fields::new(prefilled)).await?;
    let mut entry = Entry::new(&desk, kind, None, &typed);
    entry.offer = offer;
    Ok(entry.draw())
}

/// POST `/w/{workspace}/{kind}/new`
pub async fn create(Path((_, kind)): Path<(String, String)>, sent: Typed) -> Result<Response, PageError> {
    let Typed { sent, is_current } = sent;
    let Sent {
        desk,
        mut fields,
        files,
    } = sent;
    let kind = enterable(&desk, &kind)?;
    let key = new_key(&desk, kind);
    if let Some(wish) = Wish::of(&fields).filter(|_| is_current) {
        return drafts::follow(&desk, &key, wish, &fields).await;
    }
    let unfit = attached::keep(&desk, kind, &mut fields, files).await?;
    let mut entry = Entry::new(&desk, kind, None, &fields);
    if !is_current {
        return Ok(entry.of_earlier_session());
    }
    let Reading { patch, mut problems } = form::read(&desk, kind, None, &fields);
    problems.extend(unfit);
    if !problems.is_empty() {
        return Ok(entry.again(problems, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let patch = Patch {
        state: fields.text("state").map(str::to_owned),
        ..said(&fields, patch)
    };
    let command = Command::Create {
        kind: desk.kinds().decl(kind).name.to_owned(),
        patch,
    };
    let ctx = desk.ctx.clone();
    match blocking(move || Ok::<_, PageError>(ctx.submit(command))).await? {
        Ok(made) => match made.subjects.first() {
            Some(id) => {
                forget(&desk, &key).await;
                Ok(done(&desk.record_href(*id)))
            }
            None => Err(AppError::Internal("the record was made and has no id".to_owned()).into()),
        },
        Err(AppError::Refused(refusal)) => Ok(entry.refused(refusal)),
        Err(error) => Ok(entry.failed(&error)),
    }
}

/// GET `/w/{workspace}/r/{id}/edit`
pub async fn edit(
    State(state): State<UiState>,
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
) -> Result<Markup, PageError> {
    let record = editable(&desk, &id)?;
    let typed = form::typed_of(&desk, &record).with_back(&desk.query);
    let (typed, offer) = begun(&state, &desk, &edit_key(&desk, &record), typed).await?;
    let mut entry = Entry::new(&desk, record.id.kind, Some(&record), &typed);
    entry.offer = offer;
    Ok(entry.draw())
}

/// POST `/w/{workspace}/r/{id}/edit`
pub async fn save(Path((_, id)): Path<(String, String)>, sent: Typed) -> Result<Response, PageError> {
    let Typed { sent, is_current } = sent;
    let Sent {
        desk,
        mut fields,
        files,
    } = sent;
    let record = editable(&desk, &id)?;
    let key = edit_key(&desk, &record);
    if let Some(wish) = Wish::of(&fields).filter(|_| is_current) {
        return drafts::follow(&desk, &key, wish, &fields).await;
    }
    let unfit = attached::keep(&desk, record.id.kind, &mut fields, files).await?;
    let mut entry = Entry::new(&desk, record.id.kind, Some(&record), &fields);
    if !is_current {
        return Ok(entry.of_earlier_session());
    }
    let Reading { patch, mut problems } = form::read(&desk, record.id.kind, Some(&record), &fields);
    problems.extend(unfit);
    if !problems.is_empty() {
        return Ok(entry.again(problems, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let expected_revision = fields.get("revision").and_then(|revision| revision.parse().ok());
    let command = Command::Revise {
        id: id.clone(),
        expected_revision,
        patch: said(&fields, patch),
        materiality: materiality(&fields),
    };
    let ctx = desk.ctx.clone();
    match blocking(move || Ok::<_, PageError>(ctx.submit(command))).await? {
        Ok(_) => {
            forget(&desk, &key).await;
            Ok(done(&returned(&desk, &record.id.show(desk.kinds()), &fields)))
        }
        Err(AppError::Refused(refusal)) if refusal.kind == RefusalKind::Conflict => {
            let items: Vec<HistoryItem> = history_of(&desk, &id).await?;
            let seen = expected_revision.unwrap_or(0);
            entry.meanwhile = conflict::clashes(&entry, &items, seen);
            Ok(entry.again(BTreeMap::new(), StatusCode::CONFLICT))
        }
        Err(AppError::Refused(refusal)) => Ok(entry.refused(refusal)),
        Err(error) => Ok(entry.failed(&error)),
    }
}

fn materiality(fields: &Fields) -> Option<Materiality> {
    match fields.get("materiality") {
        Some("editorial") => Some(Materiality::Editorial(
            fields.text("reason").unwrap_or_default().to_owned(),
        )),
        Some("material") => Some(Materiality::Material),
        _ => None,
    }
}

fn new_key(desk: &Desk, kind: KindId) -> String {
    format!("new:{}", desk.kinds().decl(kind).name)
}

fn edit_key(desk: &Desk, record: &Record) -> String {
    format!("edit:{}", record.id.show(desk.kinds()))
}

/// What a form begins with: what was held while somebody signed in again, their draft when they ask for
/// it, else what is usual; and what is said about it.
async fn begun(
    state: &UiState,
    desk: &Desk,
    key: &str,
    usual: Fields,
) -> Result<(Fields, Option<Offer>), PageError> {
    if let Some(name) = desk.query.get("held")
        && let Some(fields) = state.held.take(name, desk.path(), &desk.visitor.account_id())
    {
        return Ok((fields, Some(Offer::Held)));
    }
    let Some(kept) = drafts::kept(desk, key).await? else {
        return Ok((usual, None));
    };
    Ok(match desk.query.has("draft") {
        true => (kept.fields.with_back(&desk.query), Some(Offer::Shown(kept.at))),
        false => (usual, Some(Offer::Waiting(kept.at))),
    })
}

/// A draft that is saved is no draft any more; one that stays by a fault of ours is offered again.
async fn forget(desk: &Desk, key: &str) {
    if let Err(error) = drafts::drop_draft(desk, key).await {
        tracing::warn!(
            ?error,
            key,
            "the draft of a form that was saved could not be dropped"
        );
    }
}

fn enterable(desk: &Desk, kind: &str) -> Result<KindId, PageError> {
    let kind = kind_of(desk, kind)?;
    match desk.may_enter(desk.kinds().decl(kind)) {
        true => Ok(kind),
        false => Err(PageError::forbidden(
            "you may not enter records here now: ask an administrator of this workspace",
        )),
    }
}

fn editable(desk: &Desk, id: &str) -> Result<std::sync::Arc<Record>, PageError> {
    let record = desk.record(id)?.clone();
    let shown = record.id.show(desk.kinds());
    match may_edit(desk, &record) {
        true => Ok(record),
        false if record.archived => Err(PageError::forbidden(format!(
            "`{shown}` is archived: bring it back before you change it"
        ))),
        false => Err(PageError::forbidden(format!(
            "you may not change `{shown}`: ask its owner or an administrator of this workspace"
        ))),
    }
}

/// The change with its reason and stated day.
fn said(fields: &Fields, patch: Patch) -> Patch {
    let text = |name: &str| fields.text(name).map(str::to_owned);
    Patch {
        reason: text("reason"),
        stated: text("stated"),
        ..patch
    }
}

impl<'a> Entry<'a> {
    fn new(desk: &'a Desk, kind: KindId, record: Option<&'a Record>, typed: &'a Fields) -> Self {
        let fields = form::asked(desk, kind);
        Self {
            desk,
            kind,
            record,
            fields,
            typed,
            problems: BTreeMap::new(),
            meanwhile: Vec::new(),
            offer: None,
        }
    }

    /// The form is from an earlier session of the same browser: nobody acts on it before its sender has
    /// seen it again.
    fn of_earlier_session(&mut self) -> Response {
        self.again(
            BTreeMap::from([(String::new(), EARLIER_SESSION.to_owned())]),
            StatusCode::FORBIDDEN,
        )
    }

    fn again(&mut self, problems: BTreeMap<String, String>, status: StatusCode) -> Response {
        self.problems = problems;
        (status, self.draw()).into_response()
    }

    /// A full disk, a read-only workspace or a fault of ours: what was typed stays in the form.
    fn failed(&mut self, error: &AppError) -> Response {
        let status = status_of(error);
        if status.is_server_error() {
            tracing::error!(%error, "a record could not be saved");
        }
        self.again(BTreeMap::from([(String::new(), error.to_string())]), status)
    }

    fn refused(&mut self, refusal: Refusal) -> Response {
        let status = status_of(&AppError::Refused(refusal.clone()));
        self.again(
            BTreeMap::from([(refusal.field.unwrap_or_default(), refusal.message)]),
            status,
        )
    }

    /// What stands in the form for one field, as the history would show it.
    fn shown(&self, field: &FieldView) -> Option<String> {
        let reading = form::read(self.desk, self.kind, self.record, self.typed);
        let json = reading.patch.set.get(&field.name)?;
        let value = Value::from_json(self.desk.kinds(), field.field_type, json)
            .ok()
            .flatten()?;
        Some(show_value(
            self.desk.register(),
            &self.desk.visibility,
            field.field_type,
            &value,
        ))
    }

    fn draw(&self) -> Markup {
        let decl = self.desk.kinds().decl(self.kind);
        let title = match self.record {
            Some(record) => format!("Edit {}", record.title()),
            None => format!("New {}", decl.singular),
        };
        page(self.desk, &title, At::Kind(self.kind), &self.body(&title))
    }
}
