//! Graphs over the released kinds.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Kinds;
use crate::envelope::Verb;
use crate::ids::Actor;
use crate::patch::Patch;
use crate::query::{Index, Scope};
use crate::register::{FoldStep, Register, Visibility};

struct World {
    register: Register,
}

impl World {
    fn new() -> Self {
        Self {
            register: Register::new(Kinds::built_in()),
        }
    }

    fn add(&mut self, kind: &str, patch: Patch) -> RecordId {
        let kind = self.register.kinds().known(kind);
        let number = self.register.next_number(kind);
        let subject = RecordId { kind, number };
        let patch = patch.with(
            "name",
            format!("{} {number}", self.register.kinds().decl(kind).singular),
        );
        self.step(subject, Verb::Create, patch);
        subject
    }

    fn step(&mut self, subject: RecordId, verb: Verb, patch: Patch) {
        let step = FoldStep {
            index: self.register.size(),
            actor: Actor::System,
            at: 1_700_000_000_000,
            verb,
            subject,
            material: true,
            patch: Some(patch),
        };
        self.register.apply_step(&step).expect("fits");
    }

    fn show(&self, id: RecordId) -> String {
        id.show(self.register.kinds())
    }

    fn link(&mut self, kind: &str, field: &str, to: &[RecordId]) -> RecordId {
        let ids: Vec<String> = to.iter().map(|id| self.show(*id)).collect();
        self.add(kind, Patch::set_one(field, json!(ids)))
    }

    fn one(&mut self, kind: &str, field: &str, to: RecordId) -> RecordId {
        let id = self.show(to);
        self.add(kind, Patch::set_one(field, id))
    }

    fn look(&self, visibility: &Visibility, request: &Request) -> Option<Graph> {
        graph(&scope(&self.register, visibility, &Index::empty()), request)
    }
}

fn scope<'a>(register: &'a Register, visibility: &'a Visibility, index: &'a Index) -> Scope<'a> {
    Scope {
        register,
        visibility,
        index,
        today: date(2026, 3, 12),
    }
}

/// A use on a system with model, dataset, vendor, contract, release, deployment, risk, control and more.
fn world() -> (World, RecordId, RecordId) {
    let mut world = World::new();
    let vendor = world.add("vendor", Patch::default());
    world.one("contract", "vendor", vendor);
    let model = world.one("model", "vendor", vendor);
    let dataset = world.add("dataset", Patch::default());
    let patch = Patch::set_one("models", json!([world.show(model)]))
        .with("datasets", json!([world.show(dataset)]))
        .with("vendors", json!([world.show(vendor)]));
    let system = world.add("system", patch);
    let usage = world.link("use_case", "systems", &[system]);
    world.one("release", "system", system);
    world.one("deployment", "system", system);
    world.one("impact_assessment", "use_case", usage);
    let risk = world.link("risk", "subjects", &[system]);
    let control = world.link("control", "applies_to", &[system]);
    world.link("evidence", "controls", &[control]);
    world.one("approval", "subject", usage);
    world.link("incident", "subjects", &[system]);
    world.link("incident", "risks", &[risk]);
    (world, usage, system)
}

fn names(world: &World, graph: &Graph, side: Side) -> Vec<String> {
    let of = |node: &Node| match &node.shown {
        Shown::Record(record) => world.show(record.id),
        Shown::Restricted(count) => format!("{count} restricted"),
        Shown::More { count, .. } => format!("{count} more"),
    };
    let on_side = graph.nodes.iter().filter(|node| node.side == side);
    on_side.map(of).collect()
}

#[test]
fn a_use_rests_on_its_system_and_all_that_system_is_made_of() {
    let (world, usage, system) = world();
    let request = Request {
        depth: 4,
        ..Request::new(usage)
    };
    let found = world.look(&Visibility::All, &request).expect("seen");
    let after: BTreeSet<String> = names(&world, &found, Side::After).into_iter().collect();
    let expect = [
        "SYS-1", "MOD-1", "DAT-1", "VEN-1", "CTR-1", "REL-1", "DEP-1", "RSK-1", "CTL-1", "EVD-1", "IMP-1",
        "APR-1", "INC-1", "INC-2",
    ];
    assert_eq!(after, expect.map(str::to_owned).into());
    assert!(names(&world, &found, Side::Before).is_empty());
    let near = world
        .look(&Visibility::All, &Request { depth: 1, ..request })
        .expect("seen");
    assert_eq!(names(&world, &near, Side::After), ["SYS-1", "IMP-1", "APR-1"]);
    let middle = world.look(&Visibility::All, &Request::new(system)).expect("seen");
    assert_eq!(names(&world, &middle, Side::Before), ["USE-1"]);
    let carried = Request {
        direction: Direction::Carries,
        ..Request::new(system)
    };
    let carried = world.look(&Visibility::All, &carried).expect("seen");
    assert_eq!(carried.nodes.len(), 2);
}

