//! Spelling: when two texts say the same for an import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use probity_core::kind::{Choice, State};
use probity_tabular::lists::split_list;
use probity_tabular::text::clean;

/// Lower case, letters and digits only, single spaces, without an option letter (`a) `) or a
/// number (`12. `) in front: `b) Not  High-impact ` becomes `not high impact`.
pub(super) fn normal(text: &str) -> String {
    let cleaned = clean(text).to_lowercase();
    let mut words = String::with_capacity(cleaned.len());
    for character in without_numbering(&cleaned).chars() {
        if character.is_alphanumeric() {
            words.push(character);
        } else if character != '\'' && character != '’' && !words.ends_with(' ') && !words.is_empty() {
            words.push(' ');
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// The text without `a) `, `3. `, `12) ` or `q4: ` in front.
fn without_numbering(text: &str) -> &str {
    let text = text.trim_start();
    let head = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let head = if head.len() < text.len() {
        head
    } else {
        text.get(1..)
            .filter(|_| text.starts_with(|c: char| c.is_ascii_lowercase()))
            .unwrap_or(text)
    };
    let digits = head.trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix([')', '.', ':']) {
        Some(rest) if rest.starts_with(char::is_whitespace) && rest.trim().len() > 1 => rest.trim_start(),
        _ => text,
    }
}

/// The shorter texts that a longer answer may begin with: `Deployed – The use case is ..` says `Deployed`.
fn leading_parts(text: &str) -> impl Iterator<Item = &str> {
    [" – ", " — ", " - ", "–", ": ", " (", ". ", ", ", "; "]
        .into_iter()
        .filter_map(|mark| {
            let (first, _) = text.split_once(mark)?;
            (!first.trim().is_empty()).then_some(first)
        })
}

/// The answers of a list, wherever it is declared, by every spelling they are known under.
#[derive(Debug, Default)]
pub(super) struct Answers {
    codes: BTreeMap<String, &'static str>,
    /// Code and label of each answer, spelt plainly.
    shown: BTreeSet<(&'static str, String)>,
}

impl Answers {
    /// Of a choice field.
    pub fn of_choices(choices: &'static [Choice]) -> Arc<Self> {
        Arc::new(Self::of(
            choices
                .iter()
                .map(|choice| (choice.code, choice.label, choice.aliases)),
        ))
    }

    /// Of a life cycle.
    pub fn of_states(states: &'static [State]) -> Arc<Self> {
        Arc::new(Self::of(
            states
                .iter()
                .map(|state| (state.code, state.label, state.aliases)),
        ))
    }

    fn of(list: impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])>) -> Self {
        let mut answers = Self::default();
        for (code, label, aliases) in list {
            for text in [code, label]
                .iter()
                .chain(aliases)
                .map(|text| normal(text))
                .filter(|text| !text.is_empty())
            {
                answers.codes.entry(text).or_insert(code);
            }
            answers
                .shown
                .extend([(code, normal(label)), (code, normal(code))]);
        }
        answers
    }

    /// The code of the answer that a text gives, by code, label or alias; failing that by how it begins.
    pub fn find(&self, text: &str) -> Option<&'static str> {
        self.find_exact(text)
            .or_else(|| leading_parts(text).find_map(|part| self.find_exact(part)))
    }

    /// The code of the answer that the whole of a text gives.
    pub fn find_exact(&self, text: &str) -> Option<&'static str> {
        self.codes.get(&normal(text)).copied()
    }

    /// The answers in a text that lists several. A comma parts them only where answers stand on both
    /// sides, since answers hold commas too.
    pub fn items(&self, text: &str) -> Vec<String> {
        let parts = |item: String| self.parted_by_commas(&item).unwrap_or_else(|| vec![item]);
        self.parted_by_commas(text)
            .unwrap_or_else(|| split_list(text).into_iter().flat_map(parts).collect())
    }

    fn parted_by_commas(&self, item: &str) -> Option<Vec<String>> {
        let pieces: Vec<&str> = item.split(',').collect();
        if pieces.len() == 1 || self.find_exact(item).is_some() {
            return None;
        }
        let mut found = Vec::new();
        let mut from = 0;
        while from < pieces.len() {
            let longest = (from + 1..=pieces.len()).rev().find_map(|to| {
                let joined = pieces[from..to].join(",");
                self.find_exact(&joined).map(|_| (to, joined.trim().to_owned()))
            });
            let (to, joined) = longest?;
            found.push(joined);
            from = to;
        }
        Some(found)
    }

    /// Whether there is an answer of this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.shown.iter().any(|(known, _)| *known == code)
    }

    /// Whether a text is how the answer is shown or stored, so that nothing is lost by keeping the answer only.
    pub fn is_spelt(&self, code: &str, text: &str) -> bool {
        let wanted = normal(text);
        self.shown
            .iter()
            .any(|(known, spelt)| *known == code && *spelt == wanted)
    }
}

