//! `decide`: from a command to the entries that carry it out, or a refusal. Pure.
//!
//! A command yields one batch. Each item is decided on a private overlay that already holds the
//! items before it, so row 9 sees row 3. Ids are given here: highest ever plus one.

use serde_json::Value as Json;

use super::command::{Command, Materiality};
use super::refusal::{Refusal, RefusalKind};
use super::rights::{Authorized, Permission, Principal, Target, authorize};
use super::{checks, fields, mentions, special};
use crate::envelope::{BatchPlace, Envelope, FORMAT, Verb};
use crate::ids::{KindId, RecordId};
use crate::kind::Transition;
use crate::patch::{PAYLOAD_MAX_BYTES, Patch};
use crate::record::Record;
use crate::register::{FoldStep, Register, Visibility};

/// Who asks and when: everything `decide` knows beside the register.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Who acts, with what they hold.
    pub principal: &'a Principal,
    /// Time of recording, milliseconds since 1970-01-01 UTC, not before the register's newest entry.
    pub now: i64,
    /// The day in the workspace's zone.
    pub today: jiff::civil::Date,
}

/// One entry before it is sealed with a salt.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it does.
    pub verb: Verb,
    /// The record.
    pub subject: RecordId,
    /// The revision it makes.
    pub revision: u32,
    /// Whether it is material.
    pub material: bool,
    /// What it says.
    pub patch: Patch,
}

/// What a command turns into.
#[derive(Debug)]
pub struct Decision {
    /// The entries of the batch, in order.
    pub drafts: Vec<Draft>,
    /// The register as it will be once the batch is durable.
    pub register: Register,
    /// The record each item of the command speaks of, in order (one for a single command).
    pub subjects: Vec<RecordId>,
    /// What was recorded although the rules would not have asked for it so.
    pub warnings: Vec<String>,
    /// Entries whose content is removed with this batch.
    pub erase: Vec<u64>,
}

impl Decision {
    /// The envelope of a draft, given its place and the commitment to its payload.
    pub fn envelope(&self, place: usize, batch: &str, actor: &str, at: i64, content: String) -> Envelope {
        let draft = &self.drafts[place];
        let kinds = self.register.kinds();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Envelope {
            actor: actor.to_owned(),
            at,
            batch: BatchPlace {
                id: batch.to_owned(),
                place: number(place),
                count: number(self.drafts.len()),
            },
            content,
            material: draft.material,
            revision: draft.revision,
            schema: kinds.decl(draft.subject.kind).schema_tag(),
            subject: draft.subject.show(kinds),
            v: FORMAT,
            verb: draft.verb,
        }
    }
}

/// Decides a command on a register.
pub fn decide(register: &Register, context: &Context<'_>, command: &Command) -> Result<Decision, Refusal> {
    let mut work = Work::new(register, context);
    match command {
        Command::Batch(items) => {
            for (place, item) in items.iter().enumerate() {
                work.item(item).map_err(|refusal| refusal.at_item(place))?;
            }
        }
        single => work.item(single)?,
    }
    special::restored_links_hold(&work)?;
    Ok(work.into_decision())
}

/// The overlay and what was drafted on it so far.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) register: Register,
    pub(super) warnings: Vec<String>,
    pub(super) erase: Vec<u64>,
    /// Records made by [`Command::Restore`], whose links are checked once all of them are there.
    pub(super) restored: Vec<RecordId>,
    drafts: Vec<Draft>,
    subjects: Vec<RecordId>,
}

impl<'a> Work<'a> {
    fn new(register: &Register, context: &'a Context<'a>) -> Self {
        Self {
            context,
            register: register.clone(),
            warnings: Vec::new(),
            erase: Vec::new(),
            restored: Vec::new(),
            drafts: Vec::new(),
            subjects: Vec::new(),
        }
    }

    fn into_decision(self) -> Decision {
        Decision {
            drafts: self.drafts,
            register: self.register,
            subjects: self.subjects,
            warnings: self.warnings,
            erase: self.erase,
        }
    }

    fn item(&mut self, command: &Command) -> Result<(), Refusal> {
        let subject = match command {
            Command::Create { kind, patch } => self.create(kind, patch)?,
            Command::Revise {
                id,
                expected_revision,
                patch,
                materiality,
            } => {
                let record = self.expect(id, *expected_revision)?;
                let proof = self.allow(checks::permission_to_change(&self.register, &record), &record)?;
                self.revise(&proof, &record, patch, materiality.as_ref())?;
                record.id
            }
            Command::Move {
                id,
                expected_revision,
                to,
                patch,
                as_fact,
            } => {
                let record = self.expect(id, *expected_revision)?;
                self.change_state(&record, to, patch, *as_fact)?;
                record.id
            }
            Command::Archive { id, archived, reason } => {
                let record = self.expect(id, None)?;
                let proof = self.allow(checks::permission_to_archive(&self.register, &record), &record)?;
                self.archive(&proof, &record, *archived, reason.clone())?;
                record.id
            }
            Command::Comment { id, text } => {
                let record = self.expect(id, None)?;
                let proof = self.allow(Permission::View, &record)?;
                self.comment(&proof, &record, text)?;
                record.id
            }
            Command::Merge { keep, absorb } => special::merge(self, keep, absorb)?,
            Command::Erase {
                id,
                fields,
                entries,
                reason,
            } => special::erase(self, id, fields, entries, reason)?,
            Command::Restore { id, patch } => special::restore(self, id, patch)?,
            Command::Batch(_) => return Err(Refusal::invalid("a batch cannot hold another batch")),
        };
        self.subjects.push(subject);
        Ok(())
    }

