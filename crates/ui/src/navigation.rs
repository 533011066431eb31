//! The way to every list, by job.

use maud::{Markup, html};
use probity_core::kind::Group;

use crate::desk::Desk;
use crate::page::At;

/// One way.
struct Way {
    label: &'static str,
    place: String,
    is_here: bool,
}

/// The navigation of a workspace. The group that the page belongs to is open.
pub fn navigation(desk: &Desk, at: At, organisation: &str) -> Markup {
    let group = match at {
        At::Kind(kind) => Some(desk.kinds().decl(kind).group),
        At::Ledger => Some(Group::Organisation),
        _ => None,
    };
    html! {
        p.place { (organisation) }
        @if desk.workspaces.len() > 1 {
            details.switch {
                summary { "Workspace " code { (desk.ctx.workspace.name()) } }
                ul { @for name in &desk.workspaces { li { a href={ "/w/" (name) "/" } { (name) } } } }
            }
        }
        ul.jobs {
            li { a href=(desk.href("/")) aria-current=[(at == At::Home).then_some("page")] { "Home" } }
            li { a href=(desk.href("/import")) aria-current=[(at == At::Import).then_some("page")] { "Bring in a list" } }
        }
        @for part in Group::ALL {
            @let ways = ways(desk, at, part);
            @if !ways.is_empty() {
                details open[part == Group::Inventory || group == Some(part)] {
                    summary { (part.label()) }
                    ul {
                        @for way in &ways {
                            li { a href=(desk.href(&way.place)) aria-current=[way.is_here.then_some("page")] { (way.label) } }
                        }
                    }
                }
            }
        }
    }
}

/// The lists of a group. Of what the machinery keeps, only what the visitor may enter.
fn ways(desk: &Desk, at: At, group: Group) -> Vec<Way> {
    let members = desk
        .kinds()
        .all()
        .filter(|(_, decl)| decl.group == group && (!decl.internal || desk.may_enter(decl)));
    let mut ways: Vec<Way> = members
        .map(|(kind, decl)| Way {
            label: decl.plural,
            place: format!("/{}", decl.name),
            is_here: at == At::Kind(kind),
        })
        .collect();
    match group {
        Group::Inventory => ways.sort_by_key(|way| inventory_place(&way.place)),
        Group::Organisation => {
            ways.push(Way {
                label: "Ledger",
                place: "/ledger".to_owned(),
                is_here: at == At::Ledger,
            });
        }
        _ => {}
    }
    ways
}

/// What people ask for first stands first; the rest by name.
pub fn inventory_place(path: &str) -> (usize, String) {
    let first = [
        "/use_case",
        "/system",
        "/model",
        "/dataset",
        "/vendor",
        "/release",
        "/deployment",
    ];
    (
        first
            .iter()
            .position(|known| *known == path)
            .unwrap_or(first.len()),
        path.to_owned(),
    )
}
