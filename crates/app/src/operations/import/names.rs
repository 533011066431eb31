//! Names that cells give: of people, of vendors, of products.

use probity_tabular::lists::split_list;
use probity_tabular::text::clean;

use super::words::normal;

/// The name of a record, and an e-mail address where the cell holds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub text: String,
    pub email: Option<String>,
}

/// The id of a record at the end of a text, as our lists and pages write it: `SYS-12` or `Scorer (SYS-12)`.
pub(super) fn own_id_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let id = match text.strip_suffix(')') {
        Some(inner) => inner.rsplit_once('(')?.1,
        None => text,
    };
    let (prefix, number) = id.split_once('-')?;
    let fits = prefix.len() == 3
        && prefix.bytes().all(|b| b.is_ascii_uppercase())
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(id)
}

/// The parts of a cell that each name somebody.
pub(super) fn people_in(text: &str) -> Vec<String> {
    if text.contains([';', '\n', '|']) {
        return split_list(text);
    }
    if text.matches('@').count() > 1 {
        text.split([',', ' ', '/'])
            .filter(|part| part.contains('@'))
            .map(clean)
            .collect()
    } else {
        vec![clean(text)]
    }
}

/// The names in a cell; `Example Corp, Inc.` is one of them.
pub(super) fn names_in(text: &str) -> Vec<String> {
    const LEGAL_FORMS: &[&str] = &[
        "inc",
        "llc",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "lp",
        "llp",
        "plc",
        "pbc",
        "gmbh",
        "ag",
        "sa",
        "bv",
        "nv",
    ];
    let mut names: Vec<String> = Vec::new();
    // A title before an id may hold a comma.
    let with_ids: Vec<String> = text
        .split(';')
        .map(clean)
        .filter(|part| !part.is_empty())
        .collect();
    if !with_ids.is_empty() && with_ids.iter().all(|part| own_id_in(part).is_some()) {
        return with_ids;
    }
    for part in split_list(text) {
        let plain = normal(&part);
        let first = plain.split(' ').next().unwrap_or_default();
        let form = LEGAL_FORMS.contains(&plain.replace(' ', "").as_str())
            || (LEGAL_FORMS.contains(&first) && part.contains('('));
        match names.last_mut().filter(|_| form) {
            Some(last) => *last = format!("{last}, {part}"),
            None => names.push(part),
        }
    }
    names
}

/// Whether a text stands where a name should, and names nothing in particular.
pub(super) fn is_vague(text: &str) -> bool {
    const WHOLE: &[&str] = &[
        "various",
        "multiple",
        "other",
        "others",
        "several",
        "several vendors",
        "multiple vendors",
        "various vendors",
        "no",
        "yes",
        "y",
        "n",
        "internal",
    ];
    const START: &[&str] = &[
        "withheld",
        "redacted",
        "law enforcement sensitive",
        "n/a",
        "not applicable",
        "see ",
        "tbd",
        "not disclosed",
        "no vendor",
        "none ",
        "in-house",
        "in house",
        "developed in",
    ];
    let lower = clean(text).to_lowercase();
    WHOLE.contains(&lower.trim_end_matches('.')) || START.iter().any(|start| lower.starts_with(start))
}

pub(super) fn name_of(kind: &str, part: &str) -> Option<Name> {
    if part.is_empty() || part.chars().count() > 200 || part.contains("://") {
        return None;
    }
    if kind != "person" {
        return Some(Name {
            text: part.to_owned(),
            email: None,
        });
    }
    let email = email_in(part);
    let without = email.map_or(part.to_owned(), |email| part.replace(email, " "));
    let text = clean(&without)
        .trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '-')
        })
        .to_owned();
    let email = email.map(str::to_lowercase);
    let text = if text.is_empty() { email.clone()? } else { text };
    text.chars()
        .any(char::is_alphabetic)
        .then_some(Name { text, email })
}

/// The first e-mail address in a text.
pub(super) fn email_in(text: &str) -> Option<&str> {
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"')
    });
    words
        .map(|word| word.strip_prefix("mailto:").unwrap_or(word).trim_end_matches('.'))
        .find(|word| {
            word.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && !host.contains('@')
                    && host.contains('.')
                    && !host.starts_with('.')
                    && !host.ends_with('.')
            })
        })
}

/// Whether name and address together show everything that the text says.
pub(super) fn shows(name: &Name, text: &str) -> bool {
    let shown = format!(
        "{} {}",
        name.text,
        name.email
            .as_deref()
            .filter(|email| *email != name.text)
            .unwrap_or_default()
    );
    normal(text)
        .split(' ')
        .all(|word| normal(&shown).split(' ').any(|known| known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_form_is_part_of_the_name() {
        for (text, expect) in [
            ("Example Corp, Inc.", vec!["Example Corp, Inc."]),
            ("Sample Institutes, LLC (SI)", vec!["Sample Institutes, LLC (SI)"]),
            ("Example, Sample", vec!["Example", "Sample"]),
        ] {
            assert_eq!(names_in(text), expect, "for `{text}`");
        }
    }
}
