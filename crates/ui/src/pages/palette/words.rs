//! How a typed text fits a command: every word that matters begins a word of it.

use probity_core::query::fold;

/// Words that say nothing about what is wanted.
const EMPTY: &[&str] = &[
    "a", "all", "an", "and", "are", "by", "can", "did", "do", "does", "for", "have", "how", "i", "in", "is",
    "it", "me", "my", "of", "on", "one", "our", "show", "that", "the", "there", "this", "to", "we", "what",
    "which", "with", "you",
];

/// The words of a text that matter, without accents and in lower case.
pub fn wanted(text: &str) -> Vec<String> {
    split(text)
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect()
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// How well a command fits: more for whole words of its title than for their beginnings, and least for
/// words it also goes by; `None` when a word fits neither.
pub fn fit(wanted: &[String], title: &str, also: &str) -> Option<usize> {
    let (title, also): (Vec<String>, Vec<String>) = (split(title).collect(), split(also).collect());
    let mut sum = 0;
    for word in wanted {
        let begun = |words: &[String]| words.iter().any(|known| begins(known, word));
        sum += match (title.contains(word), begun(&title), begun(&also)) {
            (true, ..) => 4,
            (_, true, _) => 3,
            (_, _, true) => 1,
            _ => return None,
        };
    }
    Some(sum)
}

/// `system` begins `systems`; typed in full, `systems` means `system` too.
fn begins(known: &str, typed: &str) -> bool {
    known.starts_with(typed)
        || (known.len() > 3 && typed.len() <= known.len() + 2 && typed.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, title: &str, also: &str, expect: Option<usize>) {
        assert_eq!(fit(&wanted(typed), title, also), expect, "`{typed}`");
    }

    #[test]
    fn every_word_that_matters_has_to_fit() {
        check("who may delete a system", "Who may delete a system", "", Some(16));
        check(
            "who can delete systems",
            "Who may delete a system",
            "remove",
            Some(11),
        );
        check("delete", "Who may delete a system", "", Some(4));
        check("remove", "Who may delete a system", "remove erase", Some(1));
        check("delete vendor", "Who may delete a system", "", None);
        check("what is the", "Home", "", Some(0));
        check("sys", "AI systems", "", Some(3));
        check("NEUE", "New AI system", "neu", None);
    }
}
