//! From readings of rows to commands: what is there is found, what differs changes, the rest is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use probity_core::Record;
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{FieldType, Phase};
use probity_core::patch::Patch;
use probity_core::register::{Register, Visibility};
use probity_core::rules::Command;
use probity_core::value::OutsideId;
use serde_json::Value as Json;

mod items;
mod resolve;

use super::directory::{Directory, Found};
use super::keys::KeyIndex;
use super::layout::Layout;
use super::mapping::Mapping;
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
}