#[test]
fn edges_say_what_the_first_says_of_the_second() {
    let (world, _, system) = world();
    let found = world.look(&Visibility::All, &Request::new(system)).expect("seen");
    let place = |id: &str| {
        let is = |node: &Node| matches!(&node.shown, Shown::Record(record) if world.show(record.id) == id);
        found.nodes.iter().position(is).expect("there")
    };
    let said = |from: &str, to: &str| {
        let (from, to) = (place(from), place(to));
        let between = found
            .edges
            .iter()
            .filter(|edge| (edge.from, edge.to) == (from, to));
        between.map(|edge| edge.words).collect::<Vec<_>>()
    };
    assert_eq!(said("USE-1", "SYS-1"), ["AI systems"]);
    assert_eq!(said("SYS-1", "REL-1"), ["releases"]);
    assert_eq!(
        said("MOD-1", "VEN-1"),
        ["Vendor"],
        "links between shown records are drawn"
    );
}

#[test]
fn who_is_fed_rests_on_who_feeds() {
    let mut world = World::new();
    let fed = world.add("system", Patch::default());
    let feeds = world.link("system", "feeds", &[fed]);
    let found = world.look(&Visibility::All, &Request::new(fed)).expect("seen");
    assert_eq!(names(&world, &found, Side::After), [world.show(feeds)]);
}

#[test]
fn what_does_not_fit_is_counted() {
    let mut world = World::new();
    let system = world.add("system", Patch::default());
    for _ in 0..20 {
        world.link("use_case", "systems", &[system]);
    }
    let request = Request::new(system);
    let found = world.look(&Visibility::All, &request).expect("seen");
    let before = names(&world, &found, Side::Before);
    assert_eq!(before.last().map(String::as_str), Some("14 more"));
    assert_eq!(before.len(), 7);
    assert_eq!(found.left_out, 0);
    let tight = Request { nodes: 4, ..request };
    let found = world.look(&Visibility::All, &tight).expect("seen");
    assert_eq!((found.nodes.len(), found.left_out), (4, 17));
}

#[test]
fn what_may_not_be_seen_has_no_name() {
    let mut world = World::new();
    let (open, closed) = (
        world.add("unit", Patch::default()),
        world.add("unit", Patch::default()),
    );
    let (open_id, closed_id) = (world.show(open), world.show(closed));
    let hidden = world.add("system", Patch::set_one("unit", closed_id.clone()));
    let patch = Patch::set_one("systems", json!([world.show(hidden)])).with("unit", open_id);
    let usage = world.add("use_case", patch);
    let visibility = Visibility::Units {
        units: BTreeSet::from([open]),
        person: None,
    };
    let found = world.look(&visibility, &Request::new(usage)).expect("seen");
    assert_eq!(names(&world, &found, Side::After), ["1 restricted"]);
    assert!(world.look(&visibility, &Request::new(hidden)).is_none());
    let secret = world.add(
        "risk",
        Patch::set_one("subjects", json!([world.show(usage)])).with("unit", closed_id),
    );
    let found = world.look(&visibility, &Request::new(usage)).expect("seen");
    assert_eq!(
        names(&world, &found, Side::After),
        ["1 restricted"],
        "{} is not there",
        world.show(secret)
    );
    let index = Index::empty();
    let seen = scope(&world.register, &visibility, &index);
    let all = overview(&seen, None);
    assert_eq!(all.kinds.iter().map(|kind| kind.records).sum::<usize>(), 1);
    assert!(all.links.is_empty());
    let systems = concentration(&seen, world.register.kinds().known("system"), None, 10);
    assert_eq!((systems.uses, systems.carried, systems.carriers.len()), (1, 0, 0));
}

