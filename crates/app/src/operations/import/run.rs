//! Carrying out a plan: one atomic batch, with the record of the import itself.

use std::sync::Arc;

use probity_core::Record;
use probity_core::envelope::hex;
use probity_core::patch::Patch;
use probity_core::register::Register;
use probity_core::rules::rights::Permission;
use probity_core::rules::{Command, Refusal, RefusalKind};
use probity_core::value::{LONG_TEXT_MAX_BYTES, Value};
use probity_ledger::CommandId;
use probity_tabular::Workbook;
use sha2::{Digest as _, Sha256};

use super::mapping::Mapping;
use super::plan::{Counts, Plan, plan};
use crate::ctx::Ctx;
use crate::error::AppError;

/// The file that is imported.
pub struct SourceFile<'a> {
    /// As it was named; never used as a path.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// What was read from it.
    pub book: &'a Workbook,
}

/// What the person who imports decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// Bring in the good rows although others are refused.
    pub partial: bool,
}

/// How far an import has got. Rows are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Cells were read.
    Read {
        /// Rows so far.
        rows: usize,
        /// Rows in the file.
        of: usize,
    },
    /// Rows were compared with what is recorded.
    Planned {
        /// Rows so far.
        rows: usize,
        /// Rows in the file.
        of: usize,
    },
    /// The batch is being decided and made durable.
    Writing {
        /// Entries it is going to have, about.
        entries: usize,
    },
}

/// What an import did.
#[derive(Debug)]
pub struct Outcome {
    /// The plan that was carried out, or was not.
    pub plan: Plan,
    /// False when nothing was written: rows were refused, or everything was recorded already.
    pub written: bool,
    /// The import's own record, `IPT-3`; by it the import is undone.
    pub import: Option<String>,
    /// Id of the batch in the ledger.
    pub batch: Option<String>,
    /// Entries in the ledger after it.
    pub size: u64,
    /// What was recorded although the rules would have had it otherwise.
    pub warnings: Vec<String>,
}

/// How often an import is worked out again when somebody else changes records meanwhile.
const ATTEMPTS: usize = 3;

