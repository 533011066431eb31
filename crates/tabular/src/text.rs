//! Cleaning of text that people and spreadsheet programs have been at.

/// The text on one line: `_x000D_` and its kind unescaped, control characters, no-break spaces
/// and line ends taken as spaces, every run of spaces as one, none at the ends.
///
/// ```
/// assert_eq!(probity_tabular::text::clean(" Stage\u{a0}of _x000D_\n  use "), "Stage of use");
/// ```
#[must_use]
pub fn clean(text: &str) -> String {
    let unescaped = unescape_codes(text);
    let mut cleaned = String::with_capacity(unescaped.len());
    let words = unescaped
        .split(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
        .filter(|word| !word.is_empty());
    for word in words {
        if !cleaned.is_empty() {
            cleaned.push(' ');
        }
        cleaned.push_str(word);
    }
    cleaned
}

/// Like [`clean`], but keeps the lines: each is cleaned by itself, blank lines at both ends are
/// dropped and runs of blank lines between become one.
#[must_use]
pub fn clean_lines(text: &str) -> String {
    let unescaped = unescape_codes(text)
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}'], "\n");
    let mut cleaned = String::with_capacity(unescaped.len());
    let mut blank_before = false;
    for line in unescaped.split('\n').map(clean) {
        if line.is_empty() {
            blank_before = true;
            continue;
        }
        if !cleaned.is_empty() {
            cleaned.push_str(if blank_before { "\n\n" } else { "\n" });
        }
        cleaned.push_str(&line);
        blank_before = false;
    }
    cleaned
}

/// Resolves `_xHHHH_`, by which Office Open XML writes characters that XML cannot hold
/// (ECMA-376 part 1, 22.9.2.19 `ST_Xstring`): `_x000D_` is a carriage return and `_x005F_` the
/// underscore itself. Codes that are no characters stay as they are.
#[must_use]
pub fn unescape_codes(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("_x") {
        let (before, candidate) = rest.split_at(start);
        resolved.push_str(before);
        if let Some(character) = code_at_start(candidate) {
            resolved.push(character);
            rest = &candidate[CODE_LENGTH..];
        } else {
            resolved.push_str("_x");
            rest = &candidate[2..];
        }
    }
    resolved.push_str(rest);
    resolved
}

const CODE_LENGTH: usize = "_x000D_".len();

fn code_at_start(text: &str) -> Option<char> {
    let code = text.get(..CODE_LENGTH)?;
    let digits = code.strip_prefix("_x")?.strip_suffix('_')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// Zero-width characters that arrive by copying from web pages and word processors. The joiners
/// (U+200C, U+200D) are not among them: several scripts need those within a word.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// What a cell says by saying nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blank {
    /// The cell is empty, or white space.
    Absent,
    /// The question does not arise: `N/A`, `Not applicable`.
    NotApplicable,
    /// The answer is that there is none: `None`, `-`, `nil`.
    Nothing,
    /// The answer is not known or not given: `TBD`, `Unknown`, `Blank/Not Provided`.
    Unknown,
}

/// Which kind of blank the text is, if it is one. Letter case, outer punctuation and surplus
/// white space do not matter. A sentence that merely begins so (`N/A, see below`) is an answer,
/// and `No` is one as well.
#[must_use]
pub fn blank(text: &str) -> Option<Blank> {
    let cleaned = clean(text).to_lowercase();
    let word = cleaned
        .trim_matches(|c: char| matches!(c, '.' | '(' | ')' | '[' | ']' | '"' | '\'' | '*' | '<' | '>'))
        .trim();
    if word.is_empty() {
        return Some(if cleaned.is_empty() {
            Blank::Absent
        } else {
            Blank::Nothing
        });
    }
    match word {
        "n/a"
        | "na"
        | "n.a"
        | "n/ a"
        | "n /a"
        | "n / a"
        | "n\\a"
        | "n-a"
        | "#n/a"
        | "not applicable"
        | "not-applicable"
        | "non applicable"
        | "nicht zutreffend"
        | "niet van toepassing"
        | "n.v.t"
        | "nvt"
        | "does not apply" => Some(Blank::NotApplicable),
        "none" | "nil" | "null" | "nothing" | "-" | "--" | "---" | "–" | "—" | "/" => {
            Some(Blank::Nothing)
        }
        "tbd" | "tbc" | "tba" | "t.b.d" | "to be determined" | "to be confirmed" | "to be decided"
        | "to be announced" | "unknown" | "not known" | "unk" | "onbekend" | "unbekannt" | "inconnu"
        | "blank" | "blank/not provided" | "not provided" | "not available" | "unavailable"
        | "not specified" | "unspecified" | "not stated" | "not answered" | "no answer" | "no data"
        | "no information" | "pending" | "nan" | "?" | "??" | "???" => Some(Blank::Unknown),
        _ => None,
    }
}

/// Whether the text is no answer at all, of whichever [`Blank`] kind.
#[must_use]
pub fn is_blank_word(text: &str) -> bool {
    blank(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_gives_one_line() {
        let cases = [
            ("", ""),
            ("  a  b ", "a b"),
            ("Rights-Impacting\n", "Rights-Impacting"),
            ("No\u{a0}", "No"),
            ("Research or  Action", "Research or Action"),
            ("one_x000D_\ntwo", "one two"),
            ("tab\tand\u{b}feed", "tab and feed"),
            ("zero\u{200b}width\u{feff}", "zero width"),
            ("snake_x_case", "snake_x_case"),
            ("\u{1f469}\u{200d}\u{1f4bb}", "\u{1f469}\u{200d}\u{1f4bb}"),
        ];
        for (input, expect) in cases {
            assert_eq!(clean(input), expect, "for {input:?}");
        }
    }

    #[test]
    fn cleaning_lines_keeps_paragraphs() {
        assert_eq!(clean_lines("\n a _x000D_\r\n\n\n  b\tc\nd \n"), "a\n\nb c\nd");
        assert_eq!(clean_lines(" \n "), "");
    }

    #[test]
    fn codes_are_resolved_once() {
        let cases = [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD800_ _xZZZZ_ _x000", "_xD800_ _xZZZZ_ _x000"),
            ("_x_x0041_", "_xA"),
            ("_xé", "_xé"),
        ];
        for (input, expect) in cases {
            assert_eq!(unescape_codes(input), expect, "for {input:?}");
        }
    }

    #[test]
    fn blank_words_differ_in_kind() {
        let cases = [
            ("", Some(Blank::Absent)),
            (" \u{a0}", Some(Blank::Absent)),
            ("N/A", Some(Blank::NotApplicable)),
            ("NA", Some(Blank::NotApplicable)),
            ("n/a.", Some(Blank::NotApplicable)),
            ("Not  Applicable", Some(Blank::NotApplicable)),
            ("None", Some(Blank::Nothing)),
            ("[]", Some(Blank::Nothing)),
            ("-", Some(Blank::Nothing)),
            ("TBD", Some(Blank::Unknown)),
            ("Blank/Not Provided", Some(Blank::Unknown)),
            ("unknown", Some(Blank::Unknown)),
            ("No", None),
            ("N/A - not in use", None),
            ("Nathan", None),
        ];
        for (input, expect) in cases {
            assert_eq!(blank(input), expect, "for {input:?}");
        }
    }
}
