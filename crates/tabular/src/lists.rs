//! Lists that somebody wrote into one cell.

use crate::text::clean;

/// A comma only separates items when every item is at most this many characters long.
const SHORT_ITEM: usize = 40;
/// .. and of at most this many words.
const SHORT_WORDS: usize = 4;

/// The items of a cell that holds a list. They are cleaned ([`clean`](crate::text::clean())) and
/// never empty; text that is no list is one item.
///
/// The first rule that fits is taken:
///
/// 1. A JSON array or a Python list, tuple or set of quoted strings or bare words:
///    `["a", "b"]`, `['b) Sex', 'c) Age']`, `[]`. If it does not parse to its end, the text is
///    taken as it stands.
/// 2. Several lines: each is an item; bullets and dashes before them are dropped.
/// 3. Semicolons, or vertical bars: each part is an item.
/// 4. Lettered options that follow each other: `b) Sex c) Age`.
/// 5. Commas, if every part is short (at most 40 characters and 4 words) and none begins with
///    `and`, `or`, `if`, `but`, `which` or `etc`: `Age, Sex, Income` is a list,
///    `Direct testing, by which we mean the kind that users do` is not.
///
/// ```
/// use probity_tabular::lists::split_list;
///
/// assert_eq!(split_list("['b) Sex', 'c) Age']"), ["b) Sex", "c) Age"]);
/// assert_eq!(split_list("Age; Sex"), ["Age", "Sex"]);
/// ```
#[must_use]
pub fn split_list(text: &str) -> Vec<String> {
    let text = text.trim();
    if let Some(items) = bracketed(text) {
        return cleaned(items.iter().map(String::as_str));
    }
    let unescaped = crate::text::unescape_codes(text);
    if unescaped.trim().contains(['\n', '\r']) {
        return cleaned(unescaped.split(['\n', '\r']).map(without_bullet));
    }
    for separator in [';', '|'] {
        if text.contains(separator) {
            return cleaned(text.split(separator));
        }
    }
    let options = lettered_options(text);
    if options.len() > 1 {
        return cleaned(options.into_iter());
    }
    if text.contains(',') && text.split(',').all(is_short_item) {
        return cleaned(text.split(','));
    }
    cleaned([text].into_iter())
}

fn cleaned<'a>(items: impl Iterator<Item = &'a str>) -> Vec<String> {
    items.map(clean).filter(|item| !item.is_empty()).collect()
}

/// The text parted before each `a) `, if it begins with one.
fn lettered_options(text: &str) -> Vec<&str> {
    let starts_option = |at: usize| {
        let rest = text.as_bytes().get(at..at + 3);
        rest.is_some_and(|rest| {
            rest[0].is_ascii_lowercase() && rest[1] == b')' && rest[2].is_ascii_whitespace()
        })
    };
    // Each option closes one bracket that was never opened: its own.
    let in_brackets = |at: usize| text[..at].matches('(').count() >= text[..at].matches(')').count();
    let after_space =
        |at: &usize| text[..*at].ends_with(|c: char| c.is_whitespace() || c == ',') && !in_brackets(*at);
    if !starts_option(0) {
        return vec![text];
    }
    let cuts: Vec<usize> = text
        .char_indices()
        .skip(1)
        .map(|(at, _)| at)
        .filter(|at| starts_option(*at) && after_space(at))
        .collect();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(text.len()));
    starts
        .zip(ends)
        .map(|(start, end)| text[start..end].trim().trim_end_matches(','))
        .collect()
}

fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix(['•', '·', '▪', '◦', '●', '*', '-', '–', '—'])
        .filter(|rest| rest.starts_with(char::is_whitespace) || line.starts_with('•'))
        .unwrap_or(line)
        .trim_end_matches([';', ','])
}

fn is_short_item(item: &str) -> bool {
    let item = item.trim();
    let first_word = item.split_whitespace().next().unwrap_or_default().to_lowercase();
    let continues = matches!(
        first_word.as_str(),
        "and" | "or" | "if" | "but" | "which" | "etc" | "etc."
    );
    let thousands = item.len() == 3 && item.bytes().all(|b| b.is_ascii_digit());
    let short = item.chars().count() <= SHORT_ITEM && item.split_whitespace().count() <= SHORT_WORDS;
    short && !item.is_empty() && !continues && !thousands
}

