//! The three decisions on a candidate: it is this record, it is registered as new, it is dismissed.
//! Each is one batch: the candidate and what it leads to change together or not at all.

use std::collections::BTreeMap;

use probity_core::completeness::{Reader, Wanted, matching::OUTSIDE_SOURCE};
use probity_core::ids::Actor;
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::rules::rights::{Permission, Target, authorize};
use probity_core::rules::{Command, Refusal};
use probity_core::value::Value;
use serde_json::{Value as Json, json};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::{Done, View};

/// Candidates that one decision can be about.
pub const TOGETHER_MAX: usize = 500;

/// Why something is no business of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// `not_ai`, `forbidden` or `out_of_scope`.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// For what is forbidden: what was done to stop it.
    pub stopped_by: String,
}

/// What a new record is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// What it is called.
    pub name: String,
    /// What the system is; empty makes no system.
    pub description: String,
    /// A system that is there already, in place of a new one.
    pub system: Option<String>,
    /// Whether a system is made.
    pub with_system: bool,
    /// Whether a use case is made.
    pub with_use_case: bool,
    /// What it is used for.
    pub purpose: String,
    /// The unit, `UNT-2`.
    pub unit: Option<String>,
    /// Who answers for it, `PER-3`.
    pub owner: Option<String>,
    /// A vendor that is there, by id, or a name that makes a new one.
    pub vendor: Option<String>,
    /// `requested`, `trial` or `in_use`.
    pub stage: String,
    /// Why, in the candidate's decision.
    pub reason: String,
}

/// A candidate is a record that is there. The record remembers the service, so that the next export
/// finds it by itself; who may not change the record leaves it as it is.
///
/// # Errors
/// What the rules refuse; [`AppError::Invalid`] for a target that is no system or use case.
pub fn known(
    ctx: &Ctx,
    id: &str,
    revision: Option<u32>,
    target: &str,
    reason: &str,
) -> Result<Done, AppError> {
    let work = Deciding::new(ctx)?;
    let candidate = work.candidate(id)?;
    let found = work.record(target)?;
    let register = &work.view.register;
    if !matches!(register.decl(found.id).name, "system" | "use_case") {
        return Err(invalid(
            "target",
            format!("`{target}` is no AI system and no use case: choose one of those"),
        ));
    }
    let target = found.id.show(register.kinds());
    let reason = match reason.trim() {
        "" => format!("It is {target}, which is registered."),
        reason => reason.to_owned(),
    };
    let mut patch = work.decided(&candidate, "known", &reason)?;
    patch.link.insert("became".to_owned(), vec![target.clone()]);
    let mut items = vec![work.step(&candidate, revision, patch)];
    items.extend(work.remember(&candidate, &found));
    ctx.submit(Command::Batch(items))
}

/// Dismisses one or several with one reason.
///
/// # Errors
/// What the rules refuse, for all of them; [`AppError::Invalid`] without a reason.
pub fn dismiss(ctx: &Ctx, ids: &[(String, Option<u32>)], dismissal: &Dismissal) -> Result<Done, AppError> {
    let Dismissal {
        decision,
        reason,
        stopped_by,
    } = dismissal;
    if !matches!(decision.as_str(), "not_ai" | "forbidden" | "out_of_scope") {
        return Err(invalid(
            "decision",
            "choose why it is dismissed: not AI, forbidden, or out of scope".to_owned(),
        ));
    }
    if reason.trim().is_empty() {
        return Err(invalid(
            "decision_reason",
            "a reason is needed before it can be dismissed".to_owned(),
        ));
    }
    if decision == "forbidden" && stopped_by.trim().is_empty() {
        return Err(invalid(
            "stopped_by",
            "say what was done to stop it: what is forbidden and goes on is not dismissed".to_owned(),
        ));
    }
    if ids.is_empty() || ids.len() > TOGETHER_MAX {
        return Err(AppError::Invalid(format!(
            "choose between 1 and {TOGETHER_MAX} candidates"
        )));
    }
    let work = Deciding::new(ctx)?;
    let mut items = Vec::with_capacity(ids.len());
    for (id, revision) in ids {
        let candidate = work.candidate(id)?;
        let mut patch = work.decided(&candidate, decision, reason.trim())?;
        if decision == "forbidden" {
            patch = patch.with("stopped_by", stopped_by.trim());
        }
        items.push(work.step(&candidate, *revision, patch));
    }
    ctx.submit(Command::Batch(items))
}

