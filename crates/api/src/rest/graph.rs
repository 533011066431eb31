//! What hangs together with a record.

use probity_app::operations::graph::{GraphRequest, graph};
use probity_core::graph::{DEPTH_MAX, Direction, NODES_MAX, Shown, Side};
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Parameter, Tag, json_content};
use super::form::Form;
use super::record::AS_OF;
use super::reply::Reply;
use crate::problem::{self as problems, Problem};

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: Method::Get,
    path: "/workspaces/{workspace}/records/{id}/graph",
    id: "readGraph",
    tag: Tag::Records,
    summary: "Read what hangs together with a record",
    about: "What it rests on and what rests on it, some links far. What the caller may not see stands as restricted.",
    access: Access::Token,
    query: &[
        Parameter::new(
            "direction",
            Form::OneOf(&["both", "rests_on", "carries"]),
            "Which way links are followed; both when left out.",
        ),
        Parameter::new(
            "depth",
            Form::Number(1, DEPTH_MAX as u64),
            "How many links far; 2 when left out.",
        ),
        Parameter::new(
            "nodes",
            Form::Number(1, NODES_MAX as u64),
            "Nodes at most; 100 when left out.",
        ),
        AS_OF,
    ],
    headers: &[],
    body: Body::None,
    answers: &[Answer {
        status: 200,
        about: "Nodes, nearest first, and the links between them.",
        content: &[json_content::<Hangs>()],
        headers: &[],
    }],
    problems: &[problems::DOES_NOT_FIT],
    run: read,
}];

/// Records and the links between them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Graph")]
struct Hangs {
    /// The nodes, nearest first; the first is the record itself.
    nodes: Vec<Node>,
    /// The links.
    edges: Vec<Edge>,
    /// Records that were reached and for which there was no room, beside those that nodes count.
    left_out: usize,
    /// Entries in the ledger that it rests on.
    size: u64,
}

/// A node.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "GraphNode")]
struct Node {
    /// What it stands for: `record`, `restricted` (what the caller may not see) or `more` (further records
    /// of one kind).
    shows: &'static str,
    /// The record, for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its kind, for one or for more of a kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its title, for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Code of its state, for one whose kind has states.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// How many, for more of a kind and for restricted ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    /// `before` for what rests on the record, `middle` for itself, `after` for what it rests on.
    side: &'static str,
    /// Links away from the record.
    distance: usize,
}

/// A link.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "GraphEdge")]
struct Edge {
    /// Place among the nodes, from 0, of the one that rests on the other.
    from: usize,
    /// Place of the other.
    to: usize,
    /// What the first says of the second.
    words: &'static str,
}

fn read(call: &Call<'_>) -> Result<Reply, Problem> {
    let request = GraphRequest {
        id: call.part("id").to_owned(),
        direction: match call.parameter("direction") {
            Some("rests_on") => Direction::RestsOn,
            Some("carries") => Direction::Carries,
            _ => Direction::Both,
        },
        depth: call.number("depth").unwrap_or(2),
        nodes: call.number("nodes").unwrap_or(100),
        as_of: call.as_of(),
    };
    let found = graph(&call.ctx()?, &request)?;
    let register = &found.view.register;
    let nodes = found.answer.nodes.iter().map(|node| {
        let plain = Node {
            shows: "record",
            id: None,
            kind: None,
            title: None,
            state: None,
            count: None,
            side: match node.side {
                Side::Before => "before",
                Side::Middle => "middle",
                Side::After => "after",
            },
            distance: node.distance,
        };
        match &node.shown {
            Shown::Record(record) => Node {
                id: Some(record.id.show(register.kinds())),
                kind: Some(register.decl(record.id).name),
                title: Some(record.title().to_owned()),
                state: register.state_code(record),
                ..plain
            },
            Shown::Restricted(count) => Node {
                shows: "restricted",
                count: Some(*count),
                ..plain
            },
            Shown::More { kind, count, .. } => Node {
                shows: "more",
                kind: Some(register.kinds().decl(*kind).name),
                count: Some(*count),
                ..plain
            },
        }
    });
    let edges = found.answer.edges.iter().map(|edge| Edge {
        from: edge.from,
        to: edge.to,
        words: edge.words,
    });
    let hangs = Hangs {
        nodes: nodes.collect(),
        edges: edges.collect(),
        left_out: found.answer.left_out,
        size: register.size(),
    };
    Ok(Reply::json(&hangs)?.at(hangs.size))
}
