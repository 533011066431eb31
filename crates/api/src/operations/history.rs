//! What happened to a record.

use probity_app::AppError;
use probity_app::operations::record::history;
use probity_core::history::{FieldChange, HistoryItem};
use probity_core::ids::Actor;
use probity_core::kind::Kinds;
use probity_core::register::Visibility;
use probity_core::{RecordId, Register};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use super::row::moment;
use crate::scope::Scope;

/// Tells the history of a record.
pub struct History;

/// Of which record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryRequest {
    /// Its id.
    pub id: String,
}

/// The history, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// The record.
    pub id: String,
    /// What happened.
    pub entries: Vec<Item>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Place in the ledger.
    pub index: u64,
    /// Revision of the record after it.
    pub revision: u32,
    /// What it did.
    pub verb: String,
    /// Who caused it, by id.
    pub actor: String,
    /// Who that is; empty for nobody the reader may see.
    pub actor_name: String,
    /// When it was recorded.
    pub recorded: String,
    /// The day on which it is stated to have happened, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// How many days late it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_days: Option<i64>,
    /// Whether it let approvals lapse.
    pub material: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its content was removed for good.
    pub erased: bool,
    /// What it changed.
    pub changes: Vec<FieldChanged>,
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChanged {
    /// Name of the field; `state` and `archived` for these.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Before; nothing when there was no value.
    pub old: Option<String>,
    /// After; nothing when there is no value.
    pub new: Option<String>,
}

impl Operation for History {
    const NAME: &'static str = "history";
    type Request = HistoryRequest;
    type Answer = Told;

    fn run(scope: &Scope<'_>, request: HistoryRequest) -> Result<Told, AppError> {
        let ctx = scope.ctx()?;
        let items = history(&ctx, &request.id)?;
        let view = ctx.view();
        let visibility = ctx.visibility(&view);
        let entries = items.into_iter().map(|item| {
            let who = actor_name(&view.register, &visibility, item.actor);
            told(item, who)
        });
        Ok(Told {
            id: shown(&view.register, &request.id),
            entries: entries.collect(),
        })
    }
}

fn shown(register: &Register, id: &str) -> String {
    RecordId::parse(Kinds::built_in(), id).map_or_else(|| id.to_owned(), |id| id.show(register.kinds()))
}

/// Who an actor is; empty for nobody the reader may see.
pub(crate) fn actor_name(register: &Register, visibility: &Visibility, actor: Actor) -> String {
    let Actor::Person(number) = actor else {
        return String::new();
    };
    let person = RecordId {
        kind: register.kinds().known("person"),
        number,
    };
    let seen = register
        .get(person)
        .filter(|record| visibility.sees(register, record));
    seen.map(|record| record.title().to_owned()).unwrap_or_default()
}

pub(crate) fn told(item: HistoryItem, actor_name: String) -> Item {
    let change = |change: FieldChange| FieldChanged {
        field: change.field,
        label: change.label,
        old: change.old,
        new: change.new,
    };
    Item {
        index: item.index,
        revision: item.revision,
        verb: item.verb.label().to_owned(),
        actor: item.actor.to_string(),
        actor_name,
        recorded: moment(item.recorded_at),
        stated: item.stated.map(|date| date.to_string()),
        late_days: item.late_days,
        material: item.material,
        reason: item.reason,
        comment: item.comment,
        erased: item.erased,
        changes: item.changes.into_iter().map(change).collect(),
    }
}
