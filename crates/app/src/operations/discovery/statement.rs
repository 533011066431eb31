//! A unit states that its list is complete: line by line, as one batch.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use probity_core::completeness::Reader;
use probity_core::completeness::facts::{Facts, a_year_after, lines_of};
use probity_core::ids::RecordId;
use probity_core::patch::Patch;
use probity_core::record::Record;
use probity_core::rules::{Command, Refusal};
use probity_core::value::LIST_MAX_ITEMS;

use super::decide::invalid;
use crate::ctx::Ctx;
use crate::error::AppError;

/// Days within which somebody finds out what nobody could say.
const FIND_OUT_DAYS: i64 = 30;

/// What is said about one line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// It is still in use.
    StillUsed,
    /// It has ended.
    Ended,
    /// Nobody could say.
    NotKnown,
}

impl Line {
    /// By the code in forms.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "used" => Some(Self::StillUsed),
            "ended" => Some(Self::Ended),
            "unknown" => Some(Self::NotKnown),
            _ => None,
        }
    }
}

/// The statement of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The unit, `UNT-2`.
    pub unit: String,
    /// A person of that unit, `PER-3`.
    pub declared_by: String,
    /// The role that lets the person know.
    pub role: String,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub until: String,
    /// Where was looked.
    pub looked_where: String,
    /// What is left open, and why.
    pub exceptions: String,
    /// What is said about each line, by id.
    pub lines: BTreeMap<String, Line>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The declaration, `DCL-4`.
    pub declaration: String,
    /// How many lines were confirmed.
    pub still_used: usize,
    /// How many were ended.
    pub ended: usize,
    /// Tasks to find out what nobody could say.
    pub to_find_out: usize,
}

/// Whether somebody speaks for a unit: they belong to it or to a unit below it, or lead it.
pub fn speaks_for(reader: Reader<'_>, person: &Record, unit: &Record) -> bool {
    let closure = reader.register.unit_closure(unit.id);
    let own = reader
        .links(person, "unit")
        .iter()
        .any(|own| closure.contains(own));
    own || reader.links(unit, "head").contains(&person.id)
}

/// Records the statement: the declaration with the counts of this moment, the end of what has ended, and
/// a task for each line nobody could speak of.
///
/// # Errors
/// [`AppError::Refused`] naming the field that is missing or does not hold, and what the rules refuse.
pub fn state_complete(ctx: &Ctx, said: &Statement) -> Result<Stated, AppError> {
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let reader = Reader {
        register: &view.register,
        visibility: &visibility,
    };
    let today = ctx.workspace.today();
    let unit = record_of(reader, &said.unit, "unit", "unit")?;
    let person = record_of(reader, &said.declared_by, "person", "declared_by")?;
    let statement = Checked {
        reader,
        said,
        unit,
        person,
        today,
    };
    statement.check()?;
    let lines = statement.lines()?;
    let count = |wanted: Line| lines.values().filter(|(_, line)| *line == wanted).count();
    let (still_used, ended, to_find_out) =
        (count(Line::StillUsed), count(Line::Ended), count(Line::NotKnown));
    let mut items = vec![statement.declaration(&lines)?];
    for (record, line) in lines.values() {
        match line {
            Line::StillUsed => {}
            Line::Ended => items.push(statement.ended(record)),
            Line::NotKnown => items.push(statement.to_find_out(record)),
        }
    }
    let done = ctx.submit(Command::Batch(items))?;
    let declaration = done
        .subjects
        .first()
        .map(|id| id.show(view.register.kinds()))
        .unwrap_or_default();
    Ok(Stated {
        declaration,
        still_used,
        ended,
        to_find_out,
    })
}

fn record_of<'a>(reader: Reader<'a>, id: &str, kind: &str, field: &str) -> Result<&'a Record, AppError> {
    let found = reader
        .register
        .find(id)
        .filter(|record| reader.visibility.sees(reader.register, record));
    match found.filter(|record| reader.register.decl(record.id).name == kind) {
        Some(record) => Ok(record),
        None if id.trim().is_empty() => Err(invalid(field, format!("choose the {kind} that states it"))),
        None => Err(invalid(field, Refusal::missing(id).message)),
    }
}

type Lines<'a> = BTreeMap<RecordId, (&'a Record, Line)>;

struct Checked<'a> {
    reader: Reader<'a>,
    said: &'a Statement,
    unit: &'a Record,
    person: &'a Record,
    today: Date,
}

impl<'a> Checked<'a> {
    fn check(&self) -> Result<(), AppError> {
        let said = self.said;
        if self.reader.state(self.person) == "left" || !speaks_for(self.reader, self.person, self.unit) {
            return Err(invalid(
                "declared_by",
                format!(
                    "{} does not belong to {}: the statement is made by somebody of the unit, who can know",
                    self.person.title(),
                    self.unit.title()
                ),
            ));
        }
        let needed = [
            (
                "declared_role",
                &said.role,
                "the role that lets the person know is missing",
            ),
            (
                "looked_where",
                &said.looked_where,
                "say where was looked: without it a complete list only means nobody looked",
            ),
        ];
        for (field, text, message) in needed {
            if text.trim().is_empty() {
                return Err(invalid(field, message.to_owned()));
            }
        }
        let (from, until) = (
            self.day("period_from", &said.from)?,
            self.day("period_until", &said.until)?,
        );
        if from > until {
            return Err(invalid(
                "period_until",
                "the period ends before it begins".to_owned(),
            ));
        }
        if until > self.today {
            return Err(invalid(
                "period_until",
                "the period lies in the future: a list is stated for days that have passed".to_owned(),
            ));
        }
        let waiting = Facts::of(self.reader.register, self.reader.visibility, self.today).units;
        let waiting = waiting
            .iter()
            .find(|facts| facts.unit == self.unit.id)
            .map_or(0, |facts| facts.waiting);
        if waiting > 0 && said.exceptions.trim().is_empty() {
            let what = if waiting == 1 {
                "candidate of this unit waits"
            } else {
                "candidates of this unit wait"
            };
            return Err(invalid(
                "exceptions",
                format!(
                    "{waiting} {what}: decide on them first, or say under exceptions why the list is complete all the same"
                ),
            ));
        }
        Ok(())
    }

