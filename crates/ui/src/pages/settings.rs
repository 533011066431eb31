//! What concerns the workspace itself: the organisation, fields of its own, people and roles, where its
//! data lies, and how machines reach it.

use axum::Router;
use axum::routing::get;
use maud::{Markup, html};
use probity_core::query::{Query, count};
use probity_core::rules::rights::{Permission, Target};
use probity_core::{Record, Value};

use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new().route("/settings", get(show))
}

/// `/w/{workspace}/settings`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    let body = html! {
        h1 { "Settings" }
        div.columns.settings {
            (organisation(&desk))
            (people(&desk))
            (fields(&desk))
            (data(&desk))
            (machines(&desk))
            (about())
        }
    };
    Ok(page(&desk, "Settings", At::Place("/settings"), &body))
}

fn organisation(desk: &Desk) -> Markup {
    let records = desk.register().records(desk.kinds().known("organisation"));
    let record = records
        .into_iter()
        .next()
        .filter(|record| desk.seen(record.id).is_some());
    let text = |record: &Record, field: &str| match desk.register().value(record, field) {
        Some(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    html! {
        section {
            h2 { "Organisation" }
            @match record {
                Some(record) => {
                    dl.plain {
                        div { dt { "Name" } dd { a href=(desk.record_href(record.id)) { (record.title()) } } }
                        @for (label, field) in [("Legal name", "legal_name"), ("Country of the seat", "country")] {
                            div { dt { (label) } dd { @match text(record, field) { Some(text) => { (text) } None => { span.none { "not stated" } } } } }
                        }
                        div { dt { "Time zone" } dd { @match text(record, "time_zone") {
                            Some(zone) => { (zone) }
                            None => { "UTC, since none is stated" }
                        } } }
                    }
                    @if desk.may(Permission::Edit, Target::Record(record)) {
                        p { a.button href=(desk.href(&format!("/r/{}/edit", record.id.show(desk.kinds())))) { "Change" } }
                    }
                }
                None => { p.note { "Nothing is stated about the organisation." } }
            }
        }
    }
}

fn people(desk: &Desk) -> Markup {
    let number = |name: &str| count(&desk.scope(), &Query::new(desk.kinds().known(name), 0)).unwrap_or(0);
    html! {
        section {
            h2 { "People and roles" }
            ul.plain {
                li { a href=(desk.href("/person")) { (counted(number("person"), "person", "people")) } }
                li { a href=(desk.href("/unit")) { (counted(number("unit"), "unit", "units")) } }
                li { a href=(desk.href("/rights")) { "Who may do what" } }
                @if desk.may(Permission::ManageAccess, Target::Workspace) {
                    li { a href=(desk.href("/role_grant")) { (counted(number("role_grant"), "role grant", "role grants")) } }
                    li { a href=(desk.href("/role_grant/new")) { "Grant a role" } }
                }
            }
            p.note { "Accounts, which are how somebody signs in, are made at the server: " code { "probity user --help" } "." }
        }
    }
}

fn fields(desk: &Desk) -> Markup {
    let kind = desk.kinds().known("custom_field");
    let own: Vec<_> = desk
        .register()
        .records(kind)
        .filter(|record| !record.archived)
        .collect();
    let label = |record: &Record| match desk.register().value(record, "label") {
        Some(Value::Text(label)) => label.to_string(),
        _ => record.title().to_owned(),
    };
    let of_kind = |record: &Record| match desk.register().value(record, "of_kind") {
        Some(Value::Text(name)) => desk
            .kinds()
            .by_name(name)
            .map_or("", |kind| desk.kinds().decl(kind).plural),
        _ => "",
    };
    html! {
        section {
            h2 { "Fields of your own" }
            @if own.is_empty() {
                p.note { "None. Columns of a list that fit no field become such fields when the list is brought in." }
            } @else {
                details {
                    summary { (counted(own.len(), "field", "fields")) }
                    ul.plain { @for record in &own {
                        li { a href=(desk.record_href(record.id)) { (label(record)) } " " span.note { (of_kind(record)) } }
                    } }
                }
                p { a href=(desk.href("/custom_field")) { "As a list" } }
            }
            @if desk.may(Permission::ManageFields, Target::Workspace) {
                p { a.button href=(desk.href("/custom_field/new")) { "Declare a field" } }
            }
        }
    }
}

fn data(desk: &Desk) -> Markup {
    let key = desk.ctx.workspace.verifier_key();
    html! {
        section {
            h2 { "Data" }
            dl.plain {
                div { dt { "Workspace" } dd { code { (desk.ctx.workspace.name()) } } }
                div { dt { "Ledger" } dd { (counted(usize::try_from(desk.register().size()).unwrap_or(usize::MAX), "entry", "entries")) } }
                div { dt { "Records" } dd { (grouped(desk.register().total() as u64)) } }
                div { dt { "Verifier key" } dd { code.long { (key) } } }
            }
            p.note { "Everything lies in the data folder or database that this server was started with, and nowhere else. "
                code { "probity backup" } " makes one file of it, " code { "probity fsck" } " derives all of it again. The secret key lies apart from the database." }
            ul.plain {
                @if desk.may(Permission::ReadLedger, Target::Workspace) { li { a href=(desk.href("/ledger")) { "The ledger, and how to check it" } } }
                li { a href=(desk.href("/prove")) { "How to prove a record" } }
            }
        }
    }
}

fn machines(desk: &Desk) -> Markup {
    html! {
        section {
            h2 { "For machines" }
            ul.plain {
                li { a href="/api/v1/openapi.json" { "What the programming interface offers" } span.note { " OpenAPI, at /api/v1" } }
                li { "The command line: " code { "probity --help" } }
            }
            p.note { "Programs act with a token of their own, under a role like anybody else: " code { "probity token --help" } "." }
            @if desk.may(Permission::Export, Target::Workspace) {
                p.note { "Every list is taken out by its own menu, exactly as it is shown." }
            }
        }
    }
}

fn about() -> Markup {
    html! {
        section {
            h2 { "Probity" }
            p { "Version " (env!("CARGO_PKG_VERSION")) ". It asks no other server for anything, and tells nobody that you use it." }
        }
    }
}
