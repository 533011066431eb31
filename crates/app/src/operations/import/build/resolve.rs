//! What rows name: each name becomes the record it stands for, made when there is none.

use std::collections::BTreeMap;

use probity_core::kind::FieldType;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use serde_json::{Value as Json, json};

use super::super::cells::Wish;
use super::super::directory::{Directory, Found, Place};
use super::super::keys::{outside_ids_field, spelling};
use super::super::layout::Slot;
use super::super::names::{Name, own_id_in};
use super::super::own::linked;
use super::super::rows::RowReading;
use super::{Builder, Wanted};

impl Builder<'_> {
    /// Wishes with every name resolved to a record.
    pub(super) fn wanted(
        &mut self,
        fields: &BTreeMap<&'static str, (FieldType, Wish)>,
        row: Option<usize>,
    ) -> Wanted {
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
    pub(super) fn unit(&mut self, reading: &RowReading, row: Option<usize>) -> Option<String> {
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
