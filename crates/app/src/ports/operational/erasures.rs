//! Erasures that were asked for, kept outside every backup: a backup that is older than an erasure
//! brings the erased content back, and by this list it is erased again.
//!
//! The list is lines of JSON, one for each erasure, and one for each that was withdrawn because it
//! could not be carried out. It holds ids of records, names of fields, entries by index and leaf
//! hash, and the reason, which is in the ledger too. It holds no content, so it need not be erased.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::OperationalError;

/// What the list is called in the data folder.
pub const ERASURES_FILE: &str = "erasures.ndjson";

/// One erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptErasure {
    /// A random id.
    pub id: String,
    /// The origin of the ledger it was carried out in.
    pub origin: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// The request or the rule that it answers.
    pub reason: String,
    /// The record it was about, then every other that lost content with it.
    pub records: Vec<KeptRecord>,
}

/// One record of an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRecord {
    /// Its id.
    pub id: String,
    /// The fields that went, by the names that entries carry.
    pub fields: Vec<String>,
    /// The entries that lost their content.
    pub entries: Vec<KeptEntry>,
}

/// One entry of an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptEntry {
    /// Its index.
    pub index: u64,
    /// Its RFC 6962 leaf hash in base64, so that in another history nothing is erased.
    pub leaf: String,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureLine {
    /// An erasure was asked for. It is written before the erasure is carried out.
    Erased(KeptErasure),
    /// It was not carried out, and nothing was erased.
    Withdrawn {
        /// The id of the erasure.
        id: String,
    },
}

/// The list of erasures. It is no part of a backup.
pub trait KeptErasures {
    /// Adds an erasure, durably. To be called before it is carried out.
    fn keep_erasure(&self, erasure: &KeptErasure) -> Result<(), OperationalError>;

    /// Takes an erasure back that was not carried out.
    fn withdraw_erasure(&self, id: &str) -> Result<(), OperationalError>;

    /// All that were not withdrawn, oldest first.
    fn kept_erasures(&self) -> Result<Vec<KeptErasure>, OperationalError>;
}

/// Reads a list. A last line without an end is what a crash left of one whose erasure was not begun,
/// and is passed over.
///
/// # Errors
/// The number of the first line that is not one of the list, counted from 1, and what is wrong with it.
pub fn parse_erasures(text: &str) -> Result<Vec<KeptErasure>, (usize, String)> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut erasures = Vec::new();
    let mut withdrawn = BTreeSet::new();
    for (place, line) in whole
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        match serde_json::from_str(line).map_err(|error| (place + 1, error.to_string()))? {
            ErasureLine::Erased(erasure) => erasures.push(erasure),
            ErasureLine::Withdrawn { id } => {
                withdrawn.insert(id);
            }
        }
    }
    erasures.retain(|erasure| !withdrawn.contains(&erasure.id));
    Ok(erasures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str) -> String {
        format!(
            r#"{{"erased":{{"id":"{id}","origin":"o","at":"2026-03-02T09:00:00Z","reason":"r","records":[]}}}}"#
        )
    }

    #[track_caller]
    fn check(text: &str, expect: Result<&[&str], usize>) {
        let found = parse_erasures(text);
        let ids = found
            .as_ref()
            .map(|kept| kept.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
        match expect {
            Ok(expect) => assert_eq!(ids.as_deref(), Ok(expect), "{text}"),
            Err(place) => assert_eq!(ids.unwrap_err().0, place, "{text}"),
        }
    }

    #[test]
    fn a_list_is_read_line_by_line() {
        let (a, b, gone) = (line("a"), line("b"), r#"{"withdrawn":{"id":"a"}}"#);
        check("", Ok(&[]));
        check(&format!("{a}\n{b}\n"), Ok(&["a", "b"]));
        check(&format!("{a}\n\n{b}\n{gone}\n"), Ok(&["b"]));
        check(&format!("{a}\n{}", &b[..40]), Ok(&["a"]));
        check(&b[..40], Ok(&[]));
        check(&format!("{a}\n{}\n{b}\n", &b[..40]), Err(2));
        check("id,name\n", Err(1));
    }
}
