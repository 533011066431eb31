//! A mapping laid over the columns of one file: which cell goes where, and how it is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{FieldType, KindDecl};
use probity_core::register::Register;
use probity_tabular::text::clean;
use probity_tabular::{Cell, Column, Workbook};

use super::cells::{CellReader, Shape, says_nothing, shortened};
use super::keys::{outside_ids_field, spelling};
use super::mapping::{ColumnMapping, DateOrder, Mapping, Target};
use super::notes::{NotedColumn, Notes};
use super::own::OwnRow;
use super::words::{Answers, machine_name, normal, plain_yes_no};
use crate::error::AppError;

/// Which of the two records of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The record that stands for the row.
    Row,
    /// The AI system behind its use case.
    System,
}

/// Where a column's cells go.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    Field {
        part: Part,
        name: &'static str,
        field_type: FieldType,
    },
    State(Part),
    Id,
    /// The id of our own record.
    Record,
    Unit,
    Subunit,
    /// Place in [`Layout::customs`].
    Custom(usize),
    Ignored,
}

/// One column of the file.
pub(super) struct LayoutColumn {
    pub place: usize,
    pub letter: String,
    pub header: String,
    pub slot: Slot,
    pub reader: CellReader,
    /// Place in [`Layout::customs`] of the field that keeps what the target cannot show.
    pub beside: usize,
    /// Texts whose rows are left out, normalised; an empty one stands for an empty cell.
    pub leave_out: BTreeSet<String>,
}

impl LayoutColumn {
    /// Whether a row with this cell is left out.
    pub fn leaves_out(&self, cell: &Cell) -> bool {
        !self.leave_out.is_empty()
            && self.leave_out.contains(&if says_nothing(cell) {
                String::new()
            } else {
                spelling(&clean(&cell.text()))
            })
    }

    pub fn noted(&self) -> NotedColumn<'_> {
        NotedColumn {
            place: self.place,
            letter: &self.letter,
            header: &self.header,
        }
    }
}

/// A field of the workspace's own that this import fills.
#[derive(Debug)]
pub(super) struct CustomField {
    /// Machine name, or `FLD-3` for one that is there.
    pub name: String,
    pub label: String,
    pub header: String,
    /// The type and record of a field that is there, and whether it was put away.
    pub existing: Option<(FieldType, RecordId, bool)>,
    /// True once a row has something to put in it.
    pub used: bool,
    /// Set while rows are read: whether everything fits in one line.
    pub one_line: bool,
}

/// The whole.
pub(super) struct Layout {
    pub row_kind: KindId,
    pub system_kind: Option<KindId>,
    pub columns: Vec<LayoutColumn>,
    pub customs: Vec<CustomField>,
    /// Place of the column whose equal cells name one system.
    pub group: Option<usize>,
    /// What is known of each row before it is read; empty for somebody else's list.
    pub own: Vec<OwnRow>,
}