/// Imports a file as one batch, all of it or nothing. With refused rows nothing is written, unless
/// the options say to bring in the others. A file that says nothing new writes nothing at all.
///
/// # Errors
/// What [`plan`] says of mapping and size; a refusal of the rules, naming the row it came from.
pub fn run(
    ctx: &Ctx,
    file: &SourceFile<'_>,
    mapping: &Mapping,
    options: ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, AppError> {
    let _ = ctx.authorize(Permission::Import)?;
    let mut attempt = 1;
    loop {
        let view = ctx.view();
        let plan = plan(
            &view.register,
            &ctx.visibility(&view),
            file.book,
            mapping,
            progress,
        )?;
        let refused = plan.counts().refused > 0 && !options.partial;
        if refused || plan.changes_nothing() {
            let size = view.register.size();
            return Ok(Outcome {
                plan,
                written: false,
                import: None,
                batch: None,
                size,
                warnings: Vec::new(),
            });
        }
        match write(ctx, file, plan, progress) {
            Err(error) if attempt < ATTEMPTS && somebody_was_faster(ctx, &error) => attempt += 1,
            other => return other,
        }
    }
}

/// A record changed meanwhile, or the same import went in with the same commit.
fn somebody_was_faster(ctx: &Ctx, error: &AppError) -> bool {
    match error {
        AppError::Refused(refusal) => refusal.kind == RefusalKind::Conflict,
        AppError::CommandIdReused(_) => ctx.command_id.is_none(),
        _ => false,
    }
}

fn write(
    ctx: &Ctx,
    file: &SourceFile<'_>,
    mut plan: Plan,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, AppError> {
    let counts = plan.counts();
    let (items, rows): (Vec<Command>, Vec<Option<usize>>) =
        std::mem::take(&mut plan.items).into_iter().unzip();
    let id = ctx
        .command_id
        .clone()
        .map_or_else(|| batch_id(ctx, file, &plan), Ok)?;
    let mut items = items;
    items.push(import_record(file, &plan, counts, &id));
    progress(Progress::Writing { entries: items.len() });
    let submitting = Ctx {
        command_id: Some(id),
        ..ctx.clone()
    };
    let done = submitting
        .submit(Command::Batch(items))
        .map_err(|error| name_row(error, &rows))?;
    let kinds = ctx.view().register.kinds();
    let import = done
        .subjects
        .iter()
        .rev()
        .find(|subject| kinds.decl(subject.kind).name == "import");
    Ok(Outcome {
        plan,
        written: true,
        import: import.map(|import| import.show(kinds)),
        batch: Some(done.command_id),
        size: done.size,
        warnings: done.warnings,
    })
}

/// The same file with the same mapping on the same register is the same command: two people who
/// press the button at once import once.
fn batch_id(ctx: &Ctx, file: &SourceFile<'_>, plan: &Plan) -> Result<CommandId, AppError> {
    let mut hash = Sha256::new();
    for part in [
        ctx.actor.to_string(),
        plan.register_size.to_string(),
        mapping_text(&plan.mapping),
    ] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(Sha256::digest(file.bytes));
    let digits = hex(&hash.finalize());
    CommandId::new(format!("import-{}", &digits[..32]))
        .ok_or_else(|| AppError::Internal("the id of an import has a wrong form".to_owned()))
}

fn import_record(file: &SourceFile<'_>, plan: &Plan, counts: Counts, id: &CommandId) -> Command {
    let short = |text: &str| super::cells::shortened(&probity_tabular::text::clean(text), 300);
    let patch = Patch::set_one("name", short(file.name))
        .with("file_hash", hex(&Sha256::digest(file.bytes)))
        .with("source", short(&plan.mapping.source))
        .with("of_kind", plan.mapping.kind.as_str())
        .with("rows", counts.rows)
        .with("created", counts.created)
        .with("updated", counts.updated)
        .with("unchanged", counts.unchanged)
        .with("refused", counts.refused)
        .with("mapping", mapping_text(&plan.mapping))
        .with("batch", id.as_str());
    Command::Create {
        kind: "import".to_owned(),
        patch,
    }
}

/// The mapping that the newest import of a source and kind was read with, undone or not.
pub fn remembered(register: &Register, source: &str, kind: &str) -> Option<Mapping> {
    let imports = register.records(register.kinds().by_name("import")?);
    let text = |record: &Record, field: &str| match register.value(record, field) {
        Some(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    let fits = |record: &&Arc<Record>| {
        text(record, "source").as_deref() == Some(source) && text(record, "of_kind").as_deref() == Some(kind)
    };
    imports
        .rev()
        .filter(fits)
        .find_map(|record| serde_json::from_str(&text(record, "mapping")?).ok())
}

/// The mapping as it is kept: without explanations, and without the longest lists of values where
/// it would not fit otherwise; those are found again from the declarations.
fn mapping_text(mapping: &Mapping) -> String {
    let mut kept = mapping.clone();
    for column in &mut kept.columns {
        column.why.clear();
    }
    loop {
        let text = serde_json::to_string(&kept).unwrap_or_default();
        if text.len() <= LONG_TEXT_MAX_BYTES {
            return text;
        }
        let longest = kept.columns.iter_mut().max_by_key(|column| {
            column
                .values
                .iter()
                .map(|(text, code)| text.len() + code.len())
                .sum::<usize>()
        });
        match longest.filter(|column| !column.values.is_empty()) {
            Some(column) => column.values.clear(),
            None => return String::new(),
        }
    }
}

/// A refusal of an item, told as one of the row it came from.
fn name_row(error: AppError, rows: &[Option<usize>]) -> AppError {
    let AppError::Refused(refusal) = error else {
        return error;
    };
    let row = refusal.item.and_then(|item| *rows.get(item)?);
    match row {
        Some(row) => AppError::Refused(Refusal {
            message: format!("row {row}: {}", refusal.message),
            ..refusal
        }),
        None => AppError::Refused(refusal),
    }
}
