//! From readings of rows to commands: what is there is found, what differs changes, the rest is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use probity_core::Record;
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{FieldType, Phase};
use probity_core::patch::Patch;
use probity_core::register::{Register, Visibility};
use probity_core::rules::Command;
use probity_core::value::{OutsideId, Value};
use serde_json::{Value as Json, json};

use super::cells::Wish;
use super::directory::{Directory, Found, Place};
use super::keys::{KeyIndex, outside_ids_field, spelling};
use super::layout::{Layout, Slot};
use super::mapping::Mapping;
use super::names::{Name, own_id_in};
use super::own::linked;
use super::plan::RowOutcome;
use super::rows::RowReading;
use super::systems::{SystemReading, Systems};

/// Collects the items of the batch. Records that others point at come first.
pub(super) struct Builder<'a> {
    register: &'a Register,
    visibility: &'a Visibility,
    mapping: &'a Mapping,
    layout: &'a Layout,
    rows: KeyIndex<'a>,
    systems: Option<KeyIndex<'a>>,
    directories: BTreeMap<&'static str, Directory>,
    /// What became of each system so far: where it is, and the labels of what changed.
    built: BTreeMap<usize, Found>,
    /// Records that a row of this file has spoken of.
    spoken_of: BTreeSet<RecordId>,
    items: Vec<(Command, Option<usize>)>,
    named: BTreeMap<&'static str, Vec<String>>,
    new_fields: Vec<String>,
    new_systems: usize,
}

/// What was collected.
pub(super) struct Built {
    pub items: Vec<(Command, Option<usize>)>,
    pub named: BTreeMap<&'static str, Vec<String>>,
    pub new_fields: Vec<String>,
    pub new_systems: usize,
}

/// Fields of one record in the form entries carry.
type Wanted = BTreeMap<String, (FieldType, Json)>;

/// What a row asks for beside fields.
#[derive(Clone, Copy)]
struct More<'s> {
    state: Option<&'s str>,
    system: Option<Found>,
}

impl<'a> Builder<'a> {
    pub fn new(
        register: &'a Register,
        visibility: &'a Visibility,
        mapping: &'a Mapping,
        layout: &'a Layout,
    ) -> Self {
        Self {
            register,
            visibility,
            mapping,
            layout,
            rows: KeyIndex::of(register, visibility, layout.row_kind),
            systems: layout
                .system_kind
                .map(|kind| KeyIndex::of(register, visibility, kind)),
            directories: BTreeMap::new(),
            built: BTreeMap::new(),
            spoken_of: BTreeSet::new(),
            items: Vec::new(),
            named: BTreeMap::new(),
            new_fields: Vec::new(),
            new_systems: 0,
        }
    }

    pub fn finish(self) -> Built {
        Built {
            items: self.items,
            named: self.named,
            new_fields: self.new_fields,
            new_systems: self.new_systems,
        }
    }

    /// Makes the workspace's own fields that rows fill, and brings back those that were put away.
    pub fn custom_fields(&mut self, rows: &[RowReading]) {
        let kinds = self.register.kinds();
        let filled: BTreeSet<usize> = rows
            .iter()
            .filter(|row| row.counts())
            .flat_map(|row| row.custom.keys().copied())
            .collect();
        for place in filled {
            let field = &self.layout.customs[place];
            match field.existing {
                Some((_, record, true)) => {
                    let reason = Some(format!("an import of `{}` fills it again", self.mapping.source));
                    self.items.push((
                        Command::Archive {
                            id: record.show(kinds),
                            archived: false,
                            reason,
                        },
                        None,
                    ));
                }
                Some(_) => {}
                None => {
                    let patch = Patch::set_one("name", field.name.as_str())
                        .with("label", super::cells::shortened(&field.label, 300))
                        .with("of_kind", kinds.decl(self.layout.row_kind).name)
                        .with("type", if field.one_line { "text" } else { "long_text" })
                        .with(
                            "source",
                            super::cells::shortened(
                                &format!("{}: {}", self.mapping.source, field.header),
                                300,
                            ),
                        );
                    self.items.push((
                        Command::Create {
                            kind: "custom_field".to_owned(),
                            patch,
                        },
                        None,
                    ));
                    self.new_fields.push(field.label.clone());
                }
            }
        }
    }

