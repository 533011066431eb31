//! What is mine and due: reviews and deadlines, decisions that wait, tasks, mentions, and what others
//! changed on my records.
//!
//! All but the last is computed from the register and today alone; nothing is marked as due by a job.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use probity_core::envelope::Envelope;
use probity_core::ids::{Actor, KindId, RecordId};
use probity_core::kind::{KindDecl, Phase};
use probity_core::query::{Filter, Query, Scope, matching};
use probity_core::register::Mention;
use probity_core::rules::rights::{Permission, Principal, Role, Target, authorize};
use probity_core::value::{PartialDate, Value};
use probity_core::{Record, Register};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::AccountId;
use crate::workspace::View;

/// For how many days ahead something counts as due.
pub const SOON_DAYS: i32 = 30;
/// Decisions that are looked at for the right of each.
const DECISIONS_MAX: usize = 200;
/// Records whose entries are read for who changed them.
const CHANGED_MAX: usize = 30;

/// Days that something is due by, with the day on which it was done, where that is kept.
const DUE: &[(&str, &str)] = &[
    ("review_date", ""),
    ("due", "done_on"),
    ("due", "answered_on"),
    ("due", "closed_on"),
    ("notify_by", "notified_on"),
    ("notice_by", ""),
    ("check_due", "checked_on"),
    ("conditions_due", "conditions_met_on"),
    ("trial_ends_on", ""),
    ("accepted_until", ""),
    ("valid_until", ""),
    ("next_audit", ""),
];

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub record: Arc<Record>,
    /// What is due, in the words of the field.
    pub what: &'static str,
    /// By when; `None` for a task without a day.
    pub date: Option<PartialDate>,
    /// Days from today to the last day of it; below 0 when that is past.
    pub days: Option<i32>,
}

/// A decision that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The record.
    pub record: Arc<Record>,
    /// Words on the button of the move that is waited for.
    pub step: &'static str,
    /// Code of the state it leads to.
    pub to: &'static str,
    /// Whether the record names the reader as who decides.
    pub by_name: bool,
}

/// A remark that mentions the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// The remark.
    pub mention: Arc<Mention>,
    /// Whether it was recorded after the reader last marked the inbox as read.
    pub unread: bool,
}

/// What waits for one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbox {
    /// Records of the reader with a day that is past or near, most overdue first.
    pub due: Vec<Due>,
    /// Decisions that the reader may take: those that name the reader first, then the longest waiting.
    pub decisions: Vec<Waiting>,
    /// Further decisions that were not looked at.
    pub more_decisions: usize,
    /// Whether the reader is here to decide, not only able to.
    pub decides_by_role: bool,
    /// Open tasks of the reader, by day.
    pub tasks: Vec<Due>,
    /// Remarks that mention the reader, newest first.
    pub mentions: Vec<Mentioned>,
}

impl Inbox {
    /// What asks for something from the reader now: overdue days, tasks, unread mentions, and decisions
    /// where the reader is named or holds a role that is there to decide.
    pub fn count(&self) -> usize {
        let overdue = self
            .due
            .iter()
            .filter(|due| due.days.is_some_and(|days| days < 0))
            .count();
        let named = self.decisions.iter().filter(|waiting| waiting.by_name).count();
        let decisions = match self.decides_by_role {
            true => self.decisions.len() + self.more_decisions,
            false => named,
        };
        let unread = self.mentions.iter().filter(|mention| mention.unread).count();
        overdue + self.tasks.len() + unread + decisions
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty() && self.decisions.is_empty() && self.tasks.is_empty() && self.mentions.is_empty()
    }
}

/// What waits for a principal. `read` is how far they have read the ledger.
pub fn inbox(scope: &Scope<'_>, principal: &Principal, read: u64) -> Inbox {
    let mut inbox = own_part(scope, principal, read);
    decisions(scope, principal, &mut inbox);
    inbox
}

/// How much asks for something from a principal now: [`Inbox::count`] of their [`inbox`]. Whoever is
/// not here to decide is counted without a look at what others decide.
pub fn count(scope: &Scope<'_>, principal: &Principal, read: u64) -> usize {
    if decides_by_role(principal) {
        return inbox(scope, principal, read).count();
    }
    let mut inbox = own_part(scope, principal, read);
    named_decisions(scope, principal, &mut inbox);
    inbox.count()
}

