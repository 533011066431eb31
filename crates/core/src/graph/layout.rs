//! Places for the nodes of a graph: columns by band or side, rows by kind and then where links cross least.

use std::collections::BTreeMap;

use super::{Band, Graph, Shown, Side};
use crate::ids::RecordId;

/// Width of a node, in units of the picture.
pub const NODE_WIDTH: i32 = 184;
/// Height of a node.
pub const NODE_HEIGHT: i32 = 74;
/// From the left side of a column to that of the next.
const COLUMN_STEP: i32 = NODE_WIDTH + 44;
/// From the top of a node to that of the next in its column.
const ROW_STEP: i32 = NODE_HEIGHT + 12;
/// Room above the nodes for the words of the column.
const HEAD: i32 = 28;
/// Sweeps there and back that order the rows.
const SWEEPS: usize = 4;

/// Where a node is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Left side.
    pub x: i32,
    /// Top side.
    pub y: i32,
}

/// What stands beside each other in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Kinds of one band.
    ByBand,
    /// What rests on the record, the record, what it rests on: for graphs of one link.
    BySide,
}

/// A column with its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Above it.
    pub words: &'static str,
    /// Left side.
    pub x: i32,
}

/// Where everything of a graph is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// By place of the node.
    pub places: Vec<Place>,
    /// From left to right; those without nodes are left out.
    pub columns: Vec<Column>,
    /// Of the whole picture.
    pub width: i32,
    /// Of the whole picture.
    pub height: i32,
}

/// Lays a graph out. Whole numbers only, so that every machine draws the same.
pub fn layout(graph: &Graph, by: Columns) -> Layout {
    let mut columns: BTreeMap<(Side, Band), Vec<usize>> = BTreeMap::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        let column = match by {
            Columns::ByBand => (Side::Middle, node.band),
            Columns::BySide => (node.side, Band::Served),
        };
        columns.entry(column).or_default().push(place);
    }
    let words: Vec<&'static str> = columns
        .keys()
        .map(|(side, band)| match (by, side) {
            (Columns::ByBand, _) => band.label(),
            (Columns::BySide, Side::Before) => "Rests on it",
            (Columns::BySide, Side::Middle) => "",
            (Columns::BySide, Side::After) => "It rests on",
        })
        .collect();
    let mut rows: Vec<Vec<usize>> = columns.into_values().collect();
    for row in &mut rows {
        row.sort_by_key(|place| usual_order(graph, *place));
    }
    let neighbours = neighbours(graph);
    for sweep in 0..SWEEPS * 2 {
        let order: Vec<usize> = match sweep % 2 {
            0 => (0..rows.len()).collect(),
            _ => (0..rows.len()).rev().collect(),
        };
        for column in order {
            let heights = heights(&rows, graph.nodes.len());
            rows[column].sort_by_key(|place| {
                let (rank, id, is_aside) = usual_order(graph, *place);
                (rank, is_aside, middle(&neighbours[*place], &heights), id)
            });
        }
    }
    drawn(graph, &words, &rows, &neighbours)
}

fn drawn(graph: &Graph, words: &[&'static str], rows: &[Vec<usize>], neighbours: &[Vec<usize>]) -> Layout {
    let count = |len: usize| i32::try_from(len).unwrap_or(i32::MAX / ROW_STEP);
    let tallest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let height = count(tallest) * ROW_STEP;
    let tops = tops(graph.nodes.len(), rows, neighbours, height);
    let mut places = vec![Place::default(); graph.nodes.len()];
    let mut columns = Vec::with_capacity(rows.len());
    for (column, (words, row)) in words.iter().zip(rows).enumerate() {
        let x = count(column) * COLUMN_STEP;
        for node in row {
            places[*node] = Place {
                x,
                y: HEAD + tops[*node],
            };
        }
        columns.push(Column { words, x });
    }
    Layout {
        places,
        width: (count(columns.len()) * COLUMN_STEP - (COLUMN_STEP - NODE_WIDTH)).max(NODE_WIDTH),
        height: HEAD + height,
        columns,
    }
}

/// How far down every node stands: the longest column in even steps, the others, outwards from it, each
/// node beside those it is linked with as far as its column keeps its order.
fn tops(nodes: usize, rows: &[Vec<usize>], neighbours: &[Vec<usize>], height: i32) -> Vec<i32> {
    let longest = (0..rows.len()).max_by_key(|column| (rows[*column].len(), std::cmp::Reverse(*column)));
    let Some(longest) = longest else {
        return Vec::new();
    };
    let mut placed: Vec<Option<i32>> = vec![None; nodes];
    let order = (longest..rows.len()).chain((0..longest).rev());
    for column in order {
        let row = &rows[column];
        let mut tops: Vec<i32> = Vec::with_capacity(row.len());
        for node in row {
            let beside: Vec<i32> = neighbours[*node]
                .iter()
                .filter_map(|other| placed[*other])
                .collect();
            let wanted = match i32::try_from(beside.len()) {
                Ok(count) if count > 0 => beside.iter().sum::<i32>() / count,
                _ if column == longest => 0,
                _ => (height - ROW_STEP) / 2,
            };
            let free = tops.last().map_or(0, |last| last + ROW_STEP);
            tops.push(wanted.max(free));
        }
        let mut bottom = height;
        for top in tops.iter_mut().rev() {
            bottom = (*top).min(bottom - ROW_STEP);
            *top = bottom;
        }
        for (node, top) in row.iter().zip(tops) {
            placed[*node] = Some(top);
        }
    }
    placed.into_iter().map(Option::unwrap_or_default).collect()
}

/// Kind, record, and whether it is no record.
fn usual_order(graph: &Graph, place: usize) -> (usize, (RecordId, usize), bool) {
    let node = &graph.nodes[place];
    let (id, is_aside) = match &node.shown {
        Shown::Record(record) => (record.id, false),
        Shown::More { of, .. } => (*of, true),
        Shown::Restricted(_) => (
            RecordId {
                kind: crate::ids::KindId(u8::MAX),
                number: u32::MAX,
            },
            true,
        ),
    };
    (node.rank, (id, place), is_aside)
}

fn neighbours(graph: &Graph) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        all[edge.from].push(edge.to);
        all[edge.to].push(edge.from);
    }
    all
}

/// How far down every node stands, in thousandths of its column, so that columns of any length compare.
fn heights(rows: &[Vec<usize>], nodes: usize) -> Vec<u64> {
    let mut heights = vec![0; nodes];
    for row in rows {
        let length = row.len() as u64;
        for (place, node) in row.iter().enumerate() {
            heights[*node] = (2 * place as u64 + 1) * 500_000 / length;
        }
    }
    heights
}

/// The barycentre of a node's neighbours; the middle for one without.
fn middle(neighbours: &[usize], heights: &[u64]) -> u64 {
    match neighbours.len() as u64 {
        0 => 500_000,
        count => neighbours.iter().map(|other| heights[*other]).sum::<u64>() / count,
    }
}
