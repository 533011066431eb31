//! What changed between entries, for people.
//!
//! A history folds the entries of one subject and nothing else; a comparison looks at two versions
//! of a record. Both name linked records as the reader sees them today.

use std::collections::BTreeSet;

use crate::envelope::Verb;
use crate::ids::{Actor, FieldKey, RecordId};
use crate::kind::FieldType;
use crate::query::RESTRICTED;
use crate::record::Record;
use crate::register::{FoldEntry, FoldError, FoldStep, Register, Visibility};
use crate::value::{PartialDate, Value};

mod words;

pub use words::{Segment, SegmentKind, compare_words};

/// Text from this length on, in characters, is compared word by word.
const WORDS_FROM_CHARS: usize = 60;

/// One entry of a record, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryItem {
    /// Place in the ledger.
    pub index: u64,
    /// Revision of the record after it.
    pub revision: u32,
    /// What it did.
    pub verb: Verb,
    /// Who caused it.
    pub actor: Actor,
    /// When it was recorded, milliseconds since 1970-01-01 UTC.
    pub recorded_at: i64,
    /// The day on which it is stated to have happened, where that is not the day of recording.
    pub stated: Option<PartialDate>,
    /// For a late entry, how many days after the stated day (its last, for a month or year) it was
    /// recorded, by the calendar in UTC. Always above 0.
    pub late_days: Option<i64>,
    /// Whether it let approvals lapse.
    pub material: bool,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
    /// A remark.
    pub comment: Option<String>,
    /// The people whom the remark mentions.
    pub mentions: Vec<RecordId>,
    /// Its content was removed for good: only the envelope is left.
    pub erased: bool,
    /// What it changed; of an erasure itself, nothing is told.
    pub changes: Vec<FieldChange>,
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Name of the field; `state` and `archived` for these.
    pub field: String,
    /// Shown.
    pub label: String,
    /// Before; `None` when there was no value.
    pub old: Option<String>,
    /// After; `None` when there is no value.
    pub new: Option<String>,
    /// For a field of several values: those that came.
    pub added: Vec<String>,
    /// For a field of several values: those that went.
    pub removed: Vec<String>,
    /// For long text that was there before and after: what stayed, went and came.
    pub words: Vec<Segment>,
}

/// Tells the entries of one subject: all of them, oldest first.
pub fn history(
    register: &Register,
    visibility: &Visibility,
    entries: &[FoldEntry<'_>],
) -> Result<Vec<HistoryItem>, FoldError> {
    let mut fold: Option<SubjectFold> = None;
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        let (envelope, step) = FoldStep::read(register, entry)?;
        let fold = match &mut fold {
            Some(fold) => fold,
            None => fold.insert(SubjectFold::begin(register, step.subject, step.index)?),
        };
        if fold.subject != step.subject {
            let what = format!(
                "it speaks of `{}`, in the history of another record",
                envelope.subject
            );
            return Err(FoldError::Damaged {
                index: entry.index,
                what,
            });
        }
        let (before, after) = fold.apply(&step)?;
        let changes = match (&step.patch, step.verb, after) {
            (None, _, _) | (_, Verb::Erase, _) | (_, _, None) => Vec::new(),
            (Some(_), _, Some(after)) => compare(register, visibility, before.as_deref(), &after),
        };
        items.push(told(register, step, envelope.revision, changes));
    }
    Ok(items)
}

/// What differs between two versions of a record, in the order of forms.
pub fn diff(
    register: &Register,
    visibility: &Visibility,
    before: &Record,
    after: &Record,
) -> Vec<FieldChange> {
    compare(register, visibility, Some(before), after)
}

/// A value as people read it: linked records by title and id, or as restricted when not visible.
pub fn show_value(
    register: &Register,
    visibility: &Visibility,
    field_type: FieldType,
    value: &Value,
) -> String {
    items_of(register, visibility, field_type, value).join("; ")
}

/// One subject folded alone: the declarations of custom fields come from the register.
struct SubjectFold {
    scratch: Register,
    subject: RecordId,
    began: bool,
}

impl SubjectFold {
    fn begin(register: &Register, subject: RecordId, index: u64) -> Result<Self, FoldError> {
        let mut scratch = register.clone();
        // The record as it is today must not show through: an erasure empties it.
        let emptied = FoldStep {
            index: scratch.size(),
            actor: Actor::System,
            at: 0,
            verb: Verb::Erase,
            subject,
            material: false,
            patch: None,
        };
        scratch
            .apply_step(&emptied)
            .map_err(|error| at_index(error, index))?;
        Ok(Self {
            scratch,
            subject,
            began: false,
        })
    }

    /// The record before the entry, where there was one, and after it.
    fn apply(&mut self, step: &FoldStep) -> Result<(Option<Kept>, Option<Kept>), FoldError> {
        let before = self.scratch.get(self.subject).filter(|_| self.began).cloned();
        let renumbered = FoldStep {
            index: self.scratch.size(),
            ..step.clone()
        };
        self.scratch
            .apply_step(&renumbered)
            .map_err(|error| at_index(error, step.index))?;
        self.began = true;
        Ok((before, self.scratch.get(self.subject).cloned()))
    }
}

type Kept = std::sync::Arc<Record>;

/// The same error, naming the entry by its place in the ledger.
fn at_index(error: FoldError, index: u64) -> FoldError {
    match error {
        FoldError::Newer { what, .. } => FoldError::Newer { index, what },
        FoldError::Damaged { what, .. } => FoldError::Damaged { index, what },
        FoldError::OutOfOrder { expected, .. } => FoldError::OutOfOrder { index, expected },
    }
}