/// Registers it: a system, a use case or both, with the vendor if it is new, and the candidate decided.
///
/// # Errors
/// What the rules refuse; [`AppError::Invalid`] for a form that makes nothing.
pub fn register(ctx: &Ctx, id: &str, revision: Option<u32>, new: &Registration) -> Result<Done, AppError> {
    let work = Deciding::new(ctx)?;
    let candidate = work.candidate(id)?;
    let name = new.name.trim();
    if name.is_empty() {
        return Err(invalid(
            "name",
            "a name is needed: what people call it".to_owned(),
        ));
    }
    if !new.with_system && !new.with_use_case {
        return Err(invalid(
            "what",
            "choose what is registered: the system, its use, or both".to_owned(),
        ));
    }
    let mut items = Vec::new();
    let vendor = work.vendor(new, &mut items)?;
    let mut became = Vec::new();
    let mut system = new.system.clone().filter(|system| !system.trim().is_empty());
    if new.with_system {
        items.push(work.new_system(&candidate, new, vendor));
        let made = format!("new:{}", items.len() - 1);
        became.push(made.clone());
        system = Some(made);
    }
    if new.with_use_case {
        items.push(new_use_case(&work, &candidate, new, system.as_deref()));
        became.push(format!("new:{}", items.len() - 1));
    }
    let reason = match new.reason.trim() {
        "" => "It was not registered, and now is.".to_owned(),
        reason => reason.to_owned(),
    };
    let mut patch = work.decided(&candidate, "request", &reason)?;
    patch.link.insert("became".to_owned(), became);
    items.push(work.step(&candidate, revision, patch));
    ctx.submit(Command::Batch(items))
}

/// Who decides, and on what.
struct Deciding<'a> {
    ctx: &'a Ctx,
    view: std::sync::Arc<View>,
    by: String,
    today: String,
}

impl<'a> Deciding<'a> {
    fn new(ctx: &'a Ctx) -> Result<Self, AppError> {
        let Actor::Person(_) = ctx.actor else {
            return Err(AppError::Invalid(
                "a decision is somebody's: decide as a person of this workspace".to_owned(),
            ));
        };
        Ok(Self {
            ctx,
            view: ctx.view(),
            by: ctx.actor.to_string(),
            today: ctx.workspace.today().to_string(),
        })
    }

    fn record(&self, id: &str) -> Result<Record, AppError> {
        let visibility = self.ctx.visibility(&self.view);
        let found = self
            .view
            .register
            .find(id)
            .filter(|record| visibility.sees(&self.view.register, record));
        found
            .map(|record| Record::clone(record))
            .ok_or_else(|| AppError::Refused(Refusal::missing(id)))
    }

    fn candidate(&self, id: &str) -> Result<Record, AppError> {
        let record = self.record(id)?;
        match self.view.register.decl(record.id).name {
            "candidate" => Ok(record),
            _ => Err(AppError::Refused(Refusal::missing(id))),
        }
    }

    /// What every decision sets. A former one is replaced whole.
    fn decided(&self, candidate: &Record, decision: &str, reason: &str) -> Result<Patch, AppError> {
        let visibility = self.ctx.visibility(&self.view);
        let reader = Reader {
            register: &self.view.register,
            visibility: &visibility,
        };
        if reader.state(candidate) == "decided" {
            let id = candidate.id.show(self.view.register.kinds());
            let words = format!("`{id}` is decided already: reopen it first if it has to be decided anew");
            return Err(AppError::Refused(Refusal::not_now(words)));
        }
        let mut patch = Patch::set_one("decision", decision)
            .with("decision_reason", reason)
            .with("decided_by", self.by.as_str())
            .with("decided_on", self.today.as_str());
        if let Some(people) = reader.number(candidate, "people") {
            patch = patch.with("people_at_decision", people);
        }
        patch.unset = vec!["returned_on".to_owned(), "returned_because".to_owned()];
        if decision != "forbidden" {
            patch.unset.push("stopped_by".to_owned());
        }
        Ok(patch)
    }

    fn step(&self, candidate: &Record, revision: Option<u32>, patch: Patch) -> Command {
        Command::Move {
            id: candidate.id.show(self.view.register.kinds()),
            expected_revision: revision.or(Some(candidate.revision)),
            to: "decided".to_owned(),
            patch,
            as_fact: false,
        }
    }