/// All but the decisions.
fn own_part(scope: &Scope<'_>, principal: &Principal, read: u64) -> Inbox {
    let mut inbox = Inbox::default();
    let person = principal.person(scope.register);
    for record in person.map(|person| own(scope, person)).unwrap_or_default() {
        match scope.register.decl(record.id).name {
            "task" => inbox.tasks.push(task(scope, &record)),
            _ => inbox.due.extend(due(scope, &record)),
        }
    }
    inbox.due.sort_by_key(|due| (due.days, due.record.id, due.what));
    inbox
        .tasks
        .sort_by_key(|due| (due.days.is_none(), due.days, due.record.id));
    if let Some(person) = person {
        let seen = |mention: &&Arc<Mention>| {
            let record = scope.register.get(mention.record);
            let own = mention.by == principal.actor;
            !own && record.is_some_and(|record| scope.visibility.sees(scope.register, record))
        };
        let mentions = scope.register.mentions_of(person).filter(seen);
        let told = |mention: &Arc<Mention>| Mentioned {
            unread: mention.index >= read,
            mention: Arc::clone(mention),
        };
        inbox.mentions = mentions.map(told).collect();
    }
    inbox
}

/// Records that a person owns or stands in for, that are neither put away nor over.
fn own(scope: &Scope<'_>, person: RecordId) -> Vec<Arc<Record>> {
    let register = scope.register;
    let mut ids = BTreeSet::new();
    for (source, key) in register.links_to(person) {
        let owners = register.kinds().standing(source.kind).owners;
        if owners.contains(&Some(key)) {
            ids.insert(source);
        }
    }
    let open = |record: &&Arc<Record>| {
        !record.archived
            && phase(register, record) != Some(Phase::Ended)
            && scope.visibility.sees(register, record)
    };
    ids.into_iter()
        .filter_map(|id| register.get(id))
        .filter(open)
        .cloned()
        .collect()
}

fn phase(register: &Register, record: &Record) -> Option<Phase> {
    let life = register.decl(record.id).lifecycle?;
    life.states
        .get(usize::from(record.state))
        .map(|state| state.phase)
}

fn days_to(today: Date, date: PartialDate) -> i32 {
    today.until(date.last_day()).map_or(0, |span| span.get_days())
}