    fn day(&self, field: &str, text: &str) -> Result<Date, AppError> {
        text.trim().parse().map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            invalid(field, format!("`{shown}` is not a day such as `2026-03-12`"))
        })
    }

    /// The list of the unit with what is said about each line. A line that nobody spoke of is refused.
    fn lines(&self) -> Result<Lines<'a>, AppError> {
        let own = lines_of(self.reader.register, self.reader.visibility, self.unit.id);
        let kinds = self.reader.register.kinds();
        let mut lines = BTreeMap::new();
        for id in own {
            let Some(record) = self.reader.seen(id) else {
                continue;
            };
            let shown = id.show(kinds);
            let line = self.said.lines.get(&shown).copied().ok_or_else(|| {
                invalid("lines", format!("nothing is said about `{shown}` {}: say whether it is still in use, has ended, or is not known", record.title()))
            })?;
            lines.insert(id, (record, line));
        }
        Ok(lines)
    }

    fn declaration(&self, lines: &Lines<'_>) -> Result<Command, AppError> {
        let said = self.said;
        let kinds = self.reader.register.kinds();
        let until = self.day("period_until", &said.until)?;
        let still_used = lines.values().filter(|(_, line)| *line != Line::Ended).count();
        let mut patch = Patch::set_one(
            "name",
            format!("The list of {} is complete, {}", self.unit.title(), until.year()),
        )
        .with("about", "inventory")
        .with("unit", self.unit.id.show(kinds))
        .with("period_from", said.from.trim())
        .with("period_until", said.until.trim())
        .with("looked_where", said.looked_where.trim())
        .with("declared_by", self.person.id.show(kinds))
        .with("declared_role", said.role.trim())
        .with("declared_on", self.today.to_string())
        .with("valid_until", a_year_after(self.today).to_string())
        .with("counted", still_used);
        if !said.exceptions.trim().is_empty() {
            patch = patch.with("exceptions", said.exceptions.trim());
        }
        for (field, wanted) in [
            ("still_used", Line::StillUsed),
            ("ended", Line::Ended),
            ("not_known", Line::NotKnown),
        ] {
            let ids: BTreeSet<RecordId> = lines
                .iter()
                .filter(|(_, (_, line))| *line == wanted)
                .map(|(id, _)| *id)
                .collect();
            if !ids.is_empty() {
                // A field holds so many links; the count beside it is exact.
                let ids: Vec<String> = ids
                    .into_iter()
                    .take(LIST_MAX_ITEMS)
                    .map(|id| id.show(kinds))
                    .collect();
                patch = patch.with(field, ids);
            }
        }
        Ok(Command::Create {
            kind: "declaration".to_owned(),
            patch,
        })
    }

    /// What has ended is recorded as the fact that it is.
    fn ended(&self, record: &Record) -> Command {
        let (to, field) = match self.reader.register.decl(record.id).name {
            "system" => ("retired", "retired_on"),
            _ => ("ended", "ended_on"),
        };
        let reason = format!("{} states that it is no longer in use", self.unit.title());
        let mut patch = Patch {
            reason: Some(reason),
            ..Patch::default()
        };
        if self.reader.register.value(record, field).is_none() {
            patch = patch.with(field, self.today.to_string());
        }
        Command::Move {
            id: record.id.show(self.reader.register.kinds()),
            expected_revision: Some(record.revision),
            to: to.to_owned(),
            patch,
            as_fact: true,
        }
    }

    /// Somebody finds out: the owner, else who leads the unit, else who states it.
    fn to_find_out(&self, record: &Record) -> Command {
        let kinds = self.reader.register.kinds();
        let owner = self.reader.links(record, "owner").first();
        let head = self.reader.links(self.unit, "head").first();
        let present = |id: &&RecordId| {
            self.reader
                .seen(**id)
                .is_some_and(|person| self.reader.state(person) != "left" && !person.archived)
        };
        let owner = owner
            .filter(present)
            .or_else(|| head.filter(present))
            .unwrap_or(&self.person.id);
        let due = self.today.saturating_add(jiff::Span::new().days(FIND_OUT_DAYS));
        let title: String = record.title().chars().take(300).collect();
        let patch = Patch::set_one("name", format!("Find out whether {title} is still in use"))
            .with("owner", owner.show(kinds))
            .with("due", due.to_string())
            .with("about", vec![record.id.show(kinds)])
            .with("assigned_by", self.person.id.show(kinds))
            .with("unit", self.unit.id.show(kinds));
        Command::Create {
            kind: "task".to_owned(),
            patch,
        }
    }
}
