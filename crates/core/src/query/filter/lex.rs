//! From text to tokens.

use super::{FilterError, Operator};

/// Words that mean something; a name or text that equals one is written in quotes.
const RESERVED: [&str; 12] = [
    "and", "or", "not", "in", "is", "before", "after", "on", "includes", "contains", "within", "linked",
];

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED
        .iter()
        .any(|reserved| reserved.eq_ignore_ascii_case(word))
}

/// True for characters that a word without quotes may have.
pub(super) fn in_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '"' | '\\' | '=' | '!' | '<' | '>' | '~')
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Symbol(Operator),
    Open,
    Close,
    Comma,
}

/// The tokens of a filter, each with the character it begins at, from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut place = 0;
    while let Some(c) = chars.get(place).copied() {
        let at = place + 1;
        let followed = chars.get(place + 1) == Some(&'=');
        let (token, length) = match c {
            _ if c.is_whitespace() => {
                place += 1;
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '~' => (Token::Symbol(Operator::Contains), 1),
            '=' => (Token::Symbol(Operator::Equal), if followed { 2 } else { 1 }),
            '!' if followed => (Token::Symbol(Operator::NotEqual), 2),
            '<' if followed => (Token::Symbol(Operator::AtMost), 2),
            '<' => (Token::Symbol(Operator::Less), 1),
            '>' if followed => (Token::Symbol(Operator::AtLeast), 2),
            '>' => (Token::Symbol(Operator::Greater), 1),
            '"' => quoted(&chars[place..]).ok_or(FilterError::OpenQuote { at })?,
            _ if in_word(c) => word(&chars[place..]),
            _ => {
                let expected = "a field, a word or a text in quotes";
                return Err(FilterError::Unexpected {
                    at,
                    found: format!("`{c}`"),
                    expected,
                });
            }
        };
        out.push((token, at));
        place += length;
    }
    Ok(out)
}

/// A word; `today+30` ends before the sign.
fn word(chars: &[char]) -> (Token, usize) {
    let mut word: String = chars.iter().take_while(|c| in_word(**c)).collect();
    for day in ["today", "yesterday", "tomorrow"] {
        let split = word
            .get(..day.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(day));
        if split && word[day.len()..].starts_with(['+', '-']) {
            word.truncate(day.len());
        }
    }
    let length = word.chars().count();
    (Token::Word(word), length)
}

fn quoted(chars: &[char]) -> Option<(Token, usize)> {
    let mut out = String::new();
    let mut place = 1;
    loop {
        match chars.get(place)? {
            '"' => return Some((Token::Quoted(out), place + 1)),
            '\\' => {
                out.push(*chars.get(place + 1)?);
                place += 2;
            }
            c => {
                out.push(*c);
                place += 1;
            }
        }
    }
}
