//! A list of any kind: one table for all of them.

mod address;
mod base;
mod builder;
mod chips;
mod columns;
mod export;
mod facets;
mod order;
mod pager;
mod panel;
mod saved;
mod table;
mod words;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_core::ids::KindId;
use probity_core::kind::{FieldType, KindDecl};
use probity_core::query::{Archived, Column, Filter, Page, Query, QueryError, run};
use probity_core::register::FieldView;
use probity_core::rules::rights::{Permission, Target};

use crate::address::with_query;
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};
use crate::pages::sent::done;
use base::{Base, came_from};
use builder::Build;

pub use address::ListAddress;
pub use export::{download, export};

/// Records on a page.
const PAGE: usize = 50;

/// Everything a list needs to be drawn.
struct Listing<'a> {
    desk: &'a Desk,
    kind: KindId,
    decl: &'static KindDecl,
    base: Base,
    address: ListAddress,
    fields: Vec<FieldView>,
    columns: Vec<(String, Column)>,
    group: Option<(String, Column)>,
    /// The filter as it was read, or why it could not be.
    filter: Result<Option<Filter>, String>,
    /// Columns that the address names and the list does not have.
    unknown: Vec<String>,
    /// The panel that makes a part of the filter.
    build: Option<Build>,
}

/// `/w/{workspace}/{kind}`
pub async fn show(
    headers: HeaderMap,
    desk: Desk,
    Path((_, kind)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let mut listing = Listing::open(&desk, kind).await?;
    if desk.query.has("usual") {
        if came_from(&desk, &headers).is_some() {
            listing.base.forget(&desk, listing.decl.name).await?;
            listing.base.address = ListAddress::default();
        }
        let asked = ListAddress::read(&desk.query, &ListAddress::default());
        return Ok(done(&listing.href(&asked)));
    }
    if let Some(ordered) = listing.ordered(&desk.query) {
        return Ok(done(&listing.href(&ordered)));
    }
    listing.build = match Build::asked(&desk.query) {
        Some(build) if desk.query.has("add") => match listing.built(build) {
            Ok(address) => return Ok(done(&listing.href(&address))),
            Err(again) => Some(*again),
        },
        asked => asked,
    };
    listing
        .base
        .remember(&desk, &headers, listing.decl.name, &listing.address)
        .await?;
    Ok(page(&desk, listing.decl.plural, At::Kind(kind), &listing.body()).into_response())
}

/// A kind by its name in addresses.
pub fn kind_of(desk: &Desk, name: &str) -> Result<KindId, PageError> {
    let missing = || {
        PageError::missing(format!(
            "there is no list called `{}`",
            name.chars().take(40).collect::<String>()
        ))
    };
    desk.kinds().by_name(name).ok_or_else(missing)
}

/// The records that an address asks for, in its order; the filter in words of what is wrong with it.
pub fn query_of(desk: &Desk, kind: KindId, address: &ListAddress) -> Result<Query, String> {
    let register = desk.register();
    let mut query = Query::new(kind, usize::MAX);
    query.archived = address.archived;
    query.search = Some(address.search.clone()).filter(|search| !search.is_empty());
    query.filter = match address.filter.as_str() {
        "" => None,
        text => {
            let filter = Filter::parse(text).map_err(|error| error.to_string())?;
            filter
                .bind(register, &desk.visibility, kind, desk.scope().today)
                .map_err(|error| error.to_string())?;
            Some(filter)
        }
    };
    for (name, direction) in &address.sort {
        if let Some(column) = Column::find(register, kind, name) {
            query.sort.push((column, *direction));
        }
    }
    Ok(query)
}

impl<'a> Listing<'a> {
    async fn open(desk: &'a Desk, kind: KindId) -> Result<Self, PageError> {
        let (register, decl) = (desk.register(), desk.kinds().decl(kind));
        let base = Base::of(desk, decl.name).await?;
        let mut address = ListAddress::read(&desk.query, &base.address);
        if address.columns == decl.columns {
            address.columns.clear();
        }
        let names: Vec<String> = match address.columns.is_empty() {
            true => decl.columns.iter().map(|name| (*name).to_owned()).collect(),
            false => address.columns.clone(),
        };
        let find = |name: &String| Column::find(register, kind, name);
        let columns: Vec<(String, Column)> = names
            .iter()
            .filter_map(|name| Some((name.clone(), find(name)?)))
            .collect();
        let sorted = address.sort.iter().map(|(name, _)| name);
        let grouped = Some(&address.group).filter(|name| !name.is_empty());
        let mut unknown: Vec<String> = names.iter().chain(sorted).chain(grouped).cloned().collect();
        unknown.retain(|name| find(name).is_none());
        unknown.dedup();
        let group = grouped.and_then(|name| Some((name.clone(), find(name)?)));
        let filter = query_of(desk, kind, &address).map(|query| query.filter);
        Ok(Self {
            desk,
            kind,
            decl,
            base,
            fields: register.fields(kind),
            columns,
            group,
            filter,
            unknown,
            build: None,
            address,
        })
    }

    fn query(&self, offset: usize, limit: usize) -> Query {
        let address = ListAddress {
            filter: String::new(),
            ..self.address.clone()
        };
        let mut query =
            query_of(self.desk, self.kind, &address).unwrap_or_else(|_| Query::new(self.kind, limit));
        (query.offset, query.limit) = (offset, limit);
        query.filter = self.filter.as_ref().ok().cloned().flatten();
        query.group_by = self.group.as_ref().map(|(name, _)| name.clone());
        query
    }

    /// The records, or what is wrong with the filter.
    fn find(&self, query: &Query) -> Result<Page, String> {
        if let Err(wrong) = &self.filter {
            return Err(wrong.clone());
        }
        run(&self.desk.scope(), query).map_err(|error: QueryError| error.to_string())
    }

    /// One page, and the heading of the record before it.
    fn find_page(&self) -> Result<(Page, Option<String>), String> {
        let offset = (self.address.page - 1).saturating_mul(PAGE);
        if self.group.is_none() || offset == 0 {
            return Ok((self.find(&self.query(offset, PAGE))?, None));
        }
        let mut page = self.find(&self.query(offset - 1, PAGE + 1))?;
        let before = match page.records.is_empty() {
            true => None,
            false => {
                page.records.remove(0);
                Some(page.groups.remove(0))
            }
        };
        Ok((page, before))
    }

    fn place(&self) -> String {
        format!("/{}", self.decl.name)
    }

    fn plural(&self) -> String {
        self.decl.plural.to_lowercase().replace("ai ", "AI ")
    }

    fn href(&self, address: &ListAddress) -> String {
        self.address_of(&self.place(), self.base.pairs(address), address.page)
    }

    fn address_of(&self, place: &str, mut pairs: Vec<(&'static str, String)>, page: usize) -> String {
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        with_query(&self.desk.href(place), &pairs)
    }

    /// Inputs that keep the rest of the list when a form of it is sent.
    fn hidden(&self, but: &[&str]) -> Markup {
        html! {
            @for (name, value) in self.base.pairs(&self.address) {
                @if !but.contains(&name) { input type="hidden" name=(name) value=(value); }
            }
            @if let Some(day) = self.desk.past { input type="hidden" name="as_of" value=(day); }
        }
    }

    /// What a record's page keeps to lead back here: nothing for the list as it opens by itself.
    fn way_back(&self) -> Option<String> {
        let pairs = self.base.own_pairs(&self.address);
        let is_plain = pairs.is_empty() && self.address.page == 1;
        (!is_plain).then(|| self.address_of(&self.place(), pairs, self.address.page))
    }

    fn field_type(&self, column: Column) -> Option<FieldType> {
        match column {
            Column::Field(key) => self
                .fields
                .iter()
                .find(|field| field.key == key)
                .map(|field| field.field_type),
            _ => None,
        }
    }

    /// The heading under which a form asks for a column.
    fn section(&self, column: Column) -> &'static str {
        match column {
            Column::Field(key) => match self.fields.iter().find(|field| field.key == key) {
                Some(field) => match field.decl {
                    Some(decl) if decl.section.is_empty() => "The main facts",
                    Some(decl) => decl.section,
                    None => "Fields of this workspace",
                },
                None => "Fields of this workspace",
            },
            _ => "Every record",
        }
    }

    /// Whether the visitor may change records of this list in some way; which ones, the rules say.
    fn may_change_many(&self) -> bool {
        let frozen = self.desk.past.is_some() || self.desk.ctx.workspace.read_only().is_some();
        let wanted = [Permission::Edit, Permission::EditOwn, Permission::Archive];
        !frozen
            && !self.decl.internal
            && self
                .desk
                .principal
                .grants
                .iter()
                .any(|grant| wanted.iter().any(|permission| grant.role.allows(*permission)))
    }

    fn is_narrowed(&self) -> bool {
        !self.address.search.is_empty()
            || !self.address.filter.is_empty()
            || self.address.archived != Archived::Hide
    }

    fn body(&self) -> Markup {
        let found = self.find_page();
        let empty = matches!(&found, Ok((page, _)) if page.total == 0) && !self.is_narrowed();
        html! {
            div.head {
                div {
                    h1 { (self.decl.plural) }
                    p.purpose { (self.decl.purpose) }
                }
                div.actions {
                    @if self.desk.may_enter(self.decl) {
                        a.button.primary href=(self.desk.href(&format!("/{}/new", self.decl.name))) { "New " (self.decl.singular) }
                    }
                }
            }
            @if empty {
                (self.empty())
            } @else {
                (self.views_bar())
                (self.controls())
                (self.builder())
                (self.degraded())
                @match &found {
                    Err(wrong) => { (self.as_text()) (self.wrong(wrong)) }
                    Ok((page, before)) => {
                        (self.chips()) (self.facets()) (self.summary(page)) (self.bulk_bar(page))
                        (self.table(page, before.as_deref())) (self.pager(page))
                    }
                }
            }
        }
    }

    /// Search, and the menus for filter, order, columns and files.
    fn controls(&self) -> Markup {
        html! {
            div.controls {
                form.search method="get" action=(self.desk.href(&self.place())) role="search" aria-label={ "Search in " (self.decl.plural) } {
                    (self.hidden(&["q"]))
                    label { span.hidden { "Search in this list" }
                        input type="search" name="q" value=(self.address.search) placeholder="Search in this list" data-focus="/" maxlength="200"; }
                    button { "Search" }
                }
                details.drop { summary { "Filter" } div { (self.field_choice(&Build::default())) (self.as_text()) } }
                (self.order_menu())
                (self.column_menu())
                (self.more_menu())
            }
        }
    }

    fn more_menu(&self) -> Markup {
        let exact = with_query(&self.desk.href(&self.place()), &[]);
        let text = self.address.text();
        html! {
            details.drop {
                summary { "More" }
                ul {
                    @if self.desk.may(Permission::Export, Target::Workspace) {
                        @for (format, label) in [("csv", "Export as CSV"), ("xlsx", "Export as Excel workbook"), ("ndjson", "Export as NDJSON")] {
                            li { a href=(self.address_of(&format!("/{}/export/{format}", self.decl.name), self.base.pairs(&self.address), 1)) { (label) } }
                        }
                    }
                    @if self.address.archived == Archived::Hide {
                        li { a href=(self.with_archived(Archived::Only)) { "Show archived ones" } }
                        li { a href=(self.with_archived(Archived::Include)) { "Show archived ones too" } }
                    } @else {
                        li { a href=(self.with_archived(Archived::Hide)) { "Show those in force" } }
                    }
                    li { a href=(if text.is_empty() { exact } else { format!("{exact}{}{text}", if exact.contains('?') { '&' } else { '?' }) }) { "Address of exactly this list" } }
                    li { a href=(self.desk.href("/import")) { "Bring in a list" } }
                }
            }
        }
    }

    fn wrong(&self, wrong: &str) -> Markup {
        html! {
            div.problem role="alert" {
                p { strong { @match &self.base.view { Some(view) => { "The filter of “" (view.name) "” cannot be read." } None => { "The filter cannot be read." } } } " " (told(wrong)) }
                p { a href=(self.href(&self.address.filtered(String::new()))) { "Show everything" } }
            }
        }
    }

    /// What an address or a view asks for and this list does not have.
    fn degraded(&self) -> Markup {
        html! {
            @if self.base.is_gone {
                p.problem role="status" { "There is no such view of this list, or it is not shared with you. Everything is shown." }
            }
            @if !self.unknown.is_empty() {
                p.problem role="status" {
                    "This list has no column "
                    @for (place, name) in self.unknown.iter().enumerate().take(5) { @if place > 0 { ", " } code { (name.chars().take(60).collect::<String>()) } }
                    " any more, so it is shown without " (if self.unknown.len() == 1 { "it" } else { "them" }) "."
                }
            }
        }
    }

    fn empty(&self) -> Markup {
        let example = self.decl.fields.iter().find(|field| !field.example.is_empty());
        html! {
            section.blank {
                h2 { "Nothing here yet" }
                p { (self.decl.purpose) }
                @if let Some(field) = example { p.note { (field.label) ", for example: “" (field.example) "”" } }
                @if self.desk.may_enter(self.decl) {
                    p { a.button href=(self.desk.href(&format!("/{}/new", self.decl.name))) { "Enter the first " (self.decl.singular) }
                        " or " a href=(self.desk.href("/import")) { "bring in a list" } "." }
                }
                p.note { a href=(self.with_archived(Archived::Only)) { "Look at archived ones" } }
            }
        }
    }
}
