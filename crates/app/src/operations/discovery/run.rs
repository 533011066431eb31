//! Looking through an export: what it would do, and doing it as one batch that can be undone as one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use probity_core::completeness::Reader;
use probity_core::envelope::hex;
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::register::{Register, Visibility};
use probity_core::rules::rights::Permission;
use probity_core::rules::{Command, RefusalKind};
use probity_ledger::CommandId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::columns::{Role, corrected};
use super::found::{Choices, Findings, findings};
use super::outcome::{Outcome, Planned};
use super::plan::{Run, Work, plan};
use super::table::{Export, open};
use crate::ctx::Ctx;
use crate::error::AppError;

/// Names of the remainder that the record of a run keeps.
const ALSO_MAX: usize = 200;
/// How often a run is worked out again when somebody else changes records meanwhile.
const ATTEMPTS: usize = 3;

/// How an export is read, as somebody decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The declared source, `SRC-1`.
    pub source: String,
    /// The day the export is of; today when nobody says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Columns by letter that are something else than proposed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Role>,
    /// Names of the remainder that are AI after all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Leave out what rests on a word only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_weak: bool,
}

/// The file.
#[derive(Clone, Copy, Debug)]
pub struct ExportFile<'a> {
    /// As it is named; never used as a path.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// One column, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnRead {
    /// Its letter.
    pub letter: String,
    /// Its head.
    pub header: String,
    /// What it holds.
    pub role: Role,
    /// A text of it, where it is not about a person.
    pub sample: String,
}

/// An export looked through, against one version of the register.
pub struct Looked {
    /// The source.
    pub source: String,
    /// What it is called.
    pub source_name: String,
    /// The day it is of.
    pub as_of: Date,
    /// True when this very file was looked through before.
    pub seen_before: Option<String>,
    /// How its columns are read.
    pub columns: Vec<ColumnRead>,
    /// What was noticed while reading.
    pub notes: Vec<String>,
    /// The services, with what becomes of each.
    pub planned: Vec<Planned>,
    /// Rows, matches and the remainder.
    pub findings: Findings,
    /// The table, for the remainder as a file.
    pub table: probity_tabular::Table,
    items: Vec<Command>,
    register_size: u64,
}

/// How many services of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// They wait for a decision.
    pub new: usize,
    /// Known by an earlier decision.
    pub known: usize,
    /// They wait already; brought up to date.
    pub changed: usize,
    /// Recorded like this already.
    pub unchanged: usize,
    /// Decided, and stay so.
    pub decided: usize,
    /// Dismissed, and come back.
    pub returned: usize,
}

impl Looked {
    /// How many services of each outcome.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for planned in &self.planned {
            match planned.outcome {
                Outcome::New => counts.new += 1,
                Outcome::Known { .. } => counts.known += 1,
                Outcome::Changed { .. } => counts.changed += 1,
                Outcome::Unchanged { .. } => counts.unchanged += 1,
                Outcome::Decided { .. } => counts.decided += 1,
                Outcome::Returned { .. } => counts.returned += 1,
            }
        }
        counts
    }

    /// True when all of it is recorded already.
    pub fn changes_nothing(&self) -> bool {
        self.items.is_empty()
    }
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The run's own record, `IPT-3`; by it the run is undone. None when nothing had to be written.
    pub import: Option<String>,
    /// Entries in the ledger after it.
    pub size: u64,
}

