//! Whom a remark mentions: `@PER-12`, `@Ada Example`, or `@Ada Example (PER-12)` where two share a name.
//!
//! What names nobody, or several, stays text and mentions nobody.

use std::collections::BTreeSet;

use crate::ids::{KindId, RecordId};
use crate::register::{Register, Visibility};

/// People that one remark mentions at most; the rest stays text.
const PEOPLE_MAX: usize = 20;
/// Characters after an `@` that are looked at.
const NAME_CHARS: usize = 200;

/// The people whom a remark mentions and whom its author sees, ascending.
pub(super) fn mentioned(register: &Register, visibility: &Visibility, text: &str) -> Vec<RecordId> {
    let Some(kind) = register.kinds().by_name("person") else {
        return Vec::new();
    };
    let people = People {
        register,
        visibility,
        kind,
    };
    let mut names: Option<Vec<(String, RecordId)>> = None;
    let mut found = BTreeSet::new();
    for rest in after_signs(text) {
        if found.len() >= PEOPLE_MAX {
            break;
        }
        let one = people.by_id(rest).or_else(|| {
            let names = names.get_or_insert_with(|| people.names());
            people.by_name(names, rest)
        });
        found.extend(one);
    }
    found.into_iter().collect()
}

/// What follows each `@` that begins a word; an e-mail address has none.
fn after_signs(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        before
            .is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '.' | '_' | '-' | '+'))
            .then(|| &text[at + 1..])
    })
}

struct People<'a> {
    register: &'a Register,
    visibility: &'a Visibility,
    kind: KindId,
}

impl People<'_> {
    fn by_id(&self, rest: &str) -> Option<RecordId> {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(rest.len());
        let id = RecordId::parse(self.register.kinds(), &rest[..end])?;
        let record = self.register.get(id).filter(|_| id.kind == self.kind)?;
        self.visibility.sees(self.register, record).then_some(id)
    }

    /// All names in lower case.
    fn names(&self) -> Vec<(String, RecordId)> {
        let people = self.register.records(self.kind).filter(|person| !person.archived);
        people
            .filter(|person| self.visibility.sees(self.register, person))
            .map(|person| (person.title().to_lowercase(), person.id))
            .collect()
    }

    /// The longest name that the text begins with, when only one person has it or its id follows.
    fn by_name(&self, names: &[(String, RecordId)], rest: &str) -> Option<RecordId> {
        let rest: String = rest
            .chars()
            .take(NAME_CHARS)
            .flat_map(char::to_lowercase)
            .collect();
        let begins = |name: &str| {
            let after = rest.strip_prefix(name);
            after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        let fitting = names.iter().filter(|(name, _)| !name.is_empty() && begins(name));
        let longest = fitting.clone().map(|(name, _)| name.len()).max()?;
        let same: Vec<RecordId> = fitting
            .filter(|(name, _)| name.len() == longest)
            .map(|(_, id)| *id)
            .collect();
        let named = rest[longest..]
            .strip_prefix(" (")
            .and_then(|rest| rest.split_once(')'))
            .and_then(|(id, _)| RecordId::parse(self.register.kinds(), id));
        match (same.as_slice(), named) {
            ([only], _) => Some(*only),
            (several, Some(id)) if several.contains(&id) => Some(id),
            _ => None,
        }
    }
}
