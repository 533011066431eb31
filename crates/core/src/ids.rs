//! Ids that people read: a kind's prefix and a number, such as `SYS-12`.

use std::fmt;

use crate::kind::Kinds;

/// A kind's place in [`Kinds`]. Never stored: entries and files carry the prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct KindId(pub u8);

/// A field of a kind: its place in the declaration, or of a custom field of the workspace.
/// Never stored in entries: those carry the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct FieldKey(pub u16);

impl FieldKey {
    /// Keys from here on are custom fields; the rest is the number of the `FLD` record.
    pub const CUSTOM: u16 = 0x4000;

    /// The key of the custom field declared by record `FLD-number`.
    pub fn custom(number: u32) -> Option<Self> {
        let number = u16::try_from(number)
            .ok()
            .filter(|n| *n < u16::MAX - Self::CUSTOM)?;
        Some(Self(Self::CUSTOM + number))
    }

    /// The number of the `FLD` record that declares this field, for a custom field.
    pub fn custom_number(self) -> Option<u32> {
        (self.0 >= Self::CUSTOM).then(|| u32::from(self.0 - Self::CUSTOM))
    }
}

/// Names one record for ever. Numbers of a kind start at 1 and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct RecordId {
    /// Which kind.
    pub kind: KindId,
    /// Which record of that kind.
    pub number: u32,
}

impl RecordId {
    /// Reads `SYS-12`; the prefix may be lower case. `None` when the form or the prefix is unknown.
    pub fn parse(kinds: &Kinds, text: &str) -> Option<Self> {
        let (prefix, number) = text.split_once('-')?;
        let plain =
            !number.is_empty() && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
        let number = number.parse().ok().filter(|_| plain)?;
        let kind = kinds.by_prefix(&prefix.to_ascii_uppercase())?;
        Some(Self { kind, number })
    }

    /// The id as people and entries write it.
    pub fn show(self, kinds: &Kinds) -> String {
        format!("{}-{}", kinds.decl(self.kind).prefix, self.number)
    }
}

/// Who caused an entry: an id, never a name. Pseudonymous, therefore still personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Actor {
    /// A person of the workspace, `PER-12`.
    Person(u32),
    /// A machine account, `svc:3`.
    Service(u32),
    /// An outside guest, `guest:5`.
    Guest(u32),
    /// Somebody who did not sign in.
    Anonymous,
    /// Probity itself, for set-up and upkeep.
    System,
}

impl Actor {
    /// Reads the form that [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |rest: &str| rest.parse().ok();
        match text {
            "anonymous" => Some(Self::Anonymous),
            "system" => Some(Self::System),
            _ if text.starts_with("PER-") => number(&text[4..]).map(Self::Person),
            _ if text.starts_with("svc:") => number(&text[4..]).map(Self::Service),
            _ if text.starts_with("guest:") => number(&text[6..]).map(Self::Guest),
            _ => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(number) => write!(f, "PER-{number}"),
            Self::Service(number) => write!(f, "svc:{number}"),
            Self::Guest(number) => write!(f, "guest:{number}"),
            Self::Anonymous => f.write_str("anonymous"),
            Self::System => f.write_str("system"),
        }
    }
}
