//! A list of any kind: one table for all of them.

mod address;
mod controls;
mod export;
mod words;

use axum::extract::Path;
use maud::{Markup, html};
use probity_core::ids::KindId;
use probity_core::kind::KindDecl;
use probity_core::query::{Archived, Column, Direction, Filter, Page, Query, QueryError, run};
use probity_core::register::FieldView;

use crate::components::numbers::{counted, grouped};
use crate::components::value;
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};

pub use address::ListAddress;
pub use export::{download, export};

/// Records on a page.
const PAGE: usize = 50;

/// Everything a list needs to be drawn.
struct Listing<'a> {
    desk: &'a Desk,
    kind: KindId,
    decl: &'static KindDecl,
    address: ListAddress,
    fields: Vec<FieldView>,
    columns: Vec<(String, Column)>,
    /// The filter as it was read, or why it could not be.
    filter: Result<Option<Filter>, String>,
}

/// `/w/{workspace}/{kind}`
pub async fn show(desk: Desk, Path((_, kind)): Path<(String, String)>) -> Result<Markup, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let listing = Listing::new(&desk, kind);
    let found = listing.find(&listing.query((listing.address.page - 1) * PAGE, PAGE));
    Ok(page(
        &desk,
        listing.decl.plural,
        At::Kind(kind),
        &listing.body(&found),
    ))
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

/// Columns as an address orders them. Ticked ones come in no order of their own: the usual ones first
/// in theirs; when they are just the usual ones, none are named.
fn in_usual_order(usual: &[&str], chosen: Vec<String>, ticked: bool) -> Vec<String> {
    if !ticked {
        return chosen;
    }
    let (mut known, others): (Vec<String>, Vec<String>) = chosen
        .into_iter()
        .partition(|name| usual.contains(&name.as_str()));
    if others.is_empty() && known.len() == usual.len() {
        return Vec::new();
    }
    known.sort_by_key(|name| usual.iter().position(|place| *place == name));
    known.into_iter().chain(others).collect()
}

impl<'a> Listing<'a> {
    fn new(desk: &'a Desk, kind: KindId) -> Self {
        let (register, decl) = (desk.register(), desk.kinds().decl(kind));
        let mut address = ListAddress::read(&desk.query);
        let ticked = desk.query.all("col").count() > 1;
        address.columns = in_usual_order(decl.columns, address.columns, ticked);
        let usual = || decl.columns.iter().map(|name| (*name).to_owned()).collect();
        let names: Vec<String> = if address.columns.is_empty() {
            usual()
        } else {
            address.columns.clone()
        };
        let columns = names
            .into_iter()
            .filter_map(|name| Column::find(register, kind, &name).map(|column| (name, column)));
        let filter = match address.filter.as_str() {
            "" => Ok(None),
            text => Filter::parse(text)
                .and_then(|filter| filter.bind(register, kind, desk.today).map(|_| Some(filter)))
                .map_err(|error| error.to_string()),
        };
        Self {
            desk,
            kind,
            decl,
            fields: register.fields(kind),
            columns: columns.collect(),
            filter,
            address,
        }
    }

    fn query(&self, offset: usize, limit: usize) -> Query {
        let mut query = Query::new(self.kind, limit);
        query.offset = offset;
        query.archived = self.address.archived;
        query.search = Some(self.address.search.clone()).filter(|search| !search.is_empty());
        query.filter = self.filter.as_ref().ok().cloned().flatten();
        for (name, direction) in &self.address.sort {
            if let Some(column) = Column::find(self.desk.register(), self.kind, name) {
                query.sort.push((column, *direction));
            }
        }
        query
    }

    /// The records, or what is wrong with the filter.
    fn find(&self, query: &Query) -> Result<Page, String> {
        if let Err(wrong) = &self.filter {
            return Err(wrong.clone());
        }
        run(&self.desk.scope(), query).map_err(|error: QueryError| error.to_string())
    }

    fn place(&self) -> String {
        format!("/{}", self.decl.name)
    }

    fn href(&self, address: &ListAddress) -> String {
        address.href(self.desk, &self.place())
    }