    /// One row that is not refused.
    pub fn row(
        &mut self,
        place: usize,
        reading: &RowReading,
        key: &OutsideId,
        systems: &Systems,
    ) -> RowOutcome {
        let row = Some(reading.number);
        let mut wanted = self.wanted(&reading.fields, row);
        if let Some(unit) = self.unit(reading, row) {
            wanted.insert("unit".to_owned(), (FieldType::Reference(&["unit"]), unit.into()));
        }
        let existing = self.existing(reading, key);
        let known = existing.is_some_and(|record| !self.spoken_of.insert(record.id));
        let system =
            systems.of_row[place].map(|index| self.system(index, &systems.list[index], &wanted, row));
        for (custom, value) in &reading.custom {
            let field = &self.layout.customs[*custom];
            let field_type = field
                .existing
                .map_or(FieldType::LongText, |(field_type, ..)| field_type);
            let name = field.existing.map_or_else(
                || field.name.clone(),
                |(_, record, _)| record.show(self.register.kinds()),
            );
            wanted.insert(name, (field_type, value.clone()));
        }
        let (system, mut changed) =
            system.map_or((None, Vec::new()), |(system, changed)| (Some(system), changed));
        let Some(record) = existing else {
            let state = reading
                .state
                .clone()
                .or_else(|| self.first_state(self.layout.row_kind, Phase::Unstated));
            self.create(
                self.layout.row_kind,
                wanted,
                key,
                More {
                    state: state.as_deref(),
                    system,
                },
                row,
            );
            return RowOutcome::Created;
        };
        let id = record.id.show(self.register.kinds());
        if !known {
            changed.extend(self.change(
                record,
                wanted,
                More {
                    state: reading.state.as_deref(),
                    system,
                },
                row,
            ));
        }
        if changed.is_empty() {
            RowOutcome::Unchanged { id }
        } else {
            RowOutcome::Updated { id, fields: changed }
        }
    }

