//! Who may do what, and what somebody may do: the one table of rights and the role grants, for people.

mod answer;
mod person;
mod table;

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use probity_core::Record;
use probity_core::ids::KindId;
use probity_core::kind::Group;
use probity_core::rules::rights::Role;
use probity_core::rules::who_may::{Act, Subject};

use crate::components::dates;
use crate::components::value::record_link;
use crate::desk::Desk;
use crate::error::{PageError, told};
use crate::page::{At, page};
use crate::state::UiState;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new().route("/rights", get(show))
}

/// What is asked about.
enum About {
    Workspace,
    Kind(KindId),
    Record(std::sync::Arc<Record>),
}

impl About {
    /// By the name of a kind or the id of a record; the workspace when nothing is named.
    fn read(desk: &Desk) -> Result<Self, PageError> {
        let named = desk.query.text("record").or_else(|| desk.query.text("what"));
        match named {
            None | Some("workspace") => Ok(Self::Workspace),
            Some(name) => match desk.kinds().by_name(name) {
                Some(kind) => Ok(Self::Kind(kind)),
                None => desk.record(name).map(|record| Self::Record(record.clone())),
            },
        }
    }

    fn subject(&self) -> Subject<'_> {
        match self {
            Self::Workspace => Subject::Workspace,
            Self::Kind(kind) => Subject::Kind(*kind),
            Self::Record(record) => Subject::Record(record),
        }
    }
}

/// `/w/{workspace}/rights?act=&what=&record=&person=`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    let (about, problem) = match About::read(&desk) {
        Ok(about) => (about, None),
        Err(PageError::Explained { what, .. }) => (About::Workspace, Some(what)),
        Err(error) => return Err(error),
    };
    let person = desk.query.text("person");
    let acts = acts(desk.query.text("act"));
    let body = html! {
        h1 { "Who may do what" }
        p.purpose { "Rights come from roles, and roles are held by grants, which are entries of the ledger. What is said here is what is enforced: both read the same table." }
        (forms(&desk, &about, person))
        @if let Some(problem) = &problem { div.problem role="alert" { p { (told(problem)) } } }
        @match person {
            Some(person) => { (person::answer(&desk, person, &about)) }
            None => { @for act in &acts { (answer::draw(&desk, *act, &about)) } }
        }
        (table::draw())
    };
    Ok(page(&desk, "Who may do what", At::Place("/rights"), &body))
}

/// What an address asks for; to delete is to put away, and to erase.
fn acts(code: Option<&str>) -> Vec<Act> {
    match code {
        Some(code) if code != "delete" => Act::from_code(code).into_iter().collect(),
        _ => vec![Act::Archive, Act::Erase],
    }
}

fn forms(desk: &Desk, about: &About, person: Option<&str>) -> Markup {
    let act = desk.query.text("act").unwrap_or("delete");
    let (kind, record) = match about {
        About::Workspace => (None, String::new()),
        About::Kind(kind) => (Some(*kind), String::new()),
        About::Record(record) => (None, record.id.show(desk.kinds())),
    };
    let is_usual = desk.query.text("what").is_none() && record.is_empty();
    html! {
        div.asking {
            form.choices.narrow method="get" action=(desk.href("/rights")) {
                (past(desk))
                label { "Who may" select name="act" {
                    option value="delete" selected[act == "delete"] { "delete" }
                    @for one in Act::ALL { option value=(one.code()) selected[act == one.code()] { (words(one)) } }
                } }
                label { "What" select name="what" {
                    option value="workspace" { "the workspace as a whole" }
                    @for group in Group::ALL {
                        optgroup label=(group.label()) {
                            @for (one, decl) in desk.kinds().all().filter(|(_, decl)| decl.group == group) {
                                option value=(decl.name) selected[kind == Some(one) || (is_usual && decl.name == "system")] { (decl.plural) }
                            }
                        }
                    }
                } }
                label { "or one record" input type="text" name="record" value=(record) placeholder="SYS-12" maxlength="20" autocomplete="off"; }
                div.actions { button.primary { "Answer" } }
            }
            form.choices.narrow method="get" action=(desk.href("/rights")) {
                (past(desk))
                label { "What may" input type="text" name="person" value=(person.unwrap_or_default()) placeholder="PER-3" maxlength="20" autocomplete="off"; }
                label { "do with" input type="text" name="record" value=(if person.is_some() { record.as_str() } else { "" }) placeholder="anything, or SYS-12" maxlength="20" autocomplete="off"; }
                div.actions { button { "Answer" } }
            }
        }
    }
}

fn past(desk: &Desk) -> Markup {
    html! { @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); } }
}

/// An act after "who may".
fn words(act: Act) -> &'static str {
    match act {
        Act::See => "see",
        Act::Create => "enter",
        Act::Change => "change",
        Act::Approve => "decide on",
        Act::Archive => "put away (archive)",
        Act::Erase => "remove for good (erase)",
        Act::Merge => "merge",
        Act::Import => "bring in lists",
        Act::Export => "take out (export)",
        Act::ReadLedger => "read the ledger",
        Act::DeclareFields => "declare fields",
        Act::GrantRoles => "grant and revoke roles",
        Act::Operate => "back up and restore",
    }
}

/// A role as people call it.
fn role_label(role: Role) -> &'static str {
    let kinds = probity_core::Kinds::built_in();
    let Some((_, field)) = kinds.decl(kinds.known("role_grant")).field("role") else {
        return role.code();
    };
    let choice = field
        .choice_list()
        .iter()
        .find(|choice| choice.code == role.code());
    choice.map_or(role.code(), |choice| choice.label)
}

/// A grant: its record, and since when it is in force.
fn grant(desk: &Desk, id: probity_core::RecordId) -> Markup {
    use probity_core::Value;
    let Some(record) = desk.register().get(id) else {
        return html! {};
    };
    let date = |field| match desk.register().value(record, field) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    };
    let recorded = dates::day_of(record.created_at, &desk.view.time_zone());
    html! {
        a.id href=(desk.record_href(id)) { (id.show(desk.kinds())) }
        " since " @match date("from") { Some(from) => { (dates::partial_time(from)) } None => { (dates::day(recorded)) } }
        @if let Some(until) = date("until") { " until " (dates::partial_time(until)) }
    }
}

/// Where a grant holds.
fn reach(desk: &Desk, unit: Option<probity_core::RecordId>) -> Markup {
    html! { @match unit { None => { "the whole organisation" } Some(unit) => { (record_link(desk, unit)) " and below" } } }
}