fn date_of(register: &Register, record: &Record, field: &str) -> Option<PartialDate> {
    match register.value(record, field) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

/// The days of a record that are past or near and not done.
fn due(scope: &Scope<'_>, record: &Arc<Record>) -> Vec<Due> {
    let (register, decl) = (scope.register, scope.register.decl(record.id));
    let mut found: Vec<Due> = Vec::new();
    for (name, _) in DUE {
        let Some(((_, field), date)) = decl.field(name).zip(date_of(register, record, name)) else {
            continue;
        };
        let done = DUE
            .iter()
            .any(|(day, done)| day == name && register.value(record, done).is_some());
        let days = days_to(scope.today, date);
        if !done && days <= SOON_DAYS && found.iter().all(|due| due.what != field.label) {
            found.push(Due {
                record: Arc::clone(record),
                what: field.label,
                date: Some(date),
                days: Some(days),
            });
        }
    }
    found
}

fn task(scope: &Scope<'_>, record: &Arc<Record>) -> Due {
    let date = date_of(scope.register, record, "due");
    Due {
        record: Arc::clone(record),
        what: "Due",
        date,
        days: date.map(|date| days_to(scope.today, date)),
    }
}

/// A state in which the next step of life is somebody's decision.
#[derive(Clone, Copy)]
struct Gate {
    state: u8,
    code: &'static str,
    step: &'static str,
    to: &'static str,
    independent: bool,
}

/// The states of a kind that wait for a decision: the first move on from them needs the right to approve.
fn gates(decl: &KindDecl) -> Vec<Gate> {
    let Some(life) = decl.lifecycle else {
        return Vec::new();
    };
    let gate = |place: usize| {
        let (state, code) = (u8::try_from(place).ok()?, life.states[place].code);
        let step = life.moves_from(code).find(|step| {
            let to = life.state(step.to).unwrap_or(0);
            to > state && !matches!(life.states[usize::from(to)].phase, Phase::Ended | Phase::Paused)
        })?;
        let open = matches!(life.states[place].phase, Phase::Planned | Phase::Trial);
        (open && step.permission == Permission::Approve).then_some(Gate {
            state,
            code,
            step: step.label,
            to: step.to,
            independent: step.independent,
        })
    };
    (0..life.states.len()).filter_map(gate).collect()
}

/// Grants that allow to decide.
fn able(principal: &Principal) -> impl Iterator<Item = Role> {
    let roles = principal.grants.iter().map(|grant| grant.role);
    roles.filter(|role| role.allows(Permission::Approve))
}

fn decides_by_role(principal: &Principal) -> bool {
    able(principal).any(|role| role != Role::Admin)
}

/// One decision that waits: whether the principal is named, since when, on what, and the step.
type Pending = (bool, i64, RecordId, Gate);

fn decisions(scope: &Scope<'_>, principal: &Principal, inbox: &mut Inbox) {
    if able(principal).next().is_none() {
        return;
    }
    inbox.decides_by_role = decides_by_role(principal);
    let mut waiting = Vec::new();
    for (kind, decl) in scope.register.kinds().all().filter(|(_, decl)| !decl.internal) {
        waiting_of_kind(scope, (kind, decl), principal, &mut waiting);
    }
    keep_decisions(scope, principal, waiting, inbox);
}

/// The decisions that name the principal, found by the links to their person.
fn named_decisions(scope: &Scope<'_>, principal: &Principal, inbox: &mut Inbox) {
    let register = scope.register;
    let Some(person) = principal
        .person(register)
        .filter(|_| able(principal).next().is_some())
    else {
        return;
    };
    let mut named: Vec<RecordId> = register.links_to(person).map(|(source, _)| source).collect();
    named.dedup();
    let seen = |record: &&Arc<Record>| !record.archived && scope.visibility.sees(register, record);
    let records = named.iter().filter_map(|id| register.get(*id)).filter(seen);
    let waiting = records.filter_map(|record| {
        let decl = register.decl(record.id);
        pending(register, &gates(decl), principal, record).filter(|_| !decl.internal)
    });
    let waiting = waiting.filter(|(by_name, ..)| *by_name).collect();
    keep_decisions(scope, principal, waiting, inbox);
}

fn keep_decisions(scope: &Scope<'_>, principal: &Principal, mut waiting: Vec<Pending>, inbox: &mut Inbox) {
    waiting.sort_by_key(|(by_name, at, id, _)| (!by_name, *at, *id));
    inbox.more_decisions = waiting.len().saturating_sub(DECISIONS_MAX);
    let may = |record: &Record| {
        authorize(
            scope.register,
            principal,
            Permission::Approve,
            Target::Record(record),
        )
        .is_ok()
    };
    let told = waiting
        .into_iter()
        .take(DECISIONS_MAX)
        .filter_map(|(by_name, _, id, gate)| {
            let record = scope.register.get(id).filter(|record| may(record))?;
            Some(Waiting {
                record: Arc::clone(record),
                step: gate.step,
                to: gate.to,
                by_name,
            })
        });
    inbox.decisions = told.collect();
}

/// The decision that a record waits for, unless it is somebody else's.
fn pending(register: &Register, gates: &[Gate], principal: &Principal, record: &Record) -> Option<Pending> {
    let gate = gates.iter().find(|gate| gate.state == record.state)?;
    if gate.independent && record.created_by == principal.actor {
        return None;
    }
    let named = match register.value(record, "approver") {
        Some(Value::Reference(approver)) => Some(*approver),
        _ => None,
    };
    let is_own = named.is_none() || named == principal.person(register);
    is_own.then_some((named.is_some(), record.updated_at, record.id, *gate))
}

fn waiting_of_kind(
    scope: &Scope<'_>,
    (kind, decl): (KindId, &'static KindDecl),
    principal: &Principal,
    waiting: &mut Vec<Pending>,
) {
    let gates = gates(decl);
    if gates.is_empty() || scope.register.count(kind) == 0 {
        return;
    }
    let codes: Vec<&str> = gates.iter().map(|gate| gate.code).collect();
    let Ok(filter) = Filter::parse(&format!("state in ({})", codes.join(", "))) else {
        return;
    };
    let query = Query::new(kind, 0).filtered(filter);
    let look = |record: &Record| waiting.extend(pending(scope.register, &gates, principal, record));
    // A filter over declared states fits its own kind.
    let _ = matching(scope, &query, look);
}

/// A record of the reader that others changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record.
    pub record: Arc<Record>,
    /// Entries by others since the mark.
    pub entries: usize,
    /// When the newest of them was recorded, milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who, each once.
    pub by: Vec<Actor>,
}

/// An inbox with what only the ledger knows.
pub struct Opened {
    /// The state it was read from.
    pub view: Arc<View>,
    /// What waits.
    pub inbox: Inbox,
    /// Records of the reader that others changed since the mark, newest first.
    pub changed: Vec<Changed>,
    /// How far the reader has read; 0 when nothing was ever marked as read.
    pub read: u64,
}

/// Opens the inbox of whoever acts.
///
/// # Errors
/// When the ledger or the server database cannot be read.
pub fn open(ctx: &Ctx, operational: &dyn Operational, account: &AccountId) -> Result<Opened, AppError> {
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let principal = ctx.principal();
    let read = operational.read_mark(account, ctx.workspace.name())?;
    let scope = Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: ctx.workspace.today(),
    };
    let inbox = inbox(&scope, &principal, read);
    let changed = changed(ctx, &scope, &principal, read)?;
    Ok(Opened {
        inbox,
        changed,
        read,
        view,
    })
}

