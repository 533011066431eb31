//! The records around one record: nearest first, until depth or room ends.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::flow::{Flow, words};
use super::{DEPTH_MAX, Direction, Edge, Graph, NODES_MAX, Node, Request, Shown, Side};
use crate::ids::{FieldKey, KindId, RecordId};
use crate::kind::Phase;
use crate::query::Scope;
use crate::record::Record;

/// The graph around a record; `None` when the reader does not see it or its kind is no part of graphs.
pub fn graph(scope: &Scope<'_>, request: &Request) -> Option<Graph> {
    let flow = Flow::of(scope.register.kinds());
    let record = scope
        .register
        .get(request.focus)
        .filter(|record| scope.sees(record))?;
    let (rank, band) = flow.place(record.id.kind)?;
    let mut walk = Walk {
        scope,
        flow,
        request,
        nodes: Vec::new(),
        known: BTreeMap::new(),
        edges: BTreeSet::new(),
        left_out: BTreeSet::new(),
        open: VecDeque::new(),
    };
    walk.nodes.push(Node {
        shown: Shown::Record(Arc::clone(record)),
        band,
        rank,
        side: Side::Middle,
        distance: 0,
    });
    walk.known.insert(record.id, 0);
    walk.open.push_back(0);
    while let Some(place) = walk.open.pop_front() {
        walk.open_node(place);
    }
    walk.join();
    let known = &walk.known;
    Some(Graph {
        left_out: walk.left_out.iter().filter(|id| !known.contains_key(id)).count(),
        nodes: walk.nodes,
        edges: walk.edges.into_iter().collect(),
    })
}

struct Walk<'a> {
    scope: &'a Scope<'a>,
    flow: Flow,
    request: &'a Request,
    nodes: Vec<Node>,
    known: BTreeMap<RecordId, usize>,
    edges: BTreeSet<Edge>,
    left_out: BTreeSet<RecordId>,
    open: VecDeque<usize>,
}

/// Records on the other end of one relation of a record.
struct Relation {
    side: Side,
    words: &'static str,
    /// The kind of the other records.
    kind: KindId,
    /// The field of theirs that points here; `None` when the record points at them.
    pointing: Option<&'static str>,
    others: Vec<RecordId>,
    restricted: usize,
}