/// Looks through an export without writing anything.
///
/// # Errors
/// [`AppError::Missing`] for a source that is not there, [`AppError::Invalid`] for a file that cannot be
/// read, and a refusal for who may not import.
pub fn look(ctx: &Ctx, file: ExportFile<'_>, asked: &Asked) -> Result<Looked, AppError> {
    let _allowed = ctx.authorize(Permission::Import)?;
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let reader = Reader {
        register: &view.register,
        visibility: &visibility,
    };
    let source = active_source(reader, &asked.source)?;
    let today = ctx.workspace.today();
    let source_type = reader.code(source, "type").unwrap_or("other");
    let Export {
        table,
        roles,
        mut notes,
    } = open(file.name, file.bytes, source_type)?;
    let roles = corrected(&table, &roles, &asked.columns);
    if !super::columns::names_anything(&roles) {
        notes.push(
            "no column says which application, host, merchant or package a row is about: choose one"
                .to_owned(),
        );
    }
    let id = source.id.show(view.register.kinds());
    let seen_before = earlier_run(&view.register, &visibility, &id, file.bytes);
    let earlier_day = seen_before.as_ref().and_then(|(_, asked)| asked.as_of.clone());
    let as_of = day(asked.as_of.as_deref().or(earlier_day.as_deref()), today)?;
    let choices = Choices {
        also: &asked.also,
        without_weak: asked.without_weak,
    };
    let findings = findings(&table, &roles, &choices);
    let run = Run {
        reader,
        source,
        as_of,
        today,
        actor: ctx.actor,
    };
    let Work { planned, items } = plan(&run, &findings);
    Ok(Looked {
        source: id,
        source_name: source.title().to_owned(),
        as_of,
        seen_before: seen_before.map(|(import, _)| import),
        columns: columns_read(&table, &roles),
        notes,
        planned,
        findings,
        table,
        items,
        register_size: view.register.size(),
    })
}

/// Looks through an export and records what it shows, as one batch. An export that shows nothing new
/// writes nothing at all.
///
/// # Errors
/// As [`look`], and what the rules refuse.
pub fn run(ctx: &Ctx, file: ExportFile<'_>, asked: &Asked) -> Result<(Looked, Written), AppError> {
    let mut attempt = 1;
    loop {
        let looked = look(ctx, file, asked)?;
        if looked.changes_nothing() {
            let written = Written {
                import: None,
                size: looked.register_size,
            };
            return Ok((looked, written));
        }
        match write(ctx, file, asked, &looked) {
            Err(error) if attempt < ATTEMPTS && somebody_was_faster(ctx, &error) => attempt += 1,
            other => return other.map(|written| (looked, written)),
        }
    }
}

fn somebody_was_faster(ctx: &Ctx, error: &AppError) -> bool {
    match error {
        AppError::Refused(refusal) => refusal.kind == RefusalKind::Conflict,
        AppError::CommandIdReused(_) => ctx.command_id.is_none(),
        _ => false,
    }
}

fn write(ctx: &Ctx, file: ExportFile<'_>, asked: &Asked, looked: &Looked) -> Result<Written, AppError> {
    let id = ctx
        .command_id
        .clone()
        .map_or_else(|| batch_id(ctx, file, asked, looked), Ok)?;
    let mut items = looked.items.clone();
    items.push(run_record(file, asked, looked, &id));
    let submitting = Ctx {
        command_id: Some(id),
        ..ctx.clone()
    };
    let done = submitting.submit(Command::Batch(items))?;
    let kinds = ctx.view().register.kinds();
    let import = done
        .subjects
        .iter()
        .rev()
        .find(|subject| kinds.decl(subject.kind).name == "import");
    Ok(Written {
        import: import.map(|import| import.show(kinds)),
        size: done.size,
    })
}

/// The same file read the same way against the same register is the same command.
fn batch_id(ctx: &Ctx, file: ExportFile<'_>, asked: &Asked, looked: &Looked) -> Result<CommandId, AppError> {
    let mut hash = Sha256::new();
    for part in [
        ctx.actor.to_string(),
        looked.register_size.to_string(),
        kept(asked, looked.as_of),
    ] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(Sha256::digest(file.bytes));
    let digits = hex(&hash.finalize());
    CommandId::new(format!("discovery-{}", &digits[..32]))
        .ok_or_else(|| AppError::Internal("the id of a run has a wrong form".to_owned()))
}

