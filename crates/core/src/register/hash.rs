//! The state hash: one figure for everything the fold keeps, and for nothing computed from it.

use sha2::{Digest as _, Sha256};

use super::Register;
use crate::ids::FieldKey;
use crate::kind::FieldType;

/// Changes when the fold itself changes, so that old snapshots are not taken for new ones.
pub const FOLD_VERSION: u32 = 2;

impl Register {
    /// SHA-256 over the stored facts of every record, lower-case hexadecimal. Two registers with
    /// equal hashes show the same to everybody.
    pub fn state_hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!(
            "probity fold {FOLD_VERSION}\n{} {}\n",
            self.size, self.at
        ));
        // A kind counts from its first record on, so that a later release that declares more kinds
        // gives an old ledger the hash it had.
        for (kind, decl) in self.kinds.all().filter(|(kind, _)| self.highest(*kind) > 0) {
            hash.update(format!("{} {}\n", decl.prefix, self.highest(kind)));
            for record in self.records(kind) {
                let state = self.state_code(record).unwrap_or("");
                hash.update(format!(
                    "{}-{} {} {state} {} {} {} {} {} {} {}\n",
                    decl.prefix,
                    record.id.number,
                    record.revision,
                    record.archived,
                    record.created_by,
                    record.created_at,
                    record.updated_at,
                    record.first_index,
                    record.last_index,
                    record.material_index,
                ));
                for (key, value) in record.fields() {
                    let (name, field_type) = self.name_and_type(kind, *key);
                    let json = value.to_json(self.kinds, field_type).to_string();
                    hash.update(format!("{name} {} ", json.len()));
                    hash.update(json);
                    hash.update("\n");
                }
            }
        }
        for mention in self.mentions.all() {
            let (index, at, by) = (mention.index, mention.at, mention.by);
            let record = mention.record.show(self.kinds);
            hash.update(format!(
                "mention {index} {record} {at} {by} {:?}\n",
                mention.people
            ));
        }
        crate::envelope::hex(&hash.finalize())
    }

    /// The name a key has in entries, and its type.
    pub fn name_and_type(&self, kind: crate::ids::KindId, key: FieldKey) -> (String, FieldType) {
        if let Some(decl) = self.kinds.decl(kind).field_of(key) {
            return (decl.name.to_owned(), decl.field_type);
        }
        let name = key
            .custom_number()
            .map_or_else(String::new, |number| format!("FLD-{number}"));
        let field_type = self
            .custom_field(&name)
            .map_or(FieldType::Text, |view| view.field_type);
        (name, field_type)
    }
}