    /// The id by which the next export finds this record, where it has none yet.
    fn remember(&self, candidate: &Record, target: &Record) -> Option<Command> {
        let register = &self.view.register;
        let key = Wanted::of(register, candidate).key;
        let held: Vec<(String, String)> = match register.value(target, "outside_ids") {
            Some(Value::OutsideIds(ids)) => ids
                .iter()
                .map(|id| (id.source.to_string(), id.id.to_string()))
                .collect(),
            _ => Vec::new(),
        };
        let own = (OUTSIDE_SOURCE.to_owned(), key);
        let may = authorize(
            register,
            &self.ctx.principal(),
            Permission::Edit,
            Target::Record(target),
        )
        .is_ok();
        if held.contains(&own) || !may {
            return None;
        }
        let ids: Json = held
            .into_iter()
            .chain([own])
            .map(|(source, id)| json!({ "source": source, "id": id }))
            .collect();
        Some(Command::Revise {
            id: target.id.show(register.kinds()),
            expected_revision: None,
            patch: Patch::set_one("outside_ids", ids),
            materiality: None,
        })
    }

    /// The vendor of a new system: one that is there, or a new one.
    fn vendor(&self, new: &Registration, items: &mut Vec<Command>) -> Result<Option<String>, AppError> {
        let Some(vendor) = new
            .vendor
            .as_deref()
            .map(str::trim)
            .filter(|vendor| !vendor.is_empty())
        else {
            return Ok(None);
        };
        let kinds = self.view.register.kinds();
        if probity_core::RecordId::parse(kinds, vendor).is_some_and(|id| kinds.decl(id.kind).name == "vendor")
        {
            return Ok(Some(self.record(vendor)?.id.show(kinds)));
        }
        if !new.with_system {
            return Ok(None);
        }
        items.push(Command::Create {
            kind: "vendor".to_owned(),
            patch: Patch::set_one("name", vendor),
        });
        Ok(Some(format!("new:{}", items.len() - 1)))
    }

    fn new_system(&self, candidate: &Record, new: &Registration, vendor: Option<String>) -> Command {
        let key = Wanted::of(&self.view.register, candidate).key;
        let mut patch = Patch::set_one("name", new.name.trim())
            .with("outside_ids", json!([{ "source": OUTSIDE_SOURCE, "id": key }]));
        let description = new.description.trim();
        if !description.is_empty() {
            patch = patch.with("description", description);
        }
        if let Some(vendor) = vendor {
            patch = patch.with("vendors", json!([vendor])).with("origin", "bought");
        }
        let stages = BTreeMap::from([("trial", "pilot"), ("in_use", "in_operation")]);
        let state = stages.get(new.stage.as_str()).unwrap_or(&"design");
        Command::Create {
            kind: "system".to_owned(),
            patch: Patch {
                state: Some((*state).to_owned()),
                ..placed(patch, new)
            },
        }
    }
}

fn new_use_case(
    work: &Deciding<'_>,
    candidate: &Record,
    new: &Registration,
    system: Option<&str>,
) -> Command {
    let mut patch = Patch::set_one("name", new.name.trim()).with("requested_on", work.today.as_str());
    let purpose = new.purpose.trim();
    if !purpose.is_empty() {
        patch = patch.with("intended_purpose", purpose);
    }
    if let Some(system) = system {
        patch = patch.with("systems", json!([system]));
    }
    let register = &work.view.register;
    if let (Some(Value::Date(first)), "in_use" | "trial") =
        (register.value(candidate, "first_seen"), new.stage.as_str())
    {
        patch = patch.with("in_use_since", first.to_string());
    }
    let state = match new.stage.as_str() {
        stage @ ("trial" | "in_use") => stage,
        _ => "requested",
    };
    Command::Create {
        kind: "use_case".to_owned(),
        patch: Patch {
            state: Some(state.to_owned()),
            ..placed(patch, new)
        },
    }
}

/// Whose it is and where it belongs.
fn placed(mut patch: Patch, new: &Registration) -> Patch {
    for (field, value) in [("unit", &new.unit), ("owner", &new.owner)] {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            patch = patch.with(field, value);
        }
    }
    patch
}

pub(super) fn invalid(field: &str, message: String) -> AppError {
    let mut refusal = Refusal::invalid(message);
    refusal.field = Some(field.to_owned());
    AppError::Refused(refusal)
}
