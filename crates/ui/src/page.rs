//! The frame around a page: navigation by job, search, the day that is looked at, the person.

use maud::{DOCTYPE, Markup, html};
use probity_core::ids::KindId;
use probity_core::rules::rights::{Permission, Target};

use crate::address::with_query;
use crate::assets;
use crate::components::dates;
use crate::components::numbers::grouped;
use crate::desk::Desk;
use crate::navigation::{navigation, workspace_menu};

/// Where a page stands in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The first page.
    Home,
    /// A list or a record of a kind.
    Kind(KindId),
    /// The ledger.
    Ledger,
    /// Bringing records in.
    Import,
    /// A page of its own, by its place in the workspace, such as `/inbox`.
    Place(&'static str),
    /// Somewhere else.
    Elsewhere,
}

/// A whole page of a workspace.
pub fn page(desk: &Desk, title: &str, at: At, body: &Markup) -> Markup {
    framed(desk, title, at, None, body)
}

/// A page that asks for itself again after some seconds, until what it waits for is there.
pub fn waiting(desk: &Desk, title: &str, at: At, seconds: u32, body: &Markup) -> Markup {
    framed(desk, title, at, Some(seconds), body)
}

fn framed(desk: &Desk, title: &str, at: At, again: Option<u32>, body: &Markup) -> Markup {
    let organisation = organisation(desk);
    document(
        &format!("{title} · {organisation}"),
        again,
        &html! {
            a.skip href="#main" { "Skip to the content" }
            (top(desk, at, &organisation))
            nav #nav popover="auto" aria-label="Main" { (navigation(desk, at)) }
            main #main tabindex="-1" {
                (band(desk))
                (body)
                (foot(desk))
            }
            (keys())
        },
    )
}

/// What can be done with the keyboard alone; opened by `?`.
fn keys() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            form method="dialog" {
                h2 #keys-title { "Keys" }
                dl {
                    @for (keys, what) in [
                        (&["Ctrl K"][..], "Search everything"),
                        (&["/"], "Search in this list"),
                        (&["j", "↓"], "Next row"),
                        (&["k", "↑"], "Row before"),
                        (&["Enter"], "Open the row"),
                        (&["x"], "Tick the row"),
                        (&["Shift x"], "Tick all from the last ticked one to here"),
                        (&["Esc"], "Close a menu"),
                        (&["?"], "These keys"),
                    ] {
                        div { dt { @for key in keys { kbd { (key) } " " } } dd { (what) } }
                    }
                }
                button { "Close" }
            }
        }
    }
}

/// A page outside any workspace: signing in, errors.
pub fn bare(title: &str, body: &Markup) -> Markup {
    document(
        &format!("{title} · Probity"),
        None,
        &html! {
            main #main.bare {
                p.brand { img src=(*assets::MARK) alt="" width="20" height="20"; "Probity" }
                h1 { (title) }
                (body)
            }
        },
    )
}

fn document(title: &str, again: Option<u32>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if let Some(seconds) = again { meta http-equiv="refresh" content=(seconds); }
                title { (title) }
                link rel="icon" href=(*assets::MARK) type="image/svg+xml";
                link rel="stylesheet" href=(*assets::STYLE);
                script type="module" src=(*assets::SCRIPT) {}
            }
            body { (body) }
        }
    }
}

fn organisation(desk: &Desk) -> String {
    let kind = desk.kinds().known("organisation");
    let named = desk
        .register()
        .records(kind)
        .next()
        .map(|record| record.title().to_owned());
    named.unwrap_or_else(|| desk.ctx.workspace.name().to_string())
}

fn top(desk: &Desk, at: At, organisation: &str) -> Markup {
    html! {
        header.top {
            button.menu type="button" popovertarget="nav" { "Menu" }
            a.brand href=(desk.href("/")) { img src=(*assets::MARK) alt="" width="20" height="20"; span { "Probity, home" } }
            (workspace_menu(desk, at, organisation))
            form.search role="search" action=(desk.href("/search")) method="get" {
                @if let Some(day) = desk.past { input type="hidden" name="as_of" value=(day); }
                input #search type="search" name="q" aria-label="Search everything" placeholder="Search everything"
                    autocomplete="off" maxlength="200" value=(if desk.path().ends_with("/search") { desk.query.get("q").unwrap_or("") } else { "" });
                kbd aria-hidden="true" { "Ctrl K" }
            }
            details.drop.as-of.past[desk.past.is_some()] {
                summary { "As of " @match desk.past { Some(day) => { (dates::day(day)) } None => { "today" } } }
                form method="get" action=(desk.path()) {
                    @for (name, value) in desk.query.pairs().filter(|(name, _)| !matches!(*name, "as_of" | "page")) {
                        input type="hidden" name=(name) value=(value);
                    }
                    label { "Show what was recorded by the end of"
                        input type="date" name="as_of" required max=(desk.today) value=(desk.past.or_else(|| desk.today.yesterday().ok()).unwrap_or(desk.today)); }
                    button { "Look back" }
                }
            }
            (person(desk))
        }
    }
}

fn person(desk: &Desk) -> Markup {
    let register = &desk.ctx.view().register;
    let record = desk
        .principal
        .person(register)
        .and_then(|id| register.get(id).cloned());
    let name = record
        .as_ref()
        .map_or_else(|| "Nobody".to_owned(), |record| record.title().to_owned());
    html! {
        details.drop.person {
            summary { (name) }
            div {
                @if let Some(record) = &record {
                    ul {
                        li { a href=(desk.record_href(record.id)) { "My record" } }
                        li { a href=(with_query(&desk.href("/rights"), &[("person", &record.id.show(desk.kinds()))])) { "What I may do" } }
                    }
                }
                @if desk.visitor.is_signed_in() {
                    form method="post" action="/sign-out" {
                        input type="hidden" name="token" value=(desk.form_token());
                        button.quiet { "Sign out" }
                    }
                } @else {
                    p.note { "Signed in because you are at this machine." }
                }
            }
        }
    }
}

fn band(desk: &Desk) -> Markup {
    let here: Vec<(&str, &str)> = desk
        .query
        .pairs()
        .filter(|(name, _)| !matches!(*name, "as_of" | "page"))
        .collect();
    html! {
        @if let Some(day) = desk.past {
            p.band role="status" {
                strong { "As of " (dates::day(day)) "." }
                " This is what was recorded by the end of that day (" (dates::relative(day, desk.today)) "), read with today’s rights. "
                a href=(with_query(desk.path(), &here)) { "Back to today" }
            }
        }
        @if let Some(reason) = desk.ctx.workspace.read_only() {
            p.band role="status" { strong { "Read-only." } " " (crate::error::told(reason)) }
        }
    }
}

fn foot(desk: &Desk) -> Markup {
    let register = desk.register();
    html! {
        footer.foot {
            @if desk.may(Permission::ReadLedger, Target::Workspace) {
                a href=(desk.href("/ledger")) { "Ledger of " (grouped(register.size())) " entries" }
            } @else {
                a href=(desk.href("/prove")) { "Ledger of " (grouped(register.size())) " entries" }
            }
            button.quiet type="button" data-keys="" hidden { "Keys" }
            @if register.at() > 0 { span { "last recorded " (dates::moment(register.at(), &desk.view.time_zone())) } }
        }
    }
}