    fn existing(&self, reading: &RowReading, key: &OutsideId) -> Option<&'a Arc<Record>> {
        match reading.record {
            Some(id) => self.register.get(id),
            None => self.rows.get(key),
        }
    }

    /// The id of a row's record; empty where there is none.
    pub fn known_as(&self, reading: &RowReading, key: &OutsideId) -> String {
        self.existing(reading, key)
            .map_or_else(String::new, |record| record.id.show(self.register.kinds()))
    }

    /// The system of a row: what rows say about it is compared once.
    fn system(
        &mut self,
        index: usize,
        reading: &SystemReading,
        row_wanted: &Wanted,
        row: Option<usize>,
    ) -> (Found, Vec<String>) {
        if let Some(found) = self.built.get(&index) {
            return (*found, Vec::new());
        }
        let kind = self.register.kinds().known("system");
        let mut wanted = self.wanted(&reading.fields, row);
        if reading.own {
            for field in ["owner", "deputy", "unit"] {
                if let Some(value) = row_wanted.get(field)
                    && self.register.kinds().decl(kind).field(field).is_some()
                {
                    wanted.entry(field.to_owned()).or_insert_with(|| value.clone());
                }
            }
        }
        let existing = self
            .systems
            .as_ref()
            .and_then(|systems| systems.get(&reading.key));
        let (found, changed) = match existing {
            Some(record) => {
                let fresh = self.spoken_of.insert(record.id);
                let state = reading
                    .state
                    .clone()
                    .or_else(|| self.state_of_phase(record, reading.phase));
                let changed = if fresh {
                    self.change(
                        record,
                        wanted,
                        More {
                            state: state.as_deref(),
                            system: None,
                        },
                        row,
                    )
                } else {
                    Vec::new()
                };
                let label = |field| format!("{}: {field}", self.register.kinds().decl(kind).singular);
                (Found::Known(record.id), changed.into_iter().map(label).collect())
            }
            None => {
                let phase = reading.phase.unwrap_or(Phase::Unstated);
                let state = reading.state.clone().or_else(|| self.first_state(kind, phase));
                self.new_systems += 1;
                (
                    self.create(
                        kind,
                        wanted,
                        &reading.key,
                        More {
                            state: state.as_deref(),
                            system: None,
                        },
                        row,
                    ),
                    Vec::new(),
                )
            }
        };
        self.built.insert(index, found);
        (found, changed)
    }

    /// The first state of a phase, where the record is in another phase.
    fn state_of_phase(&self, record: &Record, phase: Option<Phase>) -> Option<String> {
        let states = self.register.decl(record.id).lifecycle?.states;
        let now = states.get(usize::from(record.state))?.phase;
        if phase? == now {
            None
        } else {
            self.first_state(record.id.kind, phase?)
        }
    }

    fn first_state(&self, kind: KindId, phase: Phase) -> Option<String> {
        let states = self.register.kinds().decl(kind).lifecycle?.states;
        states
            .iter()
            .find(|state| state.phase == phase)
            .map(|state| state.code.to_owned())
    }

    fn create(
        &mut self,
        kind: KindId,
        wanted: Wanted,
        key: &OutsideId,
        more: More<'_>,
        row: Option<usize>,
    ) -> Found {
        let mut patch = Patch {
            state: more.state.map(str::to_owned),
            ..Patch::default()
        };
        patch.set = wanted
            .into_iter()
            .map(|(name, (_, value))| (name, value))
            .collect();
        if let Some(field) = outside_ids_field(self.register, kind) {
            patch.set.insert(
                field.to_owned(),
                json!([{"source": &*key.source, "id": &*key.id}]),
            );
        }
        if let Some(system) = more.system {
            patch
                .set
                .insert("systems".to_owned(), json!([system.reference(self.register)]));
        }
        let name = self.register.kinds().decl(kind).name;
        self.items.push((
            Command::Create {
                kind: name.to_owned(),
                patch,
            },
            row,
        ));
        Found::New(self.items.len() - 1)
    }

    /// Changes what differs and says what that is.
    fn change(
        &mut self,
        record: &Arc<Record>,
        wanted: Wanted,
        more: More<'_>,
        row: Option<usize>,
    ) -> Vec<String> {
        let mut patch = Patch::default();
        let mut labels = Vec::new();
        for (name, (field_type, value)) in wanted {
            let Some(view) = self.register.field(record.id.kind, &name) else {
                // A field that this batch makes.
                labels.push(name.clone());
                patch.set.insert(name, value);
                continue;
            };
            let new = Value::from_json(self.register.kinds(), field_type, &value);
            if matches!(&new, Ok(new) if new.as_ref() == record.get(view.key)) {
                continue;
            }
            labels.push(view.label);
            patch.set.insert(name, value);
        }
        if let Some(system) = more.system {
            let linked = matches!((system, self.register.value(record, "systems")), (Found::Known(id), Some(held)) if held.references().contains(&id));
            if !linked {
                labels.push("AI systems".to_owned());
                patch
                    .link
                    .insert("systems".to_owned(), vec![system.reference(self.register)]);
            }
        }
        let (id, expected_revision) = (record.id.show(self.register.kinds()), Some(record.revision));
        let moves = more
            .state
            .filter(|state| self.register.state_code(record) != Some(state));
        if let Some(to) = moves {
            labels.push(
                self.register
                    .decl(record.id)
                    .lifecycle
                    .map_or("State", |lifecycle| lifecycle.label)
                    .to_owned(),
            );
            self.items.push((
                Command::Move {
                    id,
                    expected_revision,
                    to: to.to_owned(),
                    patch,
                    as_fact: true,
                },
                row,
            ));
        } else if !patch.changes_nothing() {
            self.items.push((
                Command::Revise {
                    id,
                    expected_revision,
                    patch,
                    materiality: None,
                },
                row,
            ));
        }
        labels
    }

    /// Wishes with every name resolved to a record.
    fn wanted(&mut self, fields: &BTreeMap<&'static str, (FieldType, Wish)>, row: Option<usize>) -> Wanted {
        let mut wanted = Wanted::new();
        for (field, (field_type, wish)) in fields {
            let targets: &[&'static str] = match field_type {
                FieldType::Reference(targets) | FieldType::References(targets) => targets,
                _ => &[],
            };
            let value = match wish {
                Wish::Value(value) => value.clone(),
                Wish::State(code) => Json::from(code.as_str()),
                Wish::Name(kind, name) => self
                    .linked(targets, kind, name, row)
                    .reference(self.register)
                    .into(),
                Wish::Names(kind, names) => {
                    let mut found: Vec<Found> = names
                        .iter()
                        .map(|name| self.linked(targets, kind, name, row))
                        .collect();
                    found.sort_unstable();
                    found.dedup();
                    found
                        .into_iter()
                        .map(|found| found.reference(self.register))
                        .collect()
                }
            };
            wanted.insert((*field).to_owned(), (*field_type, value));
        }
        wanted
    }

    /// The record that a cell links to: by its id in Probity, else by name.
    fn linked(
        &mut self,
        targets: &[&'static str],
        kind: &'static str,
        name: &Name,
        row: Option<usize>,
    ) -> Found {
        let by_id = own_id_in(&name.text).and_then(|id| linked(self.register, self.visibility, targets, id));
        let by_id = by_id.and_then(|id| self.register.get(id)).filter(|record| {
            let title = name.text.rsplit_once('(').map(|(title, _)| spelling(title));
            // In somebody else's list the form alone is no proof.
            self.mapping.is_own_list()
                || (!record.archived && title.is_none_or(|title| title == spelling(record.title())))
        });
        by_id.map_or_else(
            || self.named(kind, name, Place::Anywhere, row),
            |record| Found::Known(record.id),
        )
    }

    /// The innermost unit that a row names.
    fn unit(&mut self, reading: &RowReading, row: Option<usize>) -> Option<String> {
        let outer = reading
            .unit
            .as_ref()
            .map(|name| (self.linked(&["unit"], "unit", name, row), name));
        let inner = reading.subunit.as_ref().map(|name| {
            let place = outer.map_or(Place::Anywhere, |(found, outer)| Place::Within(found, outer));
            self.named("unit", name, place, row)
        });
        inner
            .or(outer.map(|(found, _)| found))
            .map(|found| found.reference(self.register))
    }

    /// The record of a name; made when there is none.
    fn named(&mut self, kind: &'static str, name: &Name, place: Place<'_>, row: Option<usize>) -> Found {
        let kinds = self.register.kinds();
        let (register, visibility, source) = (self.register, self.visibility, &self.mapping.source);
        let kind_id = kinds.known(kind);
        // Where parts of units have a column, no other column means a part: what a name stands for
        // must not depend on which row comes first.
        let in_two_steps = kind == "unit"
            && self
                .layout
                .columns
                .iter()
                .any(|column| matches!(column.slot, Slot::Subunit));
        let place = if in_two_steps && matches!(place, Place::Anywhere) {
            Place::Top
        } else {
            place
        };
        let directory = self
            .directories
            .entry(kind)
            .or_insert_with(|| Directory::of(register, visibility, kind_id, source));
        if let Some(found) = directory.find(name, place) {
            if let (Found::New(item), Some(email)) = (found, &name.email)
                && directory.learn_email(found, email)
                && let Some((Command::Create { patch, .. }, _)) = self.items.get_mut(item)
            {
                patch.set.insert("email".to_owned(), email.as_str().into());
            }
            return found;
        }
        let decl = kinds.decl(kind_id);
        let mut patch = Patch::set_one(decl.title_field().name, name.text.as_str());
        if let Some(email) = name.email.as_deref().filter(|_| decl.field("email").is_some()) {
            patch.set.insert("email".to_owned(), email.into());
        }
        if let Place::Within(parent, _) = place {
            patch
                .set
                .insert("parent".to_owned(), parent.reference(register).into());
        }
        // People are not found by an old name: it would outlive an erasure.
        if let Some(field) = outside_ids_field(register, kind_id).filter(|_| kind != "person") {
            let key = directory.outside_id(name, place);
            patch.set.insert(
                field.to_owned(),
                json!([{"source": &*key.source, "id": &*key.id}]),
            );
        }
        let found = directory.add(name, place, self.items.len());
        self.items.push((
            Command::Create {
                kind: kind.to_owned(),
                patch,
            },
            row,
        ));
        self.named.entry(kind).or_default().push(name.text.clone());
        found
    }
}