    /// A record the principal sees, at the revision they saw.
    pub(super) fn expect(&self, id: &str, revision: Option<u32>) -> Result<Record, Refusal> {
        let id = self.resolve(id);
        let record = self.register.find(&id).ok_or_else(|| Refusal::missing(&id))?;
        if !Visibility::of(&self.register, self.context.principal).sees(&self.register, record) {
            return Err(Refusal::missing(&id));
        }
        match revision {
            Some(expected) if expected != record.revision => {
                Err(Refusal::conflict(&id, expected, record.revision))
            }
            _ => Ok(Record::clone(record)),
        }
    }

    pub(super) fn allow(&self, permission: Permission, record: &Record) -> Result<Authorized, Refusal> {
        authorize(
            &self.register,
            self.context.principal,
            permission,
            Target::Record(record),
        )
        .map_err(|denied| Refusal::denied(&denied, Some(&record.id.show(self.register.kinds()))))
    }

    fn create(&mut self, kind: &str, patch: &Patch) -> Result<RecordId, Refusal> {
        let kinds = self.register.kinds();
        let kind_id = kinds
            .by_name(kind)
            .ok_or_else(|| Refusal::invalid(format!("there is no kind of record called `{kind}`")))?;
        let id = RecordId {
            kind: kind_id,
            number: self.register.next_number(kind_id),
        };
        let patch = self.resolve_patch(kind_id, patch);
        let unit = patch
            .set
            .get("unit")
            .and_then(Json::as_str)
            .and_then(|unit| RecordId::parse(kinds, unit));
        let permission = checks::permission_to_create(kinds.decl(kind_id));
        let proof = authorize(
            &self.register,
            self.context.principal,
            permission,
            Target::NewIn(unit),
        )
        .map_err(|denied| Refusal::denied(&denied, None))?;
        let patch = fields::checked_patch(self, id, None, patch)?;
        self.allow_access_fields(id, &patch)?;
        checks::title_is_given(&self.register, id, &patch)?;
        checks::kind_rules(&self.register, id, &patch)?;
        if let Some(code) = &patch.state {
            checks::known_state(&self.register, id, code)?;
        }
        self.push(&proof, Verb::Create, id, true, patch)?;
        Ok(id)
    }

    pub(super) fn revise(
        &mut self,
        proof: &Authorized,
        record: &Record,
        patch: &Patch,
        materiality: Option<&Materiality>,
    ) -> Result<(), Refusal> {
        let patch = self.resolve_patch(record.id.kind, patch);
        if patch.state.is_some() || patch.archived.is_some() {
            return Err(Refusal::invalid(
                "a change of fields cannot change the state: move or archive the record",
            ));
        }
        let patch = fields::checked_patch(self, record.id, Some(record), patch)?;
        checks::title_stays(&self.register, record.id, &patch)?;
        if patch.changes_nothing() {
            return Ok(());
        }
        self.allow_access_fields(record.id, &patch)?;
        checks::kind_rules_on_change(&self.register, record.id, &patch)?;
        let marked = checks::touches_material(&self.register, record.id, &patch);
        let (material, reason) = match materiality {
            Some(Materiality::Material) => (true, None),
            Some(Materiality::Editorial(reason)) if marked && reason.trim().is_empty() => {
                return Err(Refusal::invalid(
                    "this changes a field on which approvals rest: say why it is only editorial, or save it as material",
                )
                .of(&record.id.show(self.register.kinds())));
            }
            Some(Materiality::Editorial(reason)) => (
                false,
                Some(reason.clone()).filter(|reason| !reason.trim().is_empty()),
            ),
            None => (marked, None),
        };
        let mut patch = patch;
        patch.reason = patch.reason.or(reason);
        self.push(proof, Verb::Revise, record.id, material, patch)
    }

    fn change_state(
        &mut self,
        record: &Record,
        to: &str,
        patch: &Patch,
        as_fact: bool,
    ) -> Result<(), Refusal> {
        let id = record.id.show(self.register.kinds());
        let patch = self.resolve_patch(record.id.kind, patch);
        let mut patch = fields::checked_patch(self, record.id, Some(record), patch)?;
        let target = checks::known_state(&self.register, record.id, to)?;
        if target == record.state {
            return if patch.changes_nothing() {
                Ok(())
            } else {
                Err(Refusal::not_now(format!("`{id}` is in this state already")))
            };
        }
        let transition = match (checks::transition(self, record, to, &patch), as_fact) {
            (Ok(transition), _) => Some(transition),
            (Err(refusal), true) => {
                self.warnings
                    .push(format!("recorded as a fact, although {}", refusal.message));
                None
            }
            (Err(refusal), false) => return Err(refusal),
        };
        let proof = self.allow_move(record, transition, &patch)?;
        patch.state = Some(to.to_owned());
        self.push(&proof, Verb::Move, record.id, true, patch)
    }

