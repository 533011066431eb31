//! A list taken out of the house: exactly the records and columns that are shown.
//!
//! CSV and XLSX are for people: labels of choices, ids of the record and of linked records, lists
//! joined by `; `. NDJSON is for machines: every value in the form that entries carry.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;
use probity_core::ids::{KindId, RecordId};
use probity_core::query::Column;
use probity_core::record::Record;
use probity_core::register::{Register, Visibility};
use probity_core::rules::rights::Permission;
use probity_core::value::Value;
use probity_tabular::{Cell, write_csv, write_xlsx};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::View;

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, UTF-8 (RFC 4180).
    Csv,
    /// An Office Open XML workbook of one sheet.
    Xlsx,
    /// One JSON object on each line.
    NdJson,
}

impl Format {
    /// By the word of the command line.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "ndjson" => Some(Self::NdJson),
            _ => None,
        }
    }

    /// The media type (IANA).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::NdJson => "application/x-ndjson",
        }
    }

    /// The ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::NdJson => "ndjson",
        }
    }
}

/// What is to be exported.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The kind of all records.
    pub kind: KindId,
    /// The records in the order of the list.
    pub records: &'a [Arc<Record>],
    /// The columns by name, in order; empty for the id and all that a record holds.
    pub columns: &'a [String],
    /// What is written.
    pub format: Format,
}

/// The bytes of a file with these records as they are in a view. What the principal may not see is left out.
pub fn export(ctx: &Ctx, view: &View, wanted: &Export<'_>) -> Result<Vec<u8>, AppError> {
    let _allowed = ctx.authorize(Permission::Export)?;
    let visibility = ctx.visibility(view);
    let table = Table {
        register: &view.register,
        visibility: &visibility,
        kind: wanted.kind,
    };
    let columns = table.columns(wanted.columns)?;
    let records = wanted
        .records
        .iter()
        .filter(|record| table.visibility.sees(table.register, record));
    let rows = records
        .clone()
        .map(|record| columns.iter().map(|column| table.cell(record, *column)).collect());
    match wanted.format {
        Format::Csv => Ok(write_csv(&table.heads(&columns), rows)),
        Format::Xlsx => {
            let name = sheet_name(view.register.kinds().decl(wanted.kind).plural);
            write_xlsx(&name, &table.heads(&columns), rows)
                .map_err(|error| AppError::Invalid(format!("{error}: choose CSV or NDJSON")))
        }
        Format::NdJson => {
            let mut out = Vec::new();
            for record in records {
                table.write_line(record, &columns, &mut out);
            }
            Ok(out)
        }
    }
}

/// The records of one kind as a list shows them; an import compares cells with it.
pub(super) struct Table<'a> {
    pub register: &'a Register,
    pub visibility: &'a Visibility,
    pub kind: KindId,
}

