//! One item of the batch: a record that is made, or what differs in one that is there.

use std::sync::Arc;

use probity_core::Record;
use probity_core::ids::KindId;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_core::value::{OutsideId, Value};
use serde_json::json;

use super::super::directory::Found;
use super::super::keys::outside_ids_field;
use super::{Builder, More, Wanted};

impl Builder<'_> {
    pub(super) fn create(
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
    pub(super) fn change(
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
}
