//! What hangs together with what: the records around one record, and the whole by kind.
//!
//! Every link of the inventory, of what assures it and of the work on it has a direction: from what
//! is served, over uses, systems and what they are made of, to what assures them and what was done.
//! `flow` holds that order. *What a record rests on* is everything further on; *what rests on it* is
//! everything before.
//!
//! **Invariant:** records that the reader may not see have no name here: one that a visible record
//! points at counts as restricted, all others are not there.
//! **Invariant:** the same register gives the same graph and the same places, to the unit.

mod concentration;
mod flow;
mod layout;
mod overview;
#[cfg(test)]
mod tests;
mod walk;

use std::sync::Arc;

use crate::ids::{KindId, RecordId};
use crate::record::Record;

pub use concentration::{CARRIERS, Carrier, Concentration, concentration};
pub use flow::{Band, is_shown};
pub use layout::{Column, Columns, Layout, NODE_HEIGHT, NODE_WIDTH, Place, layout};
pub use overview::{KindCount, KindLink, Overview, overview};
pub use walk::graph;

/// Links are followed at most this far.
pub const DEPTH_MAX: usize = 6;
/// A graph has at most this many nodes.
pub const NODES_MAX: usize = 500;

/// Which way links are followed from a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// To what the record rests on: what it is made of, what assures it, what was done about it.
    RestsOn,
    /// To what rests on the record.
    Carries,
}

/// A graph that somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The record in the middle.
    pub focus: RecordId,
    /// Which way.
    pub direction: Direction,
    /// How far, from 1 to [`DEPTH_MAX`].
    pub depth: usize,
    /// Nodes at most, the record itself among them; at most [`NODES_MAX`].
    pub nodes: usize,
    /// Records of one relation of the record that are shown before "and more"; further on half of it.
    pub fan: usize,
}

impl Request {
    /// Two links far both ways, as much as fits a screen.
    pub fn new(focus: RecordId) -> Self {
        Self {
            focus,
            direction: Direction::Both,
            depth: 2,
            nodes: 60,
            fan: 6,
        }
    }
}

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A record that the reader sees.
    Record(Arc<Record>),
    /// Records that a visible record points at and that the reader may not see.
    Restricted(usize),
    /// Further records of one relation.
    More {
        /// How many.
        count: usize,
        /// Of which kind.
        kind: KindId,
        /// Which of them it is: those whose field points at this record, when they do.
        pointing: Option<(&'static str, RecordId)>,
        /// The record whose relation it is.
        of: RecordId,
    },
}

/// On which side of the middle a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// It rests on the record.
    Before,
    /// It is the record.
    Middle,
    /// The record rests on it.
    After,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub shown: Shown,
    /// Its column.
    pub band: Band,
    /// Order of its kind within the column.
    pub rank: usize,
    /// On which side of the middle.
    pub side: Side,
    /// Links away from the middle.
    pub distance: usize,
}

/// A link between two nodes, in the direction of the flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Place of the node that rests on the other.
    pub from: usize,
    /// Place of the node it rests on.
    pub to: usize,
    /// What the first says of the second, such as `AI systems` or `releases`.
    pub words: &'static str,
}

/// A record and what hangs together with it. The first node is the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The nodes, nearest first.
    pub nodes: Vec<Node>,
    /// The links between them, sorted.
    pub edges: Vec<Edge>,
    /// Records that were reached and for which there was no room, beside those that nodes count.
    pub left_out: usize,
}