impl Table<'_> {
    fn columns(&self, names: &[String]) -> Result<Vec<Column>, AppError> {
        if names.is_empty() {
            let all = Column::all(self.register, self.kind)
                .into_iter()
                .map(|(_, column)| column);
            // The phase follows from the state, and would come back as a field of its own.
            return Ok(all.filter(|column| *column != Column::Phase).collect());
        }
        let find = |name: &String| {
            let plural = self.register.kinds().decl(self.kind).plural;
            Column::find(self.register, self.kind, name).ok_or_else(|| {
                AppError::Invalid(format!(
                    "{plural} have no column `{name}`: leave it out of the export"
                ))
            })
        };
        names.iter().map(find).collect()
    }

    fn heads(&self, columns: &[Column]) -> Vec<String> {
        let all = heads(self.register, self.kind);
        let known = |column: &Column| {
            all.iter()
                .find(|(_, known)| known == column)
                .map(|(head, _)| head.clone())
        };
        columns
            .iter()
            .map(|column| known(column).unwrap_or_else(|| head(self.register, self.kind, *column)))
            .collect()
    }

    /// What a column says of a record.
    pub fn cell(&self, record: &Record, column: Column) -> Cell {
        let yes_no = |yes| Cell::from(if yes { "Yes" } else { "No" });
        match column {
            Column::Id => Cell::from(record.id.show(self.register.kinds())),
            Column::State | Column::Phase => self.state(record, column).into(),
            Column::Created => day(record.created_at),
            Column::Updated => day(record.updated_at),
            Column::Archived => yes_no(record.archived),
            Column::Revision => Cell::Number(record.revision.to_string()),
            Column::Field(key) => record.get(key).map_or(Cell::Empty, |value| {
                let text = |value: &Value| {
                    value.show(
                        self.register.kinds(),
                        self.register.name_and_type(self.kind, key).1,
                    )
                };
                match value {
                    Value::Integer(_) | Value::Decimal(_) => Cell::Number(text(value)),
                    Value::Date(date) if date.is_full() => Cell::Date(text(value)),
                    value => match self.seen(value) {
                        None => Cell::from(RESTRICTED),
                        Some(seen) if seen != *value => Cell::from(format!("{}; {RESTRICTED}", text(&seen))),
                        Some(seen) => Cell::from(text(&seen)),
                    },
                }
            }),
        }
    }

    fn state(&self, record: &Record, column: Column) -> String {
        let lifecycle = self.register.decl(record.id).lifecycle;
        let state = lifecycle.and_then(|lifecycle| lifecycle.states.get(usize::from(record.state)));
        match (state, column) {
            (Some(state), Column::Phase) => format!("{:?}", state.phase),
            (Some(state), _) => state.label.to_owned(),
            (None, _) => String::new(),
        }
    }

    /// The value without links to what the principal may not see; `None` when nothing is left.
    fn seen(&self, value: &Value) -> Option<Value> {
        let sees = |id: &RecordId| {
            self.register
                .get(*id)
                .is_some_and(|record| self.visibility.sees(self.register, record))
        };
        match value {
            Value::Reference(id) if !sees(id) => None,
            Value::References(ids) if !ids.iter().all(sees) => {
                let left: Vec<RecordId> = ids.iter().copied().filter(sees).collect();
                (!left.is_empty()).then(|| Value::References(left.into()))
            }
            other => Some(other.clone()),
        }
    }

    /// What a column says of a record to machines; `None` for nothing.
    pub fn json(&self, record: &Record, column: Column) -> Option<serde_json::Value> {
        let kinds = self.register.kinds();
        let time = |milliseconds| serde_json::Value::from(recorded(milliseconds).to_string());
        match column {
            Column::Id => Some(record.id.show(kinds).into()),
            Column::State => self.register.state_code(record).map(Into::into),
            Column::Phase => Some(self.state(record, Column::Phase).to_lowercase().into()),
            Column::Created => Some(time(record.created_at)),
            Column::Updated => Some(time(record.updated_at)),
            Column::Archived => Some(record.archived.into()),
            Column::Revision => Some(record.revision.into()),
            Column::Field(key) => record.get(key).and_then(|value| {
                let field_type = self.register.name_and_type(self.kind, key).1;
                self.seen(value).map(|value| value.to_json(kinds, field_type))
            }),
        }
    }

    /// One JSON object, its keys in the order of the columns.
    fn write_line(&self, record: &Record, columns: &[Column], out: &mut Vec<u8>) {
        let mut separator = b'{';
        for column in columns {
            let Some(json) = self.json(record, *column) else {
                continue;
            };
            let name = serde_json::Value::from(column.name(self.register, self.kind));
            out.push(separator);
            out.extend_from_slice(format!("{name}:{json}").as_bytes());
            separator = b',';
        }
        if separator == b'{' {
            out.push(b'{');
        }
        out.extend_from_slice(b"}\n");
    }
}

/// The heads of all columns of a kind, for people. A field of the workspace's own carries its id, so
/// that a list finds it again whatever it is called by then; a head that another column has already
/// carries the field's name. A column has the same head in every list.
pub(super) fn heads(register: &Register, kind: KindId) -> Vec<(String, Column)> {
    let mut heads: Vec<(String, Column)> = Vec::new();
    for (name, column) in Column::all(register, kind) {
        let head = head(register, kind, column);
        let taken = heads.iter().any(|(known, _)| known.eq_ignore_ascii_case(&head));
        heads.push((if taken { format!("{head} ({name})") } else { head }, column));
    }
    heads
}

fn head(register: &Register, kind: KindId, column: Column) -> String {
    let decl = register.kinds().decl(kind);
    match column {
        Column::Id => "ID".to_owned(),
        Column::State => decl
            .lifecycle
            .map_or("State", |lifecycle| lifecycle.label)
            .to_owned(),
        Column::Phase => "Phase".to_owned(),
        Column::Created => "Created".to_owned(),
        Column::Updated => "Updated".to_owned(),
        Column::Archived => "Archived".to_owned(),
        Column::Revision => "Revision".to_owned(),
        Column::Field(key) => {
            let name = column.name(register, kind);
            match register.fields(kind).into_iter().find(|field| field.key == key) {
                Some(field) if field.decl.is_none() => format!("{} ({name})", field.label),
                Some(field) => field.label,
                None => name,
            }
        }
    }
}

/// The moment of a time in milliseconds since 1970-01-01 UTC.
pub(super) fn recorded(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The day in UTC, as lists sort and filter by it.
fn day(milliseconds: i64) -> Cell {
    Cell::Date(Offset::UTC.to_datetime(recorded(milliseconds)).date().to_string())
}

/// Stands for a link, or for the rest of several, to what the principal may not see.
pub(super) const RESTRICTED: &str = "(restricted)";

/// A name that a sheet can have: at most 31 characters and none of `[]:*?/\`.
fn sheet_name(plural: &str) -> String {
    plural
        .chars()
        .filter(|c| !"[]:*?/\\".contains(*c))
        .take(31)
        .collect()
}