fn told(register: &Register, step: FoldStep, revision: u32, changes: Vec<FieldChange>) -> HistoryItem {
    let erased = step.patch.is_none();
    let patch = step.patch.unwrap_or_default();
    let stated = patch.stated.as_deref().and_then(PartialDate::parse);
    let late_days = stated.and_then(|stated| {
        let recorded = crate::query::day_of(step.at);
        let days = recorded.since(stated.last_day()).ok()?.get_days();
        (days > 0).then_some(i64::from(days))
    });
    HistoryItem {
        index: step.index,
        revision,
        verb: step.verb,
        actor: step.actor,
        recorded_at: step.at,
        stated,
        late_days,
        material: step.material,
        reason: patch.reason,
        comment: patch.comment,
        mentions: patch
            .mentions
            .iter()
            .filter_map(|id| RecordId::parse(register.kinds(), id))
            .collect(),
        erased,
        changes,
    }
}

fn compare(
    register: &Register,
    visibility: &Visibility,
    before: Option<&Record>,
    after: &Record,
) -> Vec<FieldChange> {
    let plain = |field: &str, label: &str, old: Option<String>, new: Option<String>| FieldChange {
        field: field.to_owned(),
        label: label.to_owned(),
        old,
        new,
        added: Vec::new(),
        removed: Vec::new(),
        words: Vec::new(),
    };
    let mut changes = Vec::new();
    if let Some(life) = register.decl(after.id).lifecycle
        && before.map(|before| before.state) != Some(after.state)
    {
        let state = |record: &Record| {
            life.states
                .get(usize::from(record.state))
                .map(|state| state.label.to_owned())
        };
        changes.push(plain("state", life.label, before.and_then(state), state(after)));
    }
    let was_archived = before.is_some_and(|before| before.archived);
    if was_archived != after.archived {
        let word = |archived: bool| Some(if archived { "Yes" } else { "No" }.to_owned());
        changes.push(plain(
            "archived",
            "Archived",
            word(was_archived),
            word(after.archived),
        ));
    }
    let keys: BTreeSet<FieldKey> = before
        .into_iter()
        .chain([after])
        .flat_map(Record::fields)
        .map(|(key, _)| *key)
        .collect();
    let fields = keys.into_iter().filter_map(|key| {
        let (old, new) = (before.and_then(|before| before.get(key)), after.get(key));
        (old != new).then(|| field_change(register, visibility, after.id, key, (old, new)))
    });
    changes.extend(fields);
    changes
}

fn field_change(
    register: &Register,
    visibility: &Visibility,
    id: RecordId,
    key: FieldKey,
    (old, new): (Option<&Value>, Option<&Value>),
) -> FieldChange {
    let (field, field_type) = register.name_and_type(id.kind, key);
    let label = match register.kinds().decl(id.kind).field_of(key) {
        Some(decl) => decl.label.to_owned(),
        None => register
            .custom_field(&field)
            .map_or_else(|| field.clone(), |view| view.label),
    };
    let items = |value: Option<&Value>| {
        value.map_or_else(Vec::new, |value| {
            items_of(register, visibility, field_type, value)
        })
    };
    let (before, after) = (items(old), items(new));
    let only_in = |left: &[String], right: &[String]| {
        left.iter()
            .filter(|item| !right.contains(item))
            .cloned()
            .collect()
    };
    let several = [old, new].into_iter().flatten().any(is_list);
    let (added, removed) = match several {
        true => (only_in(&after, &before), only_in(&before, &after)),
        false => (Vec::new(), Vec::new()),
    };
    let words = match (old, new) {
        (Some(Value::Text(old)), Some(Value::Text(new))) if is_long(old) || is_long(new) => {
            compare_words(old, new)
        }
        _ => Vec::new(),
    };
    FieldChange {
        field,
        label,
        old: old.map(|_| before.join("; ")),
        new: new.map(|_| after.join("; ")),
        added,
        removed,
        words,
    }
}

fn is_list(value: &Value) -> bool {
    matches!(
        value,
        Value::Choices(_) | Value::References(_) | Value::Texts(_) | Value::OutsideIds(_)
    )
}

fn is_long(text: &str) -> bool {
    text.contains('\n') || text.chars().nth(WORDS_FROM_CHARS).is_some()
}

fn items_of(
    register: &Register,
    visibility: &Visibility,
    field_type: FieldType,
    value: &Value,
) -> Vec<String> {
    let kinds = register.kinds();
    match value {
        Value::Reference(_) | Value::References(_) => value
            .references()
            .iter()
            .map(|id| linked(register, visibility, *id))
            .collect(),
        Value::Choices(places) => places
            .iter()
            .map(|place| Value::Choice(*place).show(kinds, field_type))
            .collect(),
        Value::Texts(texts) => texts.iter().map(ToString::to_string).collect(),
        Value::OutsideIds(ids) => ids.iter().map(|id| format!("{}: {}", id.source, id.id)).collect(),
        other => vec![other.show(kinds, field_type)],
    }
}

fn linked(register: &Register, visibility: &Visibility, id: RecordId) -> String {
    match register.get(id) {
        Some(target) if visibility.sees(register, target) => {
            format!("{} ({})", target.title(), id.show(register.kinds()))
        }
        Some(_) => RESTRICTED.to_owned(),
        None => id.show(register.kinds()),
    }
}

#[cfg(test)]
mod tests;