#[test]
fn uses_that_rest_on_one_vendor_are_counted_once_each() {
    let (mut world, _, system) = world();
    world.link("use_case", "systems", &[system]);
    let other = world.add("system", Patch::default());
    world.link("use_case", "systems", &[system, other]);
    let over = Patch {
        state: Some("ended".to_owned()),
        ..Patch::set_one("systems", json!([world.show(system)]))
    };
    world.add("use_case", over);
    let index = Index::empty();
    let scope = scope(&world.register, &Visibility::All, &index);
    let kinds = world.register.kinds();
    for (carrier, expect) in [
        ("vendor", vec![("VEN-1", 3, 1)]),
        ("model", vec![("MOD-1", 3, 1)]),
        ("system", vec![("SYS-1", 3, 1), ("SYS-2", 1, 1)]),
    ] {
        let found = concentration(&scope, kinds.known(carrier), None, 10);
        assert_eq!((found.uses, found.carried, found.more), (3, 3, 0), "{carrier}");
        let told = found
            .carriers
            .iter()
            .map(|one| (world.show(one.record.id), one.uses, one.systems));
        let expect = expect
            .into_iter()
            .map(|(id, uses, systems)| (id.to_owned(), uses, systems));
        assert!(told.eq(expect), "{carrier}");
    }
    let first = concentration(&scope, kinds.known("system"), None, 1);
    assert_eq!((first.carriers.len(), first.more), (1, 1));
}

#[test]
fn the_overview_counts_records_and_links_by_kind() {
    let (world, ..) = world();
    let index = Index::empty();
    let all = overview(&scope(&world.register, &Visibility::All, &index), None);
    let kinds = world.register.kinds();
    let link = |from: &str, to: &str| {
        let pair = (kinds.known(from), kinds.known(to));
        all.links
            .iter()
            .find(|link| (link.from, link.to) == pair)
            .map(|link| (link.links, link.words))
    };
    assert_eq!(link("use_case", "system"), Some((1, "AI systems")));
    assert_eq!(link("system", "release"), Some((1, "releases")));
    assert_eq!(link("release", "system"), None);
    let first = all.kinds.first().expect("some");
    assert_eq!((first.kind, first.records), (kinds.known("use_case"), 1));
}

/// A random world: systems that feed each other, uses on them.
fn random_world(links: &[(u8, u8)], uses: &[u8]) -> World {
    let mut world = World::new();
    for _ in 0..8 {
        world.add("system", Patch::default());
    }
    let system = |number: u8| format!("SYS-{}", number % 8 + 1);
    for (from, to) in links {
        let subject = world.register.find(&system(*from)).expect("there").id;
        let patch = Patch {
            link: [("feeds".to_owned(), vec![system(*to)])].into(),
            ..Patch::default()
        };
        world.step(subject, Verb::Revise, patch);
    }
    for target in uses {
        world.add("use_case", Patch::set_one("systems", json!([system(*target)])));
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn graphs_keep_their_bounds_and_no_two_nodes_share_a_place(
        links in proptest::collection::vec(any::<(u8, u8)>(), 0..24),
        uses in proptest::collection::vec(any::<u8>(), 0..24),
        (depth, nodes, fan, by_side) in (0..9_usize, 0..40_usize, 0..9_usize, any::<bool>()),
    ) {
        let world = random_world(&links, &uses);
        let focus = world.register.find("SYS-1").expect("there").id;
        let request = Request { focus, direction: Direction::Both, depth, nodes, fan };
        let found = world.look(&Visibility::All, &request).expect("seen");
        prop_assert!(found.nodes.len() <= nodes.clamp(1, NODES_MAX));
        prop_assert!(found.nodes.iter().all(|node| node.distance <= depth.clamp(1, DEPTH_MAX)));
        prop_assert!(found.edges.iter().all(|edge| edge.from < found.nodes.len() && edge.to < found.nodes.len()));
        let ids: BTreeSet<RecordId> = found.nodes.iter().filter_map(|node| match &node.shown {
            Shown::Record(record) => Some(record.id),
            _ => None,
        }).collect();
        let records = found.nodes.iter().filter(|node| matches!(node.shown, Shown::Record(_))).count();
        prop_assert_eq!(ids.len(), records, "no record twice");
        let by = if by_side { Columns::BySide } else { Columns::ByBand };
        let drawn = layout(&found, by);
        let places: BTreeSet<(i32, i32)> = drawn.places.iter().map(|place| (place.x, place.y)).collect();
        prop_assert_eq!(places.len(), found.nodes.len());
        for place in &drawn.places {
            prop_assert!(place.x >= 0 && place.x + NODE_WIDTH <= drawn.width);
            prop_assert!(place.y >= 0 && place.y + NODE_HEIGHT <= drawn.height);
        }
        prop_assert_eq!(layout(&world.look(&Visibility::All, &request).expect("seen"), by), drawn);
    }
}
