//! JSON text (RFC 8259) to values that know their lines and keep numbers as written.

use crate::{error::ReadError, options::Limits};

/// A value and the line it starts on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    /// In the order of the text.
    Object(Vec<(String, Node)>),
}

/// All values of a text that holds one document, or objects one after the other.
pub(super) fn values(text: &str, limits: &Limits) -> Result<Vec<Node>, ReadError> {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        line_start: 0,
        depth: 0,
        count: 0,
        limits,
    };
    let mut found = Vec::new();
    parser.skip_space();
    while parser.at < text.len() {
        if found
            .last()
            .is_some_and(|last: &Node| !matches!(last.value, Value::Object(_)))
            || (!found.is_empty() && parser.peek() != Some(b'{'))
        {
            return Err(parser.error("there is more after the end of the document"));
        }
        found.push(parser.node()?);
        parser.skip_space();
    }
    Ok(found)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Where the line starts in the text.
    line_start: usize,
    depth: usize,
    count: usize,
    limits: &'a Limits,
}

impl Parser<'_> {
    fn error(&self, reason: &str) -> ReadError {
        let before = self.text.get(self.line_start..self.at).unwrap_or_default();
        ReadError::BadJson {
            line: self.line,
            column: before.chars().count() + 1,
            reason: reason.to_owned(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            let lone_return = byte == b'\r' && self.peek() != Some(b'\n');
            if byte == b'\n' || lone_return {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    fn node(&mut self) -> Result<Node, ReadError> {
        let line = self.line;
        self.count += 1;
        if self.count > self.limits.cells.saturating_mul(2) {
            return Err(crate::grid::too_many_cells(self.limits));
        }
        let value = match self.peek() {
            Some(b'{') => self.nested(Parser::object)?,
            Some(b'[') => self.nested(Parser::array)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(b'N') => self.word("NaN", Value::Null)?,
            Some(_) => return Err(self.error("a value was expected")),
            None => return Err(self.error("the text ends before the value does")),
        };
        Ok(Node { line, value })
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Result<Value, ReadError>) -> Result<Value, ReadError> {
        if self.depth == self.limits.json_depth {
            let limit = self.limits.json_depth;
            return Err(self.error(&format!("it is nested over the limit of {limit} levels")));
        }
        self.depth += 1;
        self.at += 1;
        let value = parse(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Result<Value, ReadError> {
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.node()?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `]` was expected"));
            }
        }
    }

    fn object(&mut self) -> Result<Value, ReadError> {
        let mut members = Vec::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.error("a name in quotation marks was expected"));
            }
            let name = self.string()?;
            self.skip_space();
            if !self.take(b':') {
                return Err(self.error("`:` was expected"));
            }
            self.skip_space();
            members.push((name, self.node()?));
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `}` was expected"));
            }
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, ReadError> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.error("a value was expected"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, ReadError> {
        let start = self.at;
        self.take(b'-');
        let whole = self.digits();
        let leading_zero = whole > 1 && self.text.as_bytes()[self.at - whole] == b'0';
        let mut valid = whole > 0 && !leading_zero;
        if self.take(b'.') {
            valid &= self.digits() > 0;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            valid &= self.digits() > 0;
        }
        let text = &self.text[start..self.at];
        if !valid {
            self.at = start;
            return Err(self.error("this is no number"));
        }
        self.within_cell(text.len())?;
        Ok(Value::Number(text.to_owned()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, ReadError> {
        let start = self.at;
        self.at += 1;
        let mut content = String::new();
        loop {
            let rest = &self.text[self.at..];
            let length = rest
                .bytes()
                .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20);
            let Some(length) = length else {
                self.at = start;
                return Err(self.error("the quotation mark is never closed"));
            };
            content.push_str(&rest[..length]);
            self.at += length;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => content.push(self.escape()?),
                _ => return Err(self.error("a line end or control character stands within quotation marks")),
            }
        }
        self.at += 1;
        self.within_cell(content.len())?;
        Ok(content)
    }

    fn within_cell(&self, length: usize) -> Result<(), ReadError> {
        if length > self.limits.cell_bytes {
            return Err(crate::delimited::cell_too_long(length, self.limits, self.line));
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        let code = self.text.as_bytes().get(self.at + 1).copied();
        let plain = match code {
            Some(b'u') => return self.unicode_escape(),
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            _ => return Err(self.error("there is no such escape")),
        };
        self.at += 2;
        Ok(plain)
    }

    /// `\u0041`, or two of them for one character (RFC 8259, section 7). Half of a pair becomes
    /// the replacement character, as it stands for none.
    fn unicode_escape(&mut self) -> Result<char, ReadError> {
        let Some(unit) = self.unit_at(self.at) else {
            return Err(self.error("`\\u` takes four hexadecimal digits"));
        };
        self.at += 6;
        if !(0xd800..0xdc00).contains(&unit) {
            return Ok(char::from_u32(unit).unwrap_or('\u{fffd}'));
        }
        match self.unit_at(self.at) {
            Some(low) if (0xdc00..0xe000).contains(&low) => {
                self.at += 6;
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
            }
            _ => Ok('\u{fffd}'),
        }
    }

    fn unit_at(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    }
}
