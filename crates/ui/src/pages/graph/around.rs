//! The records around one record: a picture, and the same as a table.

use axum::extract::Path;
use maud::{Markup, html};
use probity_core::Record;
use probity_core::graph::{
    Columns, DEPTH_MAX, Direction, Graph, NODE_HEIGHT, NODE_WIDTH, Node, Request, Shown, graph, is_shown,
    layout,
};
use probity_core::ids::RecordId;
use probity_core::query::RESTRICTED;

use super::sketch::{Card, Line, Sketch, Under};
use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::components::{chip, value};
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::page::{At, page};

/// What an address says of a graph.
#[derive(Clone, Copy)]
struct Look {
    direction: Direction,
    depth: usize,
}

const DIRECTIONS: [(&str, Direction, &str); 3] = [
    ("both", Direction::Both, "Both ways"),
    ("rests-on", Direction::RestsOn, "What it rests on"),
    ("carries", Direction::Carries, "What rests on it"),
];

/// How far links can be followed from the page; further is for programs.
const DEPTHS: std::ops::RangeInclusive<usize> = 1..=4;
/// The widest picture that shrinks to its place on a desk.
const SHRINKS_TO: i32 = 1260;

impl Look {
    fn read(query: &Fields) -> Self {
        let direction = query.get("direction").unwrap_or_default();
        let known = DIRECTIONS.iter().find(|(name, ..)| *name == direction);
        let depth = query.get("depth").and_then(|depth| depth.parse().ok());
        Self {
            direction: known.map_or(Direction::Both, |(_, direction, _)| *direction),
            depth: depth.unwrap_or(2).clamp(1, DEPTH_MAX),
        }
    }

    fn href(self, desk: &Desk, id: RecordId) -> String {
        let place = desk.href(&format!("/r/{}/graph", id.show(desk.kinds())));
        let mut pairs = Vec::new();
        if let Some((name, ..)) = DIRECTIONS
            .iter()
            .skip(1)
            .find(|(_, known, _)| *known == self.direction)
        {
            pairs.push(("direction", (*name).to_owned()));
        }
        if self.depth != 2 {
            pairs.push(("depth", self.depth.to_string()));
        }
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        with_query(&place, &pairs)
    }
}

/// `/w/{workspace}/r/{id}/graph?direction=&depth=`
pub async fn show(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let record = desk.record(&id)?.clone();
    let decl = desk.register().decl(record.id);
    let look = Look::read(&desk.query);
    let request = Request {
        direction: look.direction,
        depth: look.depth,
        ..Request::new(record.id)
    };
    let Some(found) = graph(&desk.scope(), &request) else {
        let plural = decl.plural.to_lowercase();
        return Err(PageError::missing(format!(
            "{plural} would tie everything to everything: open the graph of a use case, a system or a risk instead"
        )));
    };
    let title = format!("What {} rests on", record.title());
    let body = html! {
        p.crumb { a href=(desk.record_href(record.id)) { (record.title()) } " " span.id { (record.id.show(desk.kinds())) } }
        h1 { "What depends on what" }
        p.purpose { "From left to right, everything rests on what stands further on: uses on systems, systems on what they are made of, all of it on what assures it. Choose a record to put it in the middle." }
        (switches(&desk, record.id, look))
        (told(&found))
        (sketch(&desk, &found, Columns::ByBand, &|id| look.href(&desk, id)).draw())
        (table(&desk, &found))
    };
    Ok(page(&desk, &title, At::Kind(record.id.kind), &body))
}

fn switches(desk: &Desk, id: RecordId, look: Look) -> Markup {
    html! {
        div.switches {
            nav aria-label="Direction" {
                @for (_, direction, words) in DIRECTIONS {
                    a href=(Look { direction, ..look }.href(desk, id)) aria-current=[(direction == look.direction).then_some("true")] { (words) }
                }
            }
            nav aria-label="How far" {
                span.note { "Links away" }
                @for depth in DEPTHS {
                    a href=(Look { depth, ..look }.href(desk, id)) aria-current=[(depth == look.depth).then_some("true")] { (depth) }
                }
            }
        }
    }
}