/// Lays a mapping over a file. Columns the mapping does not know become fields of the workspace's own.
pub(super) fn lay_out(
    register: &Register,
    book: &Workbook,
    mapping: &Mapping,
    notes: &mut Notes,
) -> Result<Layout, AppError> {
    let kinds = register.kinds();
    let kind = |name: &str| {
        kinds.by_name(name).ok_or_else(|| {
            AppError::Invalid(format!(
                "the mapping names a kind of record `{name}`, and there is none of that name"
            ))
        })
    };
    let row_kind = kind(mapping.row_kind())?;
    if outside_ids_field(register, row_kind).is_none() && !mapping.is_own_list() {
        let plural = kinds.decl(row_kind).plural;
        return Err(AppError::Invalid(format!(
            "{plural} cannot be imported: they have no outside ids by which to find them again"
        )));
    }
    let system_kind = mapping.gives_systems().then(|| kind("system")).transpose()?;
    let mut customs = Customs::new(register, row_kind);
    let assigned = assign(book, mapping, notes);
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut columns = Vec::with_capacity(book.table.columns.len());
    for column in &book.table.columns {
        let mapped = assigned.get(&column.index).copied();
        let target = match mapped {
            Some(mapped) => mapped.target.clone(),
            None => {
                let name = customs.free_name(&column.title());
                notes.file(format!(
                    "column {} (`{}`) is not in the mapping: it is kept as a field of its own",
                    column.letter, column.header
                ));
                Target::Custom(name)
            }
        };
        if target != Target::Ignore
            && let Some(other) = taken.insert(target.to_string(), &column.header)
        {
            return Err(AppError::Invalid(format!(
                "columns `{other}` and `{}` both go to `{target}`: give one of them another target, such as `custom.{}`",
                column.header,
                machine_name(&column.header)
            )));
        }
        let (slot, shape) = slot(register, mapping, &mut customs, column, &target)?;
        if let Some(mapped) = mapped {
            check_codes(mapped, &shape)?;
        }
        let leave_out =
            mapped.map(|mapped| mapped.leave_out.iter().map(|text| left_out_text(text)).collect());
        let reader = cell_reader(mapped, shape);
        let beside = customs.beside(column, &target);
        columns.push(LayoutColumn {
            place: column.index,
            letter: column.letter.clone(),
            header: column.header.clone(),
            slot,
            reader,
            beside,
            leave_out: leave_out.unwrap_or_default(),
        });
    }
    if mapping.is_own_list() && !columns.iter().any(|column| matches!(column.slot, Slot::Record)) {
        return Err(AppError::Invalid(
            "the mapping finds records by a column of ids, and this file has no such column".to_owned(),
        ));
    }
    let group = group_column(mapping, &columns)?;
    Ok(Layout {
        row_kind,
        system_kind,
        columns,
        customs: customs.fields,
        group,
        own: Vec::new(),
    })
}

/// How the cells of a column are read, as far as the mapping says.
fn cell_reader(mapped: Option<&ColumnMapping>, shape: Shape) -> CellReader {
    let values = mapped.map(|mapped| {
        let known = mapped.values.iter();
        known.map(|(text, code)| (normal(text), code.clone())).collect()
    });
    CellReader {
        shape,
        order: DateOrder::column_order(mapped.and_then(|mapped| mapped.date_order)),
        values: values.unwrap_or_default(),
    }
}

/// A text whose rows are left out, as it is compared; empty for an empty cell.
fn left_out_text(text: &str) -> String {
    if text.trim().is_empty() {
        String::new()
    } else {
        spelling(text)
    }
}

/// Codes that a person has written are known ones.
fn check_codes(mapped: &ColumnMapping, shape: &Shape) -> Result<(), AppError> {
    let known = |code: &str| match shape {
        Shape::State(answers) | Shape::Value(FieldType::Choice(_) | FieldType::Choices(_), answers) => {
            answers.has_code(code)
        }
        Shape::Value(FieldType::YesNo, _) => plain_yes_no(code).is_some(),
        _ => true,
    };
    match mapped
        .values
        .iter()
        .find(|(_, code)| !code.is_empty() && !known(code))
    {
        Some((text, code)) => Err(AppError::Invalid(format!(
            "column `{}` takes `{text}` for `{code}`, and `{}` has no such answer",
            mapped.header, mapped.target
        ))),
        None => Ok(()),
    }
}

/// The mapping's columns by the place they have in this file: by header, wherever it stands now.
fn assign<'a>(
    book: &Workbook,
    mapping: &'a Mapping,
    notes: &mut Notes,
) -> BTreeMap<usize, &'a ColumnMapping> {
    let mut assigned = BTreeMap::new();
    for mapped in &mapping.columns {
        let free = |column: &&Column| !assigned.contains_key(&column.index);
        let columns = || book.table.columns.iter().filter(free);
        let exact = columns().find(|column| column.header == mapped.header && column.letter == mapped.column);
        let found = exact
            .or_else(|| columns().find(|column| column.header == mapped.header))
            .or_else(|| columns().find(|column| normal(&column.header) == normal(&mapped.header)));
        match found.map(|column| column.index) {
            Some(index) => {
                assigned.insert(index, mapped);
            }
            None => notes.file(format!(
                "the mapping names a column `{}`, and this file has none of that name",
                mapped.header
            )),
        }
    }
    assigned
}

