//! A list of records of one kind: filtered, searched, sorted, a page at a time.

use std::sync::Arc;

use probity_core::KindId;
use probity_core::query::{Archived, Column, Direction, Facet, Filter, Page, Query, Scope, facets, run};
use probity_core::register::Visibility;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::{AsOf, View};

/// What somebody wants listed, in the words of addresses and commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRequest {
    /// Which kind.
    pub kind: KindId,
    /// The filter language; empty for all.
    pub filter: String,
    /// Words that must all occur; empty for all.
    pub search: String,
    /// Field names separated by commas; a minus before one turns it round: `name,-updated`.
    pub sort: String,
    /// Records to skip.
    pub offset: usize,
    /// Records on the page.
    pub limit: usize,
    /// Whether archived records count.
    pub archived: Archived,
    /// Of which day.
    pub as_of: AsOf,
}

impl ListRequest {
    /// The first page of a kind, sorted by id.
    pub fn new(kind: KindId) -> Self {
        Self {
            kind,
            filter: String::new(),
            search: String::new(),
            sort: String::new(),
            offset: 0,
            limit: 50,
            archived: Archived::Hide,
            as_of: AsOf::Now,
        }
    }
}

/// A page of a list, with the state it was read from.
pub struct List {
    /// The state.
    pub view: Arc<View>,
    /// What the reader may see in it.
    pub visibility: Visibility,
    /// The query as it was understood.
    pub query: Query,
    /// The page and the exact number of all.
    pub page: Page,
    today: jiff::civil::Date,
}

/// Answers a list.
pub fn list(ctx: &Ctx, request: &ListRequest) -> Result<List, AppError> {
    list_in(ctx, ctx.workspace.as_of(request.as_of)?, request)
}

/// Answers a list from a view that is at hand: later pages read the state that the first was read from.
pub fn list_in(ctx: &Ctx, view: Arc<View>, request: &ListRequest) -> Result<List, AppError> {
    let visibility = ctx.visibility(&view);
    let query = read_query(&view, &visibility, request)?;
    let today = day_of(ctx, request.as_of);
    let scope = Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today,
    };
    let page = run(&scope, &query).map_err(|error| AppError::Invalid(error.to_string()))?;
    Ok(List {
        visibility,
        query,
        page,
        today,
        view,
    })
}

impl List {
    /// How the matching records spread over the values of a field.
    pub fn facets(&self, field: &str) -> Result<Vec<Facet>, AppError> {
        let scope = Scope {
            register: &self.view.register,
            visibility: &self.visibility,
            index: &self.view.index,
            today: self.today,
        };
        facets(&scope, &self.query, field).map_err(|error| AppError::Invalid(error.to_string()))
    }
}

fn read_query(view: &View, visibility: &Visibility, request: &ListRequest) -> Result<Query, AppError> {
    let mut query = Query::new(request.kind, request.limit);
    query.offset = request.offset;
    query.archived = request.archived;
    if !request.filter.trim().is_empty() {
        let filter = Filter::read(&view.register, visibility, request.kind, &request.filter);
        query.filter = Some(filter.map_err(|error| AppError::Invalid(error.to_string()))?);
    }
    query.search = Some(request.search.trim().to_owned()).filter(|words| !words.is_empty());
    for word in request
        .sort
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        let (name, direction) = match word.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (word, Direction::Ascending),
        };
        let column = Column::find(&view.register, request.kind, name)
            .ok_or_else(|| AppError::Invalid(format!("there is no column `{name}` to sort by")))?;
        query.sort.push((column, direction));
    }
    Ok(query)
}

/// The day that `today` means in a filter: the day looked at.
pub(crate) fn day_of(ctx: &Ctx, as_of: AsOf) -> jiff::civil::Date {
    match as_of {
        AsOf::Now => ctx.workspace.today(),
        AsOf::Day(day) => day,
    }
}