    /// What a record's page keeps to lead back here: nothing for the list as it usually is.
    fn way_back(&self) -> Option<String> {
        (self.address != ListAddress::default_page()).then(|| self.href(&self.address))
    }

    fn is_narrowed(&self) -> bool {
        !self.address.search.is_empty()
            || !self.address.filter.is_empty()
            || self.address.archived == Archived::Only
    }

    fn body(&self, found: &Result<Page, String>) -> Markup {
        let empty = matches!(found, Ok(page) if page.total == 0) && !self.is_narrowed();
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
                (self.controls())
                @match found {
                    Err(wrong) => { (self.wrong(wrong)) }
                    Ok(page) => { (self.chips()) (self.facets()) (self.summary(page)) (self.table(page)) (self.pager(page)) }
                }
            }
        }
    }

    fn wrong(&self, wrong: &str) -> Markup {
        html! {
            div.problem role="alert" {
                p { strong { "The filter cannot be read." } " " (told(wrong)) }
                p { a href=(self.href(&self.address.filtered(String::new()))) { "Show everything" } }
            }
        }
    }

    fn empty(&self) -> Markup {
        let archived = ListAddress {
            archived: Archived::Only,
            ..self.address.clone()
        };
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
                p.note { a href=(self.href(&archived)) { "Look at archived ones" } }
            }
        }
    }

    fn summary(&self, page: &Page) -> Markup {
        let first = (self.address.page - 1) * PAGE + 1;
        let last = (first + page.records.len()).saturating_sub(1);
        html! {
            p.summary role="status" {
                strong { (counted(page.total, self.decl.singular, &self.decl.plural.to_lowercase().replace("ai ", "AI "))) }
                @if page.total > page.records.len() && !page.records.is_empty() {
                    ", " (grouped(first as u64)) "–" (grouped(last as u64)) " shown"
                }
            }
        }
    }

    fn table(&self, page: &Page) -> Markup {
        let register = self.desk.register();
        let back = self.way_back();
        html! {
            div.scroll tabindex="0" role="region" aria-label=(self.decl.plural) {
                table.register {
                    caption.hidden { (self.decl.plural) }
                    thead { tr {
                        @for (name, column) in &self.columns {
                            @let sorted = self.address.sort.first().filter(|(known, _)| known == name).map(|(_, direction)| *direction);
                            @let head = words::label(register, self.kind, *column, &self.fields);
                            th.number[value::is_number(*column, &self.fields)].long[head.chars().count() > 14] scope="col"
                                aria-sort=[sorted.map(|direction| if direction == Direction::Ascending { "ascending" } else { "descending" })] {
                                a href=(self.href(&self.address.sorted_by(name))) {
                                    (head)
                                    @match sorted {
                                        Some(Direction::Ascending) => { span.arrow aria-hidden="true" { " ↑" } }
                                        Some(Direction::Descending) => { span.arrow aria-hidden="true" { " ↓" } }
                                        None => {}
                                    }
                                }
                            }
                        }
                    } }
                    tbody {
                        @for record in &page.records {
                            tr id=(record.id.show(register.kinds())) { @for (_, column) in &self.columns {
                                td class=[value::is_number(*column, &self.fields).then_some("number")] {
                                    (value::cell(self.desk, record, *column, &self.fields, back.as_deref()))
                                }
                            } }
                        }
                    }
                }
            }
            @if page.records.is_empty() {
                p.blank { "Nothing fits. " a href=(self.href(&ListAddress { page: 1, search: String::new(), filter: String::new(), ..self.address.clone() })) { "Show everything" } }
            }
        }
    }

    fn pager(&self, page: &Page) -> Markup {
        let pages = page.total.div_ceil(PAGE);
        let at = |number: usize| {
            self.href(&ListAddress {
                page: number,
                ..self.address.clone()
            })
        };
        html! {
            @if pages > 1 {
                nav.pager aria-label="Pages" {
                    @if self.address.page > 1 { a rel="prev" href=(at(self.address.page - 1)) { "← Previous" } }
                    span { "Page " (self.address.page) " of " (grouped(pages as u64)) }
                    @if self.address.page < pages { a rel="next" href=(at(self.address.page + 1)) { "Next →" } }
                }
            }
        }
    }
}
