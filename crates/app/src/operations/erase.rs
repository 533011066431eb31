//! Content about somebody removed for good, on request.
//!
//! The entries stay in the tree and every proof stays valid; payload and salt go, from the ledger, its
//! log and its snapshots, from drafts, staged imports, mappings and views, and with the files that
//! nothing else holds. What an erasure cannot reach is listed: other records that mention the same
//! words, files that are still held, and files that left the house before.

mod needles;
mod replay;
mod scan;
mod traces;

use probity_core::ids::RecordId;
use probity_core::kind::FieldType;
use probity_core::record::Record;
use probity_core::register::Register;
use probity_core::rules::rights::Permission;
use probity_core::rules::{Command, Context, decide};
use serde::Serialize;

use super::workspace_export::origin;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::Operational;
use crate::ports::operational::{KeptEntry, KeptErasure};
use crate::workspace::Done;
use needles::Needles;
use scan::{Scan, Which, or_an_empty_one};

pub use replay::{Again, Replay, replay, replay_at_opening, still_there};
pub use traces::Traces;

/// What is to be erased.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    /// The record.
    pub id: String,
    /// The fields that go. Empty for what speaks of a person: fields marked personal, and on a person's
    /// own record every text, custom fields included.
    pub fields: Vec<String>,
    /// Why: the request or the rule that it answers.
    pub reason: String,
    /// Also take these words out of every other record that holds them. A field with such a word goes
    /// as a whole.
    pub everywhere: Vec<String>,
}

/// What was erased, and what an erasure cannot reach.
#[derive(Clone, Debug, Serialize)]
pub struct Erased {
    /// The record.
    pub id: String,
    /// Entries that lost their content, of this and of other records.
    pub entries: u64,
    /// Other records that lost content with it.
    pub others: Vec<String>,
    /// What was removed beside the ledger.
    pub traces: Traces,
    /// Files that were removed, by hash.
    pub files: Vec<String>,
    /// Records that still hold the same words, newest state or history: look at them.
    pub mentions: Vec<String>,
    /// Files that hold the same words and that records still hold, by hash.
    pub files_with_mentions: Vec<String>,
    /// Exports and backups that left before; this erasure does not touch them.
    pub issued: Vec<Issued>,
    /// What could not be finished; empty when all is done.
    pub unfinished: Vec<String>,
    /// What the person who erases must know.
    pub notice: &'static str,
}

/// A file that left the house before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issued {
    /// When.
    pub at: String,
    /// What it was.
    pub kind: &'static str,
    /// What it was called.
    pub name: String,
}

const NOTICE: &str = "files that left this server before (exports, backups, proofs with content) are not touched: \
                      delete or replace those you still hold, and ask those who received them. \
                      A backup that is restored brings the content back until the list of erasures is replayed: \
                      keep a copy of `erasures.ndjson` of the data folder, apart from the backups";

/// Erases. Needs the right to erase, which administrators alone have.
pub fn erase(ctx: &Ctx, operational: &dyn Operational, erasure: &Erasure) -> Result<Erased, AppError> {
    let _allowed = ctx.authorize(Permission::Erase)?;
    let view = ctx.view();
    let register = &view.register;
    let record = register
        .find(&erasure.id)
        .ok_or_else(|| AppError::Missing(format!("there is no record `{}`", erasure.id)))?;
    let id = record.id.show(register.kinds());
    let fields = fields_that_go(register, record, &erasure.fields)?;
    let words = scan::words(ctx, register, record.id, &fields)?;
    let (about, everywhere) = (Needles::of(&words), Needles::of(&erasure.everywhere));
    let scan = Scan::of(ctx, register, record.id, &about, Which::Holding(&everywhere))?;
    let command = Command::Batch(commands(register, record, &fields, erasure, &scan));
    would_be_done(ctx, register, &command)?;
    if about.stand_in(erasure.reason.as_bytes()) || everywhere.stand_in(erasure.reason.as_bytes()) {
        return Err(AppError::Invalid(
            "the reason holds words that are to be erased, and it stays: give it without them".to_owned(),
        ));
    }
    let kept = KeptErasure {
        id: random_id()?,
        origin: origin(ctx.workspace.verifier_key()),
        at: ctx.workspace.now(),
        reason: erasure.reason.trim().to_owned(),
        records: scan.kept(register, record.id, &fields),
    };
    operational.keep_erasure(&kept)?;
    let all_words: Vec<String> = words.iter().chain(&erasure.everywhere).cloned().collect();
    let gone = match carry_out(ctx, operational, &id, command, &scan, &Needles::of(&all_words)) {
        Ok(gone) => gone,
        Err(error) => {
            withdraw(ctx, operational, &kept);
            return Err(error);
        }
    };
    Ok(Erased {
        entries: scan.erased_entries(),
        others: others(register, record.id, &gone.done),
        id,
        traces: gone.traces,
        files: gone.files,
        mentions: scan.mentions(register, &gone.done),
        files_with_mentions: gone.files_with_mentions,
        issued: issued(ctx, operational)?,
        unfinished: gone.unfinished,
        notice: NOTICE,
    })
}

/// What an erasure did.
struct Gone {
    done: Done,
    traces: Traces,
    files: Vec<String>,
    files_with_mentions: Vec<String>,
    unfinished: Vec<String>,
}