fn changed(ctx: &Ctx, scope: &Scope<'_>, principal: &Principal, read: u64) -> Result<Vec<Changed>, AppError> {
    let person = principal.person(scope.register);
    let mut records = person.map(|person| own(scope, person)).unwrap_or_default();
    records.retain(|record| record.last_index >= read);
    records.sort_by_key(|record| std::cmp::Reverse(record.last_index));
    records.truncate(CHANGED_MAX);
    let mut found = Vec::new();
    for record in records {
        let id = record.id.show(scope.register.kinds());
        let entries = ctx.workspace.store().subject_entries(&id)?;
        let newer = entries
            .iter()
            .filter(|entry| entry.index >= read && entry.index < scope.register.size());
        let others: Vec<(i64, Actor)> = newer
            .filter_map(|entry| Envelope::parse(&entry.leaf).ok())
            .filter_map(|envelope| Some((envelope.at, Actor::parse(&envelope.actor)?)))
            .filter(|(_, actor)| *actor != principal.actor)
            .collect();
        if let Some((at, _)) = others.last() {
            let by: BTreeSet<Actor> = others.iter().map(|(_, actor)| *actor).collect();
            found.push(Changed {
                entries: others.len(),
                at: *at,
                by: by.into_iter().collect(),
                record,
            });
        }
    }
    Ok(found)
}

/// Marks everything up to a size of the ledger as read; a size beyond its end is its end.
///
/// # Errors
/// When the server database cannot be written.
pub fn mark_read(
    ctx: &Ctx,
    operational: &dyn Operational,
    account: &AccountId,
    size: u64,
) -> Result<(), AppError> {
    let size = size.min(ctx.view().register.size());
    Ok(operational.set_read_mark(account, ctx.workspace.name(), size)?)
}

/// What a remark says; `None` when its content was erased.
///
/// # Errors
/// When the ledger cannot be read.
pub fn remark(ctx: &Ctx, index: u64) -> Result<Option<String>, AppError> {
    let entry = ctx
        .workspace
        .store()
        .entries(index..index + 1)?
        .into_iter()
        .next();
    let patch = entry
        .and_then(|entry| entry.content)
        .and_then(|content| serde_json::from_slice::<probity_core::patch::Patch>(&content.payload).ok());
    Ok(patch.and_then(|patch| patch.comment))
}