/// The items of `[..]`, `(..)` or `{..}` as JSON or Python write them; none if it is not one.
fn bracketed(text: &str) -> Option<Vec<String>> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        _ => return None,
    };
    let inner = text[1..].strip_suffix(close)?;
    let mut rest = inner.trim_start();
    let mut items = Vec::new();
    let mut quoted_any = false;
    while !rest.is_empty() {
        let (item, after, quoted) = bracketed_item(rest)?;
        quoted_any |= quoted;
        if quoted || !matches!(item.as_str(), "None" | "null" | "nan") {
            items.push(item);
        }
        let after = after.trim_start();
        if after.is_empty() {
            break;
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
    // `(see the annex, page 3)` is prose in brackets; only square ones may hold bare words.
    (close == ']' || quoted_any).then_some(items)
}

fn bracketed_item(text: &str) -> Option<(String, &str, bool)> {
    let quote = text.chars().next()?;
    if quote != '"' && quote != '\'' {
        let end = text.find(',').unwrap_or(text.len());
        let item = text[..end].trim();
        let bare = !item.is_empty() && !item.contains(['[', ']', '{', '}', '"']);
        return bare.then(|| (item.to_owned(), &text[end..], false));
    }
    let mut item = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => item.push(escaped(&mut chars)?),
            c if c == quote => return Some((item, &text[1 + at + 1..], true)),
            c => item.push(c),
        }
    }
    None
}

fn escaped(chars: &mut std::str::CharIndices<'_>) -> Option<char> {
    let digits = match chars.next()?.1 {
        'n' => return Some('\n'),
        'r' => return Some('\r'),
        't' => return Some('\t'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Some(other),
    };
    let mut code = 0_u32;
    for _ in 0..digits {
        code = code.checked_mul(16)?.checked_add(chars.next()?.1.to_digit(16)?)?;
    }
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(split_list(text), expect, "for {text:?}");
    }

    #[test]
    fn brackets() {
        check("[]", &[]);
        check("['b) Sex', 'c) Age']", &["b) Sex", "c) Age"]);
        check(
            r#"["Race/Ethnicity","Sex/Gender","Age"]"#,
            &["Race/Ethnicity", "Sex/Gender", "Age"],
        );
        check(r#"["Other"]"#, &["Other"]);
        check(r"['one\ntwo', 'it\'s']", &["one two", "it's"]);
        check(r#"["it's", 'a "word"']"#, &["it's", "a \"word\""]);
        check("['a, b', 'c']", &["a, b", "c"]);
        check("[nan]", &[]);
        check("[1, 2]", &["1", "2"]);
        check("('x', 'y',)", &["x", "y"]);
        check("{'x'}", &["x"]);
        check(r#"["caf\u00e9"]"#, &["café"]);
        check("(see the annex)", &["(see the annex)"]);
        check("['open", &["['open"]);
        check("[a] and [b]", &["[a] and [b]"]);
    }

    #[test]
    fn separators() {
        check("", &[]);
        check("  ", &[]);
        check("one thing", &["one thing"]);
        check("Age; Sex;", &["Age", "Sex"]);
        check("Age | Sex", &["Age", "Sex"]);
        check("- Age\n- Sex, gender\n\n", &["Age", "Sex, gender"]);
        check("•\tAge_x000D_\n•\tSex", &["Age", "Sex"]);
        check("Age, Sex,Income", &["Age", "Sex", "Income"]);
        check("-5\n-6", &["-5", "-6"]);
        check("b) Sex c) Age", &["b) Sex", "c) Age"]);
        check(
            "j) Employment, pay, i) Income",
            &["j) Employment, pay", "i) Income"],
        );
        check("a) Yes, by (see b) an office", &["a) Yes, by (see b) an office"]);
        check("c) Not in use", &["c) Not in use"]);
    }

    #[test]
    fn prose_with_commas_stays_whole() {
        for prose in [
            "Direct user testing, general solicitations of comments from the public",
            "Age, sex, and income",
            "Fast, if it works",
            "1,200",
            "a,,b",
        ] {
            check(prose, &[prose]);
        }
    }
}