/// How much there is, and how much of it is not shown.
fn told(graph: &Graph) -> Markup {
    let records = graph
        .nodes
        .iter()
        .filter(|node| matches!(node.shown, Shown::Record(_)))
        .count();
    let more: usize = graph
        .nodes
        .iter()
        .map(|node| match node.shown {
            Shown::More { count, .. } => count,
            _ => 0,
        })
        .sum();
    html! {
        p.summary role="status" {
            strong { (counted(records, "record", "records")) } ", " (counted(graph.edges.len(), "link", "links"))
            @if more > 0 { ", and " (grouped(more as u64)) " more behind the boxes that count them" }
            "."
            @if graph.left_out > 0 { " There was no room for " (counted(graph.left_out, "further record", "further records")) ": go fewer links away, or one way only." }
            @if records == 1 { " Nothing is linked this way yet." }
        }
    }
}

/// The graph beside a record: one link away, each box leading to its record. Nothing for a record that
/// stands alone or whose kind is no part of graphs.
pub fn beside(desk: &Desk, record: &Record) -> Markup {
    if !is_shown(desk.kinds(), record.id.kind) {
        return html! {};
    }
    let request = Request {
        depth: 1,
        fan: 2,
        nodes: 13,
        ..Request::new(record.id)
    };
    let mut found = graph(&desk.scope(), &request).filter(|found| found.nodes.len() > 1);
    // What the others have with each other is for the whole graph.
    if let Some(found) = &mut found {
        found.edges.retain(|edge| edge.from == 0 || edge.to == 0);
    }
    let whole = desk.href(&format!("/r/{}/graph", record.id.show(desk.kinds())));
    html! {
        @if let Some(found) = found {
            section.around {
                h2 { "What depends on what" }
                (sketch(desk, &found, Columns::BySide, &|id| desk.record_href(id)).draw())
                p.note {
                    a href=(whole) { "See the whole graph" } ", with what is further away"
                    @if found.left_out > 0 { " and " (counted(found.left_out, "record", "records")) " more that " (if found.left_out == 1 { "hangs" } else { "hang" }) " on it directly" }
                    "."
                }
            }
        }
    }
}

fn sketch(desk: &Desk, graph: &Graph, by: Columns, href: &dyn Fn(RecordId) -> String) -> Sketch {
    let layout = layout(graph, by);
    let card = |(place, node): (usize, &Node)| {
        let at = (layout.places[place].x, layout.places[place].y);
        card(desk, node, at, href)
    };
    let name = |place: usize| node_name(desk, &graph.nodes[place]);
    let line = |edge: &probity_core::graph::Edge| Line {
        from: edge.from,
        to: edge.to,
        weight: 1,
        label: plural(edge.words),
        words: format!("{}: {}: {}", name(edge.from), edge.words, name(edge.to)),
    };
    Sketch {
        // Beyond this its words would get too small to read.
        shrinks: layout.width <= SHRINKS_TO,
        label: format!("Graph around {}", node_name(desk, &graph.nodes[0])),
        heads: layout
            .columns
            .iter()
            .map(|column| (column.x, column.words))
            .collect(),
        lines: graph.edges.iter().map(line).collect(),
        cards: graph.nodes.iter().enumerate().map(card).collect(),
        size: (layout.width, layout.height),
    }
}