/// Removes what holds the words beside the ledger, then the content in the ledger, then files.
fn carry_out(
    ctx: &Ctx,
    operational: &dyn Operational,
    id: &str,
    command: Command,
    scan: &Scan<'_>,
    searched: &Needles,
) -> Result<Gone, AppError> {
    // Before the ledger: afterwards nobody knows the words any more that are searched for.
    let (traces, staged) = traces::remove(ctx, operational, id, searched)?;
    let done = ctx.submit(command)?;
    let mut unfinished = Vec::new();
    let (files, files_with_mentions) = scan::remove_files(ctx, scan, &staged, searched, &mut unfinished);
    if let Err(error) = ctx.workspace.store().scrub() {
        unfinished.push(format!(
            "the ledger's log still holds the content until it is written over: {error}; restart to finish"
        ));
    }
    if let Err(error) = operational.scrub() {
        unfinished.push(format!("the server database's log still holds the content until it is written over: {error}; restart to finish"));
    }
    Ok(Gone {
        done,
        traces,
        files,
        files_with_mentions,
        unfinished,
    })
}

/// An erasure that was not carried out is not carried out later either. One whose content is gone in
/// spite of the error stays on the list.
fn withdraw(ctx: &Ctx, operational: &dyn Operational, kept: &KeptErasure) {
    let is_there = replay::left(ctx.workspace.store(), kept).map(|left| !left.is_empty());
    let withdrawn = match is_there {
        Ok(true) => operational.withdraw_erasure(&kept.id).map_err(AppError::from),
        Ok(false) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = withdrawn {
        let id = &kept.id;
        tracing::error!(%error, id, "an erasure that failed stays on the list of erasures and is carried out at the next start");
    }
}

fn random_id() -> Result<String, AppError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        AppError::Internal(format!("the operating system gives no random bytes: {error}"))
    })?;
    Ok(probity_core::envelope::hex(&bytes))
}

/// Refuses here what the rules would refuse, before anything is removed beside the ledger.
fn would_be_done(ctx: &Ctx, register: &Register, command: &Command) -> Result<(), AppError> {
    if let Some(reason) = ctx.workspace.read_only() {
        return Err(AppError::ReadOnly(reason.to_owned()));
    }
    let principal = ctx.principal();
    let context = Context {
        principal: &principal,
        now: register.at(),
        today: ctx.workspace.today(),
    };
    decide(register, &context, command)?;
    Ok(())
}

fn issued(ctx: &Ctx, operational: &dyn Operational) -> Result<Vec<Issued>, AppError> {
    let files = operational.issued_files(ctx.workspace.name())?;
    Ok(files
        .into_iter()
        .map(|file| Issued {
            at: file.at.to_string(),
            kind: file.kind.as_str(),
            name: file.name,
        })
        .collect())
}

fn others(register: &Register, erased: RecordId, done: &Done) -> Vec<String> {
    done.subjects
        .iter()
        .filter(|subject| **subject != erased)
        .map(|subject| subject.show(register.kinds()))
        .collect()
}

/// The fields by the names that entries carry.
fn fields_that_go(register: &Register, record: &Record, named: &[String]) -> Result<Vec<String>, AppError> {
    let decl = register.decl(record.id);
    if !named.is_empty() {
        let find = |name: &String| {
            let field = register.field(record.id.kind, name);
            field
                .map(|field| field.name)
                .ok_or_else(|| AppError::Invalid(format!("{} records have no field `{name}`", decl.singular)))
        };
        return named.iter().map(find).collect();
    }
    let is_person = decl.name == "person";
    let speaks_of_a_person = |field: &probity_core::register::FieldView| {
        let personal = field.decl.is_some_and(|decl| decl.marks.personal);
        personal || (is_person && is_free(field.field_type))
    };
    let fields: Vec<String> = register
        .fields(record.id.kind)
        .into_iter()
        .filter(speaks_of_a_person)
        .map(|field| field.name)
        .collect();
    if fields.is_empty() {
        let plural = decl.plural;
        return Err(AppError::Invalid(format!(
            "{plural} have no fields that are marked as personal: name the fields that go"
        )));
    }
    Ok(fields)
}

/// Whether somebody can write anything into a field.
fn is_free(field_type: FieldType) -> bool {
    match field_type {
        FieldType::Text
        | FieldType::LongText
        | FieldType::Texts
        | FieldType::OutsideIds
        | FieldType::Link
        | FieldType::Email
        | FieldType::File => true,
        FieldType::Choice(_)
        | FieldType::Choices(_)
        | FieldType::YesNo
        | FieldType::Integer
        | FieldType::Decimal
        | FieldType::Date
        | FieldType::Reference(_)
        | FieldType::References(_) => false,
    }
}

/// One erasure for the record and one for every other that loses content with it.
fn commands(
    register: &Register,
    record: &Record,
    fields: &[String],
    erasure: &Erasure,
    scan: &Scan<'_>,
) -> Vec<Command> {
    let erase = |record: &Record, fields: Vec<String>, entries: &[KeptEntry]| Command::Erase {
        id: record.id.show(register.kinds()),
        fields,
        entries: entries.iter().map(|entry| entry.index).collect(),
        reason: erasure.reason.clone(),
    };
    let mut commands = vec![erase(record, fields.to_vec(), &scan.own)];
    for (other, entries) in &scan.others {
        let Some(other) = register.get(*other) else {
            continue;
        };
        let fields = or_an_empty_one(register, other, scan.fields_with_words(register, other));
        commands.push(erase(other, fields, entries));
    }
    commands
}
