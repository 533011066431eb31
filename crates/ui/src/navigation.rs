//! The way to every page: by job at the side, and what concerns the workspace itself behind its name.

use maud::{Markup, html};
use probity_core::kind::Group;
use probity_core::rules::rights::{Permission, Target};

use crate::desk::Desk;
use crate::page::At;

/// One way.
struct Way {
    label: &'static str,
    place: String,
    is_here: bool,
}

impl Way {
    fn new(at: At, label: &'static str, place: &'static str) -> Self {
        Self {
            label,
            place: place.to_owned(),
            is_here: at == At::Place(place),
        }
    }
}

/// The navigation of a workspace. The group that the page belongs to is open, else the inventory.
pub fn navigation(desk: &Desk, at: At) -> Markup {
    let here = group_of(desk, at).unwrap_or(Group::Inventory);
    html! {
        ul.jobs {
            (link(desk, &Way { label: "Home", place: "/".to_owned(), is_here: at == At::Home }))
            li { a href=(desk.href("/inbox")) aria-current=[(at == At::Place("/inbox")).then_some("page")] { "Inbox" (crate::pages::inbox::badge(desk)) } }
            (link(desk, &Way { label: "Bring in a list", place: "/import".to_owned(), is_here: at == At::Import }))
        }
        @for group in Group::ALL {
            @let ways = ways(desk, at, group);
            @if !ways.is_empty() {
                details open[group == here] {
                    summary { (group.label()) }
                    ul { @for way in &ways { (link(desk, way)) } }
                }
            }
        }
    }
}

/// What concerns the workspace itself, and the way to the others.
pub fn workspace_menu(desk: &Desk, at: At, organisation: &str) -> Markup {
    let others = desk
        .workspaces
        .iter()
        .filter(|name| *name != desk.ctx.workspace.name());
    html! {
        details.drop.workspace {
            summary { span { (organisation) } }
            div {
                ul { @for way in about(desk, at) { (link(desk, &way)) } }
                @if desk.workspaces.len() > 1 {
                    p.note { "Workspace " code { (desk.ctx.workspace.name()) } ". Go to:" }
                    ul { @for name in others { li { a href={ "/w/" (name) "/" } { (name) } } } }
                }
            }
        }
    }
}

/// The pages about the workspace that the visitor may open.
fn about(desk: &Desk, at: At) -> Vec<Way> {
    let kind = |label, name: &'static str| Way {
        label,
        place: format!("/{name}"),
        is_here: at == At::Kind(desk.kinds().known(name)),
    };
    let mut ways = vec![
        Way::new(at, "What changed", "/changes"),
        Way::new(at, "Who may do what", "/rights"),
    ];
    if desk.may(Permission::ReadLedger, Target::Workspace) {
        ways.push(Way {
            label: "Ledger",
            place: "/ledger".to_owned(),
            is_here: at == At::Ledger,
        });
    }
    ways.push(kind("People", "person"));
    if desk.may(Permission::ManageAccess, Target::Workspace) {
        ways.push(kind("Role grants", "role_grant"));
    }
    ways.push(Way::new(at, "Settings", "/settings"));
    ways
}

fn link(desk: &Desk, way: &Way) -> Markup {
    html! { li { a href=(desk.href(&way.place)) aria-current=[way.is_here.then_some("page")] { (way.label) } } }
}

fn group_of(desk: &Desk, at: At) -> Option<Group> {
    match at {
        At::Kind(kind) => Some(desk.kinds().decl(kind).group),
        At::Place("/graph" | "/discovery") => Some(Group::Inventory),
        _ => None,
    }
}

/// The lists of a group. What the machinery keeps stands behind the workspace's name.
fn ways(desk: &Desk, at: At, group: Group) -> Vec<Way> {
    let discovery = [
        desk.kinds().known("candidate"),
        desk.kinds().known("discovery_source"),
    ];
    let members = desk
        .kinds()
        .all()
        .filter(|(kind, decl)| decl.group == group && !decl.internal && !discovery.contains(kind));
    let mut ways: Vec<Way> = members
        .map(|(kind, decl)| Way {
            label: decl.plural,
            place: format!("/{}", decl.name),
            is_here: at == At::Kind(kind),
        })
        .collect();
    if group == Group::Inventory {
        let mut complete = Way::new(at, "Is the list complete?", "/discovery");
        complete.is_here |= discovery.into_iter().any(|kind| at == At::Kind(kind));
        ways.push(complete);
        ways.push(Way::new(at, "Dependencies", "/graph"));
        ways.sort_by_key(|way| inventory_place(&way.place));
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
        "/discovery",
        "/graph",
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
