//! People whom a remark can mention, while somebody types.

use std::sync::Arc;

use probity_core::Record;
use probity_core::query::{Scope, fold};

/// Somebody who can be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentionable {
    /// The person.
    pub person: Arc<Record>,
    /// What mentions exactly this person in a remark: `@Ada Example`, with the id where others have the name.
    pub text: String,
}

/// People of whose name each word of a text begins a word, by name. Who has left is left out.
pub fn mentionable(scope: &Scope<'_>, text: &str, limit: usize) -> Vec<Mentionable> {
    let register = scope.register;
    let Some(kind) = register.kinds().by_name("person") else {
        return Vec::new();
    };
    let wanted: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
    let mut people: Vec<(String, &Arc<Record>)> = register
        .records(kind)
        .filter(|person| !person.archived && register.state_code(person) != Some("left"))
        .filter(|person| scope.visibility.sees(register, person))
        .map(|person| (fold(person.title()), person))
        .collect();
    people.sort_by(|(a, first), (b, second)| (a, first.id).cmp(&(b, second.id)));
    let fits = |name: &str| {
        let begins = |word: &String| {
            name.split_whitespace()
                .any(|part| part.starts_with(word.as_str()))
        };
        wanted.iter().all(begins)
    };
    let shares = |place: usize| {
        let name = &people[place].0;
        let same = |other: Option<&(String, &Arc<Record>)>| other.is_some_and(|(other, _)| other == name);
        same(place.checked_sub(1).and_then(|before| people.get(before))) || same(people.get(place + 1))
    };
    let fitting = people.iter().enumerate().filter(|(_, (name, _))| fits(name));
    let told = fitting.map(|(place, (_, person))| Mentionable {
        person: Arc::clone(person),
        text: match shares(place) {
            true => format!("@{} ({})", person.title(), person.id.show(register.kinds())),
            false => format!("@{}", person.title()),
        },
    });
    told.take(limit).collect()
}