/// The record of the run: by it the run is undone, and the next one is read the same way.
fn run_record(file: ExportFile<'_>, asked: &Asked, looked: &Looked, id: &CommandId) -> Command {
    let counts = looked.counts();
    let name: String = probity_tabular::text::clean(file.name)
        .chars()
        .take(300)
        .collect();
    let name = if name.is_empty() {
        "export".to_owned()
    } else {
        name
    };
    let patch = Patch::set_one("name", name)
        .with("file_hash", hex(&Sha256::digest(file.bytes)))
        .with("source", looked.source.as_str())
        .with("of_kind", "candidate")
        .with("rows", looked.findings.rows)
        .with("created", counts.new + counts.known)
        .with("updated", counts.changed + counts.returned)
        .with("unchanged", counts.unchanged + counts.decided)
        .with("refused", 0)
        .with("mapping", kept(asked, looked.as_of))
        .with("batch", id.as_str());
    Command::Create {
        kind: "import".to_owned(),
        patch,
    }
}

fn kept(asked: &Asked, as_of: Date) -> String {
    let mut kept = Asked {
        as_of: Some(as_of.to_string()),
        ..asked.clone()
    };
    kept.also.truncate(ALSO_MAX);
    serde_json::to_string(&kept).unwrap_or_default()
}

/// The runs of a source that hold, newest first, with how each was read.
pub fn runs<'a>(
    register: &'a Register,
    visibility: &'a Visibility,
    source: &'a str,
) -> impl Iterator<Item = (&'a Record, Asked)> {
    let reader = Reader { register, visibility };
    let imports = register.kinds().by_name("import").into_iter();
    let newest = imports
        .flat_map(|kind| register.records(kind).rev())
        .map(|record| &**record);
    let held = newest.filter(move |record| {
        !record.archived
            && visibility.sees(register, record)
            && reader.state(record) == "kept"
            && reader.text(record, "of_kind") == Some("candidate")
            && reader.text(record, "source") == Some(source)
    });
    held.filter_map(move |record| {
        let asked = serde_json::from_str(reader.text(record, "mapping")?).ok()?;
        Some((record, asked))
    })
}

/// The run in which this very file was looked through.
fn earlier_run(
    register: &Register,
    visibility: &Visibility,
    source: &str,
    bytes: &[u8],
) -> Option<(String, Asked)> {
    let digest = hex(&Sha256::digest(bytes));
    let reader = Reader { register, visibility };
    runs(register, visibility, source)
        .find(|(record, _)| reader.text(record, "file_hash") == Some(digest.as_str()))
        .map(|(record, asked)| (record.id.show(register.kinds()), asked))
}

/// A declared source that is in use.
fn active_source<'a>(reader: Reader<'a>, id: &str) -> Result<&'a Record, AppError> {
    let found = reader.register.find(id).filter(|record| {
        reader.register.decl(record.id).name == "discovery_source"
            && reader.visibility.sees(reader.register, record)
    });
    let record = found.ok_or_else(|| {
        AppError::Missing(format!(
            "there is no source `{}`: declare it first, with what it can and cannot see",
            id.chars().take(40).collect::<String>()
        ))
    })?;
    if record.archived || reader.state(record) != "active" {
        return Err(AppError::Invalid(format!(
            "the source `{id}` is no longer used: take it up again first"
        )));
    }
    Ok(record)
}

fn day(text: Option<&str>, today: Date) -> Result<Date, AppError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(today);
    };
    let shown: String = text.chars().take(40).collect();
    let day: Date = text.parse().map_err(|_| {
        AppError::Invalid(format!(
            "`{shown}` is not a day such as `2026-03-12`: give the day of the export"
        ))
    })?;
    match day > today {
        true => Err(AppError::Invalid(format!(
            "`{shown}` is in the future: give the day of the export"
        ))),
        false => Ok(day),
    }
}

fn columns_read(table: &probity_tabular::Table, roles: &[Role]) -> Vec<ColumnRead> {
    let read = |(column, role): (&probity_tabular::Column, &Role)| {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(column.index));
        let sample = match role {
            Role::Person => None,
            _ => cells
                .find(|cell| !cell.is_empty())
                .map(|cell| cell.text().chars().take(60).collect()),
        };
        ColumnRead {
            letter: column.letter.clone(),
            header: column.header.clone(),
            role: *role,
            sample: sample.unwrap_or_default(),
        }
    };
    table.columns.iter().zip(roles).map(read).collect()
}