    /// Who makes a move may fill what the move asks for; other fields need the right to change them,
    /// and records on which somebody's rights rest need the right to grant roles.
    fn allow_move(
        &self,
        record: &Record,
        transition: Option<&Transition>,
        patch: &Patch,
    ) -> Result<Authorized, Refusal> {
        let change = checks::permission_to_move(&self.register, record);
        let asked = transition.map_or(&[][..], |transition| transition.requires);
        if change != Permission::Edit || patch.touched().any(|name| !asked.contains(&name)) {
            let _ = self.allow(change, record)?;
        }
        self.allow_access_fields(record.id, patch)?;
        self.allow(
            transition.map_or(Permission::Edit, |transition| transition.permission),
            record,
        )
    }

    /// A field that says who somebody is to this server needs the right to grant roles.
    fn allow_access_fields(&self, id: RecordId, patch: &Patch) -> Result<(), Refusal> {
        if !checks::touches_access(&self.register, id, patch) {
            return Ok(());
        }
        authorize(
            &self.register,
            self.context.principal,
            Permission::ManageAccess,
            Target::Workspace,
        )
        .map(drop)
        .map_err(|denied| Refusal::denied(&denied, None))
    }

    pub(super) fn archive(
        &mut self,
        proof: &Authorized,
        record: &Record,
        archived: bool,
        reason: Option<String>,
    ) -> Result<(), Refusal> {
        if record.archived == archived {
            return Ok(());
        }
        let patch = Patch {
            archived: Some(archived),
            reason,
            ..Patch::default()
        };
        self.push(proof, Verb::Archive, record.id, false, patch)
    }

    pub(super) fn comment(&mut self, proof: &Authorized, record: &Record, text: &str) -> Result<(), Refusal> {
        let text = text.trim();
        if text.is_empty() || text.len() > crate::value::LONG_TEXT_MAX_BYTES {
            return Err(
                Refusal::invalid("a comment holds between one character and 32 KiB of text")
                    .in_field("comment"),
            );
        }
        let visibility = Visibility::of(&self.register, self.context.principal);
        let kinds = self.register.kinds();
        let patch = Patch {
            comment: Some(text.to_owned()),
            mentions: mentions::mentioned(&self.register, &visibility, text)
                .into_iter()
                .map(|id| id.show(kinds))
                .collect(),
            ..Patch::default()
        };
        self.push(proof, Verb::Comment, record.id, false, patch)
    }

    /// Drafts an entry and folds it into the overlay by the same code that folds stored entries.
    ///
    /// The proof is asked for so that nothing can be drafted without [`authorize`].
    pub(super) fn push(
        &mut self,
        proof: &Authorized,
        verb: Verb,
        subject: RecordId,
        material: bool,
        patch: Patch,
    ) -> Result<(), Refusal> {
        let size = patch.to_bytes().len();
        if size > PAYLOAD_MAX_BYTES {
            return Err(Refusal::invalid(format!(
                "{size} bytes in one change: at most {PAYLOAD_MAX_BYTES} fit; keep large texts as files"
            )));
        }
        let revision = self.register.get(subject).map_or(1, |record| record.revision + 1);
        let step = FoldStep {
            index: self.register.size(),
            actor: proof.actor(),
            at: self.context.now.max(self.register.at()),
            verb,
            subject,
            material,
            patch: Some(patch),
        };
        self.register
            .apply_step(&step)
            .map_err(|error| Refusal::new(RefusalKind::Invalid, error.to_string()))?;
        let patch = step.patch.unwrap_or_default();
        self.drafts.push(Draft {
            verb,
            subject,
            revision,
            material,
            patch,
        });
        Ok(())
    }

    /// `new:3` to the id that item 3 of this batch was given.
    pub(super) fn resolve(&self, text: &str) -> String {
        text.strip_prefix("new:")
            .and_then(|place| self.subjects.get(place.parse::<usize>().ok()?))
            .map_or_else(|| text.to_owned(), |id| id.show(self.register.kinds()))
    }

    /// References to records that this batch makes become their ids; text stays as it is.
    fn resolve_patch(&self, kind: KindId, patch: &Patch) -> Patch {
        let mut patch = patch.clone();
        let decl = self.register.kinds().decl(kind);
        let points = |name: &str| {
            decl.field(name)
                .is_some_and(|(_, field)| !field.targets().is_empty())
        };
        for (_, json) in patch.set.iter_mut().filter(|(name, _)| points(name)) {
            match json {
                Json::String(text) => *text = self.resolve(text),
                Json::Array(items) => {
                    for item in items {
                        if let Json::String(text) = item {
                            *text = self.resolve(text);
                        }
                    }
                }
                _ => {}
            }
        }
        for ids in patch.link.values_mut().chain(patch.unlink.values_mut()) {
            for id in ids {
                *id = self.resolve(id);
            }
        }
        patch
    }
}
