//! Text made comparable: lower case, without accents, and ordered the way people count.

use std::cmp::Ordering;

/// Stands between the parts of a record's search text; never part of a searched word.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Lower case, accents stripped; the form in which text is searched, compared and sorted.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends the folded form of a text.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        match c {
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            '\u{300}'..='\u{36f}' => {}
            _ => c.to_lowercase().for_each(|lower| push_plain(lower, out)),
        }
    }
}

/// Appends a lower-case letter without its accent; Latin letters of the European languages.
fn push_plain(c: char, out: &mut String) {
    out.push_str(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\u{300}'..='\u{36f}' => "",
        _ => return out.push(c),
    });
}

/// The words of a search, folded.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(text)
        .split(|c: char| c.is_whitespace() || c == SEPARATOR)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Number-aware order of folded texts: `item 2` before `item 10`. Equal only for equal texts.
pub(crate) fn compare_natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(x), Some(y)) = (left.first(), right.first()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (x, y) = (take_number(&mut left), take_number(&mut right));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            let order = x.cmp(y);
            (left, right) = (&left[1..], &right[1..]);
            order
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// Takes the leading digits and gives them without leading zeros.
fn take_number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text
        .iter()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    let zeros = digits.iter().position(|b| *b != b'0').unwrap_or(digits.len());
    &digits[zeros..]
}

/// Order of decimals in their shortest form, exact.
pub(crate) fn compare_decimal(a: &str, b: &str) -> Ordering {
    match (a.strip_prefix('-'), b.strip_prefix('-')) {
        (Some(a), Some(b)) => compare_magnitude(b, a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_magnitude(a, b),
    }
}

fn compare_magnitude(a: &str, b: &str) -> Ordering {
    let parts = |text: &'_ str| -> (usize, usize) { (text.find('.').unwrap_or(text.len()), text.len()) };
    let ((whole_a, _), (whole_b, _)) = (parts(a), parts(b));
    whole_a
        .cmp(&whole_b)
        .then_with(|| a[..whole_a].cmp(&b[..whole_b]))
        .then_with(|| a[whole_a..].cmp(&b[whole_b..]))
}

/// The candidate that is nearest to a mistyped word, when one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    let limit = (word.chars().count() / 3).max(1);
    let scored = candidates.map(|candidate| (distance(&word, &fold(candidate)), candidate));
    scored
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters to add, remove, replace or swap to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_strips_case_and_accents() {
        for (text, expect) in [
            ("Müller", "muller"),
            ("ÉCOLE", "ecole"),
            ("e\u{301}t\u{e9}", "ete"),
            ("Straße", "strasse"),
            ("Ωmega", "ωmega"),
        ] {
            assert_eq!(fold(text), expect, "{text}");
        }
    }

    #[test]
    fn numbers_in_text_count() {
        let mut items = vec!["item 10", "item 2", "item 02", "item", "item 2b", "a1"];
        items.sort_by(|a, b| compare_natural(a, b));
        assert_eq!(items, ["a1", "item", "item 02", "item 2", "item 2b", "item 10"]);
    }

    #[test]
    fn decimals_compare_exactly() {
        let mut items = vec!["10", "-2.5", "9.99", "0.25", "-10", "0", "0.3", "9.9"];
        items.sort_by(|a, b| compare_decimal(a, b));
        assert_eq!(items, ["-10", "-2.5", "0", "0.25", "0.3", "9.9", "9.99", "10"]);
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let fields = ["owner", "review_date", "state"];
        assert_eq!(nearest("onwer", fields.into_iter()), Some("owner"));
        assert_eq!(nearest("reviewdate", fields.into_iter()), Some("review_date"));
        assert_eq!(nearest("vendor", fields.into_iter()), None);
    }
}
