//! The payload of an entry: a patch on one subject.
//!
//! `{"set":{field: value},"unset":[field],"link":{field:[id]},"unlink":{field:[id]},
//! "state":code,"archived":bool,"stated":date,"reason":text,"comment":text,"mentions":[id]}`; every
//! part may be absent. It is stored as canonical JSON (RFC 8785) so that its commitment has one form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// One entry says at most this much; larger bodies are files.
pub const PAYLOAD_MAX_BYTES: usize = 1024 * 1024;

/// Changes to one record, by field name, in the form entries carry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Patch {
    /// Fields that get a value, replacing what was there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Json>,
    /// Fields that lose their value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unset: Vec<String>,
    /// References added to a field of several references.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub link: BTreeMap<String, Vec<String>>,
    /// References taken from a field of several references.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unlink: BTreeMap<String, Vec<String>>,
    /// The state the record moves to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Put away, or brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// The day on which it is stated to have happened, where that is not the day of recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// Why, in the words of who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A remark that changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The people that the remark mentions, by id: the fold reads these and never the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Indices of the entries whose content was removed, in an erasure's own entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<u64>,
}

impl Patch {
    /// A patch that sets one field.
    pub fn set_one(field: &str, value: impl Into<Json>) -> Self {
        Self::default().with(field, value)
    }

    /// The same patch with one more field set.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Json>) -> Self {
        self.set.insert(field.to_owned(), value.into());
        self
    }

    /// True when it changes no fact: no field, link, state or archive mark.
    pub fn changes_nothing(&self) -> bool {
        self.set.is_empty()
            && self.unset.is_empty()
            && self.link.is_empty()
            && self.unlink.is_empty()
            && self.state.is_none()
            && self.archived.is_none()
    }

    /// The names of all fields it touches.
    pub fn touched(&self) -> impl Iterator<Item = &str> {
        self.set
            .keys()
            .chain(&self.unset)
            .chain(self.link.keys())
            .chain(self.unlink.keys())
            .map(String::as_str)
    }

    /// Canonical JSON (RFC 8785), the form that is committed to.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).expect("a patch holds only what JSON can say")
    }
}
