//! A list of records of one kind.

use std::collections::BTreeMap;

use jiff::civil::Date;
use probity_app::AppError;
use probity_app::operations::list as app;
use probity_app::workspace::AsOf;
use probity_core::kind::Kinds;
use probity_core::query::{Archived, Column};
use probity_core::register::Register;
use probity_core::{KindDecl, KindId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{Reader, Row};
use super::{Operation, row};
use crate::scope::{Scope, kind_of};

/// Lists records.
pub struct List;

/// What is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRequest {
    /// Name of the kind.
    pub kind: String,
    /// The filter language; empty for all.
    #[serde(default)]
    pub filter: String,
    /// Words that must all occur; empty for all.
    #[serde(default)]
    pub search: String,
    /// Fields separated by commas, a minus before one turns it round.
    #[serde(default)]
    pub sort: String,
    /// Of which day; the newest state when none is given.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub as_of: Option<Date>,
    /// Put-away records too.
    #[serde(default)]
    pub archived: bool,
    /// Records to skip.
    #[serde(default)]
    pub offset: usize,
    /// At most so many; all when none is given.
    #[serde(default)]
    pub limit: Option<usize>,
    /// The columns that are shown; those of the kind when empty.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// A column that people see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListColumn {
    /// Its name in filters.
    pub name: String,
    /// Its head.
    pub label: String,
}

/// The records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListAnswer {
    /// Name of the kind.
    pub kind: String,
    /// How many fit, exactly.
    pub total: usize,
    /// Entries in the ledger that the list rests on.
    pub size: u64,
    /// What people see.
    pub columns: Vec<ListColumn>,
    /// The records.
    pub records: Vec<ListedRow>,
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListedRow {
    /// For machines.
    #[serde(flatten)]
    pub row: Row,
    /// For people, by column.
    pub shown: BTreeMap<String, String>,
}

impl Operation for List {
    const NAME: &'static str = "list";
    type Request = ListRequest;
    type Answer = ListAnswer;

    fn run(scope: &Scope<'_>, request: ListRequest) -> Result<ListAnswer, AppError> {
        let ctx = scope.ctx()?;
        let (kind, decl) = kind_of(Kinds::built_in(), &request.kind)?;
        let list = app::list(&ctx, &asked(kind, &request))?;
        let register = &list.view.register;
        let columns = columns(register, kind, decl, &request.columns)?;
        let reader = Reader {
            register,
            visibility: &list.visibility,
        };
        let records = list.page.records.iter().map(|record| ListedRow {
            row: reader.row(record),
            shown: columns
                .iter()
                .map(|(column, head)| (head.name.clone(), reader.cell(record, *column)))
                .collect(),
        });
        Ok(ListAnswer {
            kind: decl.name.to_owned(),
            total: list.page.total,
            size: register.size(),
            records: records.collect(),
            columns: columns.into_iter().map(|(_, head)| head).collect(),
        })
    }
}

/// The request in the words of the application.
pub(super) fn asked(kind: KindId, request: &ListRequest) -> app::ListRequest {
    app::ListRequest {
        filter: request.filter.clone(),
        search: request.search.clone(),
        sort: request.sort.clone(),
        offset: request.offset,
        limit: request.limit.unwrap_or(usize::MAX),
        archived: if request.archived {
            Archived::Include
        } else {
            Archived::Hide
        },
        as_of: as_of(request.as_of),
        ..app::ListRequest::new(kind)
    }
}

/// A day, or the newest state.
pub(super) fn as_of(day: Option<Date>) -> AsOf {
    day.map_or(AsOf::Now, AsOf::Day)
}

fn columns(
    register: &Register,
    kind: KindId,
    decl: &KindDecl,
    names: &[String],
) -> Result<Vec<(Column, ListColumn)>, AppError> {
    let usual: Vec<String> = decl.columns.iter().map(|name| (*name).to_owned()).collect();
    let names = if names.is_empty() { &usual } else { names };
    let column = |name: &String| {
        let column = Column::find(register, kind, name).ok_or_else(|| {
            AppError::Invalid(format!(
                "{} have no column `{name}`: choose one of their fields",
                decl.plural
            ))
        })?;
        let name = column.name(register, kind);
        let label = row::label(register, kind, column);
        Ok((column, ListColumn { name, label }))
    };
    names.iter().map(column).collect()
}