fn group_column(mapping: &Mapping, columns: &[LayoutColumn]) -> Result<Option<usize>, AppError> {
    let Some(wanted) = mapping.group_by.as_deref().filter(|_| mapping.gives_systems()) else {
        return Ok(None);
    };
    let header = mapping
        .columns
        .iter()
        .find(|column| column.column.eq_ignore_ascii_case(wanted))
        .map(|column| normal(&column.header));
    let by_header = columns
        .iter()
        .find(|column| header.as_deref() == Some(normal(&column.header).as_str()));
    let found = by_header.or_else(|| {
        columns
            .iter()
            .find(|column| column.header == wanted || column.letter.eq_ignore_ascii_case(wanted))
    });
    found.map(|column| Some(column.place)).ok_or_else(|| {
        AppError::Invalid(format!(
            "`group_by` names a column `{wanted}`, and the file has none: write its letter, such as `C`"
        ))
    })
}

/// Where the cells of a target go and how they are read.
fn slot(
    register: &Register,
    mapping: &Mapping,
    customs: &mut Customs<'_>,
    column: &Column,
    target: &Target,
) -> Result<(Slot, Shape), AppError> {
    let wrong =
        |why: String| AppError::Invalid(format!("column `{}` goes to `{target}`: {why}", column.header));
    let part = |kind: &str| match kind {
        _ if kind == mapping.row_kind() => Ok(Part::Row),
        "system" if mapping.gives_systems() => Ok(Part::System),
        _ => Err(wrong(format!("a row of this file gives no `{kind}`"))),
    };
    Ok(match target {
        Target::Ignore => (Slot::Ignored, Shape::Exact),
        Target::OutsideId => (Slot::Id, Shape::Exact),
        Target::Record => (Slot::Record, Shape::Exact),
        Target::Unit | Target::Subunit
            if decl(register, mapping.row_kind()).is_none_or(|decl| decl.field("unit").is_none()) =>
        {
            return Err(wrong(format!("`{}` belongs to no unit", mapping.row_kind())));
        }
        Target::Unit => (Slot::Unit, Shape::Name("unit")),
        Target::Subunit => (Slot::Subunit, Shape::Name("unit")),
        Target::Custom(name) => {
            let place = customs.of_column(name, column);
            let shape = match customs.fields[place].existing {
                Some((FieldType::LongText, ..)) | None => Shape::Exact,
                Some((FieldType::Text, ..)) => Shape::ExactLine,
                Some((FieldType::Texts, ..)) if mapping.is_own_list() => Shape::Listed,
                Some((other, ..)) => Shape::Value(other, Arc::default()),
            };
            (Slot::Custom(place), shape)
        }
        Target::State { kind } => {
            let part = part(kind)?;
            let states = decl(register, kind)
                .and_then(|decl| decl.lifecycle)
                .map(|lifecycle| Answers::of_states(lifecycle.states));
            (
                Slot::State(part),
                Shape::State(states.ok_or_else(|| wrong("such records have no states".to_owned()))?),
            )
        }
        Target::Field { kind, field } => {
            let part = part(kind)?;
            if mapping.gives_systems() && field == "systems" {
                return Err(wrong("the system of a row is named by `system.name`".to_owned()));
            }
            let (_, field) = decl(register, kind)
                .and_then(|decl| decl.field(field))
                .ok_or_else(|| {
                    wrong(format!(
                        "`{kind}` has no field `{field}`; `custom.{field}` makes one"
                    ))
                })?;
            if field.marks.computed || matches!(field.field_type, FieldType::File | FieldType::OutsideIds) {
                return Err(wrong(format!(
                    "{} cannot be brought in from a column",
                    field.label
                )));
            }
            let shape = match field.field_type {
                FieldType::Texts if mapping.is_own_list() => Shape::Listed,
                other => shape_of(other),
            };
            (
                Slot::Field {
                    part,
                    name: field.name,
                    field_type: field.field_type,
                },
                shape,
            )
        }
    })
}