const YES: &[&str] = &[
    "yes", "y", "true", "x", "ja", "oui", "si", "sí", "sim", "1", "✓", "wahr", "vrai", "tak",
];
const NO: &[&str] = &[
    "no", "n", "false", "nee", "nein", "non", "não", "0", "falsch", "faux", "nie",
];

/// Whether a text is a plain yes or no, in the languages people keep lists in.
pub(super) fn plain_yes_no(text: &str) -> Option<bool> {
    let word = normal(text);
    let word = if word.is_empty() {
        text.trim().to_lowercase()
    } else {
        word
    };
    match () {
        () if YES.contains(&word.as_str()) => Some(true),
        () if NO.contains(&word.as_str()) => Some(false),
        () => None,
    }
}

/// A yes or no, also one that goes on: `No – the agency ..`.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    plain_yes_no(text).or_else(|| leading_parts(text).find_map(plain_yes_no))
}

/// Words that carry no meaning in a column head.
const FILLER: &[&str] = &[
    "a", "an", "and", "any", "are", "as", "at", "been", "by", "for", "from", "has", "have", "if", "in", "is",
    "it", "its", "of", "on", "or", "please", "s", "that", "the", "this", "to", "was", "were", "which",
    "with", "de", "het", "van", "der", "die", "das",
];

/// The words of a normalised text that carry meaning, plural `s` taken off.
pub(super) fn meaning(normal: &str) -> Vec<String> {
    let singular = |word: &str| match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    };
    normal
        .split(' ')
        .filter(|word| !word.is_empty() && !FILLER.contains(word))
        .map(singular)
        .collect()
}

/// A machine name for a header: `Date Initiated (est.)` becomes `date_initiated_est`.
pub(super) fn machine_name(header: &str) -> String {
    const MAX: usize = 60;
    let mut name = String::new();
    for word in normal(header).split(' ').filter(|word| !word.is_empty()) {
        let ascii: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if ascii.is_empty() || name.len() + ascii.len() >= MAX {
            continue;
        }
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(&ascii);
    }
    match name.bytes().next() {
        None => "column".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("column_{name}"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for (text, expect) in [
            ("b) Not  High-impact ", "not high impact"),
            ("Rights-Impacting\n", "rights impacting"),
            ("12. Use Case Name", "use case name"),
            ("Q4: Owner", "owner"),
            ("AI system’s outputs", "ai systems outputs"),
            ("a) ", "a"),
            ("e.g. this", "e g this"),
        ] {
            assert_eq!(normal(text), expect, "for `{text}`");
        }
    }

    #[test]
    fn answers_are_found_by_how_they_begin() {
        const ALIASES: &[&str] = &["deployed", "operation and maintenance"];
        let answers = Answers::of([("in_use", "In use", ALIASES)].into_iter());
        for text in [
            "IN USE",
            "c)  Deployed – The use case is being used",
            "Operation and  Maintenance",
            "Deployed. Since May",
            "in_use",
        ] {
            assert_eq!(answers.find(text), Some("in_use"), "for `{text}`");
        }
        for text in ["", "not deployed", "Undeployed"] {
            assert_eq!(answers.find(text), None, "for `{text}`");
        }
        assert!(answers.is_spelt("in_use", "In Use") && !answers.is_spelt("in_use", "Deployed"));
    }

    #[test]
    fn answers_with_commas_are_parted_where_answers_end() {
        const COMMENTS: &[&str] = &["comments, also by mail"];
        let answers = Answers::of(
            [
                ("test", "Tests with users", &[][..]),
                ("ask", "Asked for comments", COMMENTS),
            ]
            .into_iter(),
        );
        for (text, expect) in [
            (
                "Tests with users,Comments, also by mail",
                vec!["Tests with users", "Comments, also by mail"],
            ),
            (
                "tests with users; asked for comments",
                vec!["tests with users", "asked for comments"],
            ),
            (
                "Tests with users, by which we mean all of them",
                vec!["Tests with users, by which we mean all of them"],
            ),
        ] {
            assert_eq!(answers.items(text), expect, "for `{text}`");
        }
    }

    #[test]
    fn yes_and_no_are_never_guessed() {
        for (text, expect) in [
            ("YES ", Some(true)),
            ("a) Yes", Some(true)),
            ("No\u{a0}", Some(false)),
            ("No – it is not subject to this", Some(false)),
            ("Yes.", Some(true)),
            ("In-progress", None),
            ("N/A", None),
            ("None", None),
            ("Nobody knows", None),
        ] {
            assert_eq!(yes_no(text), expect, "for `{text}`");
        }
    }

    #[test]
    fn machine_names_are_plain() {
        for (text, expect) in [
            ("Date Initiated (est.)", "date_initiated_est"),
            ("% of staff", "of_staff"),
            ("2024 spend", "column_2024_spend"),
            ("目的", "column"),
        ] {
            assert_eq!(machine_name(text), expect, "for `{text}`");
        }
    }
}