fn card(desk: &Desk, node: &Node, at: (i32, i32), href: &dyn Fn(RecordId) -> String) -> Card {
    let size = (NODE_WIDTH, NODE_HEIGHT);
    match &node.shown {
        Shown::Record(record) => {
            let decl = desk.register().decl(record.id);
            let id = record.id.show(desk.kinds());
            let state = decl
                .lifecycle
                .and_then(|life| life.states.get(usize::from(record.state)));
            let is_middle = node.distance == 0;
            Card {
                at,
                size,
                href: Some(if is_middle {
                    desk.record_href(record.id)
                } else {
                    href(record.id)
                }),
                over: format!("{} {id}", capital(decl.singular)),
                title: record.title().to_owned(),
                under: match state {
                    Some(state) => Under::State(state.label, state.phase),
                    None => Under::Nothing,
                },
                class: if is_middle { "middle" } else { "" },
                words: match state {
                    Some(state) => format!("{} ({}, {id}), {}", record.title(), decl.singular, state.label),
                    None => format!("{} ({}, {id})", record.title(), decl.singular),
                },
            }
        }
        Shown::Restricted(count) => Card {
            at,
            size,
            href: None,
            over: counted(*count, "record", "records"),
            title: capital(RESTRICTED),
            under: Under::Words("You may not see this".to_owned()),
            class: "more",
            words: format!(
                "{}: you may not see this",
                counted(*count, "restricted record", "restricted records")
            ),
        },
        Shown::More { count, kind, .. } => {
            let decl = desk.kinds().decl(*kind);
            let what = counted(*count, decl.singular, &plural(decl.plural));
            Card {
                at,
                size,
                href: Some(more_href(desk, &node.shown)),
                over: "and".to_owned(),
                title: format!("{} more", grouped(*count as u64)),
                under: Under::Words(plural(decl.plural)),
                class: "more",
                words: format!("and {what} more: see them in their list"),
            }
        }
    }
}

/// The list of the records that a box counts, or the record that names them.
fn more_href(desk: &Desk, shown: &Shown) -> String {
    match shown {
        Shown::More {
            kind,
            pointing: Some((field, target)),
            ..
        } => {
            let list = desk.href(&format!("/{}", desk.kinds().decl(*kind).name));
            with_query(
                &list,
                &[("filter", &format!("{field} = {}", target.show(desk.kinds())))],
            )
        }
        Shown::More { of, .. } => desk.record_href(*of),
        Shown::Record(record) => desk.record_href(record.id),
        Shown::Restricted(_) => desk.href("/graph"),
    }
}

fn node_name(desk: &Desk, node: &Node) -> String {
    match &node.shown {
        Shown::Record(record) => format!("{} ({})", record.title(), record.id.show(desk.kinds())),
        Shown::Restricted(count) => counted(*count, "restricted record", "restricted records"),
        Shown::More { count, kind, .. } => {
            format!(
                "{} more {}",
                grouped(*count as u64),
                plural(desk.kinds().decl(*kind).plural)
            )
        }
    }
}

/// The same as the picture, link by link.
fn table(desk: &Desk, graph: &Graph) -> Markup {
    let cell = |place: usize| {
        let node = &graph.nodes[place];
        html! {
            @match &node.shown {
                Shown::Record(record) => { (value::record_link(desk, record.id)) " " (chip::state(desk.register(), record)) }
                Shown::Restricted(_) => { span.restricted { (node_name(desk, node)) } }
                Shown::More { .. } => { a href=(more_href(desk, &node.shown)) { (node_name(desk, node)) } }
            }
        }
    };
    html! {
        @if !graph.edges.is_empty() {
            details.twin {
                summary { "The same as a table" }
                div.scroll tabindex="0" role="region" aria-label="Links of the graph" {
                    table.register {
                        caption.hidden { "Links of the graph" }
                        thead { tr { th scope="col" { "This" } th scope="col" { "says of" } th scope="col" { "that" } } }
                        tbody { @for edge in &graph.edges {
                            tr { td { (cell(edge.from)) } td { (edge.words) } td { (cell(edge.to)) } }
                        } }
                    }
                }
            }
        }
    }
}

/// The words of a kind or a relation within a sentence.
pub fn plural(words: &str) -> String {
    words.to_lowercase().replace("ai ", "AI ")
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), chars.as_str())
    })
}