fn decl(register: &Register, kind: &str) -> Option<&'static KindDecl> {
    register
        .kinds()
        .by_name(kind)
        .map(|kind| register.kinds().decl(kind))
}

/// How the cells of a field are read.
pub(super) fn shape_of(field_type: FieldType) -> Shape {
    match field_type {
        FieldType::Reference(targets) => Shape::Name(targets.first().copied().unwrap_or_default()),
        FieldType::References(targets) => Shape::Names(targets.first().copied().unwrap_or_default()),
        FieldType::Choice(choices) | FieldType::Choices(choices) => {
            Shape::Value(field_type, Answers::of_choices(choices))
        }
        other => Shape::Value(other, Arc::default()),
    }
}

/// The workspace's own fields that the import may need, each under a name of its own.
struct Customs<'a> {
    register: &'a Register,
    kind: KindId,
    fields: Vec<CustomField>,
    names: BTreeSet<String>,
}

impl<'a> Customs<'a> {
    fn new(register: &'a Register, kind: KindId) -> Self {
        Self {
            register,
            kind,
            fields: Vec::new(),
            names: BTreeSet::new(),
        }
    }

    /// A machine name for a header that no other column of this import has.
    fn free_name(&self, header: &str) -> String {
        free_name(self.register, self.kind, header, |name| self.names.contains(name))
    }

    fn of_column(&mut self, name: &str, column: &Column) -> usize {
        self.add(name.to_owned(), column.title().into_owned(), &column.header)
    }

    /// The field that keeps what a column's target cannot show; made only once it is used.
    fn beside(&mut self, column: &Column, target: &Target) -> usize {
        let name = match target {
            Target::Field { field, .. } => format!("{field}_as_given"),
            Target::Custom(name) => format!("{name}_as_given"),
            Target::State { kind } if *kind == self.register.kinds().decl(self.kind).name => {
                "state_as_given".to_owned()
            }
            other => format!("{}_as_given", other.to_string().replace('.', "_")),
        };
        let usable = |name: &str| match self.register.field(self.kind, name) {
            None => !self.names.contains(name),
            Some(view) => {
                view.decl.is_none()
                    && matches!(view.field_type, FieldType::LongText)
                    && !self.names.contains(name)
            }
        };
        let name = if usable(&name) {
            name
        } else {
            (2..)
                .map(|n| format!("{name}_{n}"))
                .find(|name| usable(name))
                .unwrap_or(name)
        };
        let place = self.add(
            name,
            format!("{} (as given)", shortened(&column.title(), 300)),
            &column.header,
        );
        self.fields[place].one_line = false;
        place
    }

    fn add(&mut self, name: String, label: String, header: &str) -> usize {
        let known = self
            .register
            .field(self.kind, &name)
            .filter(|view| view.decl.is_none());
        let existing = known.and_then(|view| {
            let record = self.register.find(&view.name)?;
            Some((view.field_type, record.id, record.archived))
        });
        self.names.insert(name.clone());
        self.fields.push(CustomField {
            name,
            label,
            header: header.to_owned(),
            existing,
            used: false,
            one_line: true,
        });
        self.fields.len() - 1
    }
}

/// A machine name for a header: that of a field which an earlier import made for the same header,
/// else one that neither the kind nor this import has.
pub(super) fn free_name(
    register: &Register,
    kind: KindId,
    header: &str,
    taken: impl Fn(&str) -> bool,
) -> String {
    let base = machine_name(header);
    let candidates = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}_{n}")));
    let wanted = normal(header);
    let fits = |name: &String| {
        !taken(name)
            && match register.field(kind, name) {
                None => true,
                Some(view) => view.decl.is_none() && normal(&view.label) == wanted,
            }
    };
    candidates.into_iter().find(fits).unwrap_or(base)
}