impl Walk<'_> {
    /// Follows the links of a node one step on, away from the middle.
    fn open_node(&mut self, place: usize) {
        let node = &self.nodes[place];
        let Shown::Record(record) = &node.shown else {
            return;
        };
        let (record, side, distance) = (Arc::clone(record), node.side, node.distance);
        if distance >= self.request.depth.clamp(1, DEPTH_MAX) {
            return;
        }
        let wanted = |other: Side| match (side, self.request.direction) {
            (Side::Middle, Direction::Both) => true,
            (Side::Middle, Direction::RestsOn) => other == Side::After,
            (Side::Middle, Direction::Carries) => other == Side::Before,
            (side, _) => side == other,
        };
        let relations: Vec<Relation> = self
            .relations(&record)
            .into_iter()
            .filter(|relation| wanted(relation.side))
            .collect();
        for relation in relations {
            self.add_relation(place, &record, relation, distance + 1);
        }
    }

    /// All relations of a record, in the order of the flow.
    fn relations(&self, record: &Record) -> Vec<Relation> {
        let mut found: BTreeMap<(Side, usize, FieldKey, bool), Relation> = BTreeMap::new();
        for (key, target) in record.references() {
            let Some(field) = self.scope.register.decl(record.id).field_of(key) else {
                continue;
            };
            let Some(first) = self.flow.holder_is_first(record.id.kind, field, target.kind) else {
                continue;
            };
            let side = if first { Side::After } else { Side::Before };
            let rank = self.flow.place(target.kind).map_or(0, |(rank, _)| rank);
            let relation = found.entry((side, rank, key, true)).or_insert_with(|| Relation {
                side,
                words: words(field, first),
                kind: target.kind,
                pointing: None,
                others: Vec::new(),
                restricted: 0,
            });
            match self.scope.register.get(target) {
                Some(other) if self.scope.sees(other) => relation.others.push(target),
                Some(_) => relation.restricted += 1,
                None => {}
            }
        }
        for (source, key) in self.scope.register.links_to(record.id) {
            let Some(field) = self.scope.register.decl(source).field_of(key) else {
                continue;
            };
            let Some(first) = self.flow.holder_is_first(source.kind, field, record.id.kind) else {
                continue;
            };
            let shown = self.scope.register.get(source);
            if !shown.is_some_and(|other| !other.archived && self.scope.sees(other)) {
                continue;
            }
            let side = if first { Side::Before } else { Side::After };
            let rank = self.flow.place(source.kind).map_or(0, |(rank, _)| rank);
            let relation = found.entry((side, rank, key, false)).or_insert_with(|| Relation {
                side,
                words: words(field, first),
                kind: source.kind,
                pointing: Some(field.name),
                others: Vec::new(),
                restricted: 0,
            });
            relation.others.push(source);
        }
        found.into_values().collect()
    }

    fn add_relation(&mut self, place: usize, record: &Record, mut relation: Relation, distance: usize) {
        relation.others.sort_by_cached_key(|id| self.importance(*id));
        let fan = match distance {
            1 => self.request.fan.max(1),
            _ => self.request.fan.div_ceil(2).max(1),
        };
        let (known, fresh): (Vec<RecordId>, Vec<RecordId>) =
            relation.others.iter().partition(|id| self.known.contains_key(id));
        for id in known {
            self.link(place, self.known[&id], &relation);
        }
        // Where only one would be left, it takes no more room than the word that it is there.
        let shown = if fresh.len() <= fan + 1 { fresh.len() } else { fan };
        for id in &fresh[..shown] {
            if self.is_full() {
                self.left_out.insert(*id);
            } else if let Some(other) = self.scope.register.get(*id) {
                let other = self.add(Shown::Record(Arc::clone(other)), &relation, distance);
                self.known.insert(*id, other);
                self.open.push_back(other);
                self.link(place, other, &relation);
            }
        }
        if shown < fresh.len() {
            let more = Shown::More {
                count: fresh.len() - shown,
                kind: relation.kind,
                pointing: relation.pointing.map(|field| (field, record.id)),
                of: record.id,
            };
            self.add_aside(place, more, &relation, distance, &fresh[shown..]);
        }
        if relation.restricted > 0 {
            self.add_aside(
                place,
                Shown::Restricted(relation.restricted),
                &relation,
                distance,
                &[],
            );
        }
    }

    /// A node that is no record; without room for it, what it counts is left out.
    fn add_aside(
        &mut self,
        place: usize,
        shown: Shown,
        relation: &Relation,
        distance: usize,
        counted: &[RecordId],
    ) {
        if self.is_full() {
            self.left_out.extend(counted);
            return;
        }
        let other = self.add(shown, relation, distance);
        self.link(place, other, relation);
    }

    fn add(&mut self, shown: Shown, relation: &Relation, distance: usize) -> usize {
        let (rank, band) = self
            .flow
            .place(relation.kind)
            .unwrap_or((usize::MAX, super::Band::Work));
        self.nodes.push(Node {
            shown,
            band,
            rank,
            side: relation.side,
            distance,
        });
        self.nodes.len() - 1
    }

    fn link(&mut self, place: usize, other: usize, relation: &Relation) {
        let (from, to) = match relation.side {
            Side::Before => (other, place),
            _ => (place, other),
        };
        let words = relation.words;
        self.edges.insert(Edge { from, to, words });
    }

    /// Links between records that are both there, whichever way they were reached.
    fn join(&mut self) {
        for (id, place) in &self.known {
            let Some(record) = self.scope.register.get(*id) else {
                continue;
            };
            for (key, target) in record.references() {
                let Some(other) = self.known.get(&target) else {
                    continue;
                };
                let Some(field) = self.scope.register.decl(*id).field_of(key) else {
                    continue;
                };
                let Some(first) = self.flow.holder_is_first(id.kind, field, target.kind) else {
                    continue;
                };
                let (from, to) = if first { (*place, *other) } else { (*other, *place) };
                let words = words(field, first);
                self.edges.insert(Edge { from, to, words });
            }
        }
    }

    fn is_full(&self) -> bool {
        self.nodes.len() >= self.request.nodes.clamp(1, NODES_MAX)
    }

    /// What runs stands before what is planned, what is over comes last.
    fn importance(&self, id: RecordId) -> (bool, u8, RecordId) {
        let Some(record) = self.scope.register.get(id) else {
            return (true, u8::MAX, id);
        };
        let states = self
            .scope
            .register
            .decl(id)
            .lifecycle
            .map_or(&[][..], |life| life.states);
        let phase = states.get(usize::from(record.state)).map(|state| state.phase);
        let order = match phase {
            Some(Phase::Active) => 0,
            Some(Phase::Trial) => 1,
            Some(Phase::Planned) | None => 2,
            Some(Phase::Unstated) => 3,
            Some(Phase::Paused) => 4,
            Some(Phase::Ended) => 5,
        };
        (record.archived, order, id)
    }
}
