//! A look at XML that needs no memory: nesting and forbidden declarations.

/// Follows XML (1.0, fifth edition) in chunks of any size, knowing only where tags, comments,
/// CDATA sections and instructions begin and end.
pub(super) struct Scanner {
    state: State,
    depth: usize,
    limit: usize,
    /// Bytes of the current construct that decide what it is.
    seen: [u8; LONGEST_OPENING],
    seen_length: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// After `<`, until it is known what follows.
    Opening,
    /// In a start tag; the last byte outside quotation marks.
    StartTag {
        last: u8,
    },
    Quoted {
        quote: u8,
    },
    EndTag,
    /// Until the closing bytes; how many of them have been seen in a row.
    Until {
        closing: &'static [u8],
        matched: usize,
    },
}

const LONGEST_OPENING: usize = "![CDATA[".len();

impl Scanner {
    pub(super) fn new(limit: usize) -> Scanner {
        let seen = [0; LONGEST_OPENING];
        Scanner {
            state: State::Text,
            depth: 0,
            limit,
            seen,
            seen_length: 0,
        }
    }

    /// Takes the next bytes; the error says what is wrong with the member.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), String> {
        while let Some((byte, rest)) = bytes.split_first() {
            if self.state == State::Text {
                let Some(at) = memchr::memchr(b'<', bytes) else {
                    return Ok(());
                };
                self.state = State::Opening;
                self.seen_length = 0;
                bytes = &bytes[at + 1..];
                continue;
            }
            self.step(*byte)?;
            bytes = rest;
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) -> Result<(), String> {
        self.state = match self.state {
            State::Text => State::Text,
            State::Opening => self.opening(byte)?,
            State::StartTag { last } => match byte {
                b'"' | b'\'' => State::Quoted { quote: byte },
                b'>' if last == b'/' => State::Text,
                b'>' => {
                    self.deeper()?;
                    State::Text
                }
                _ => State::StartTag { last: byte },
            },
            State::Quoted { quote } if byte == quote => State::StartTag { last: byte },
            State::Quoted { quote } => State::Quoted { quote },
            State::EndTag if byte == b'>' => {
                self.depth = self.depth.saturating_sub(1);
                State::Text
            }
            State::EndTag => State::EndTag,
            State::Until { closing, matched } => until(closing, matched, byte),
        };
        Ok(())
    }

    fn opening(&mut self, byte: u8) -> Result<State, String> {
        self.seen[self.seen_length] = byte;
        self.seen_length += 1;
        let seen = &self.seen[..self.seen_length];
        Ok(match seen {
            b"/" => State::EndTag,
            b"?" => State::Until {
                closing: b"?>",
                matched: 0,
            },
            b"!--" => State::Until {
                closing: b"-->",
                matched: 0,
            },
            b"![CDATA[" => State::Until {
                closing: b"]]>",
                matched: 0,
            },
            _ if b"!--".starts_with(seen) || b"![CDATA[".starts_with(seen) => State::Opening,
            [b'!', ..] => return Err("holds a document type declaration".to_owned()),
            [b'>'] => return Err("is not well-formed XML".to_owned()),
            // In UTF-16 and UTF-32 every `<` has a zero byte behind it, or before what follows.
            [0] => return Err("is not XML in UTF-8".to_owned()),
            _ => State::StartTag { last: byte },
        })
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > self.limit {
            return Err(format!("is XML nested over {} levels", self.limit));
        }
        Ok(())
    }
}

fn until(closing: &'static [u8], matched: usize, byte: u8) -> State {
    // The closings are `?>`, `-->` and `]]>`: after a mismatch, repeated first bytes still count.
    let matched = if byte == closing[matched] {
        matched + 1
    } else if byte == closing[0] {
        matched.min(closing.len() - 1)
    } else {
        0
    };
    if matched == closing.len() {
        State::Text
    } else {
        State::Until { closing, matched }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, expect: Result<(), &str>) {
        for chunk in [1, 3, 1000] {
            let mut scanner = Scanner::new(3);
            let mut result = Ok(());
            for part in xml.as_bytes().chunks(chunk) {
                result = result.and_then(|()| scanner.feed(part));
            }
            match (&result, expect) {
                (Ok(()), Ok(())) => {}
                (Err(found), Err(wanted)) if found.contains(wanted) => {}
                _ => panic!("{xml} in chunks of {chunk}: {result:?}"),
            }
        }
    }

    #[test]
    fn nesting_is_counted() {
        check(
            "<?xml version='1.0'?><a><b/><c>x</c><d><e k='>' l=\"<\"/></d></a>",
            Ok(()),
        );
        check("<a><b><c></c></b></a><a><b><c/></b></a>", Ok(()));
        check("<a><b><c><d></d></c></b></a>", Err("nested"));
        check("<a><!-- <b><c><d><e> -- ---><b><c>1</c></b></a>", Ok(()));
        check("<a><![CDATA[<b><c><d>]]]></a>", Ok(()));
    }

    #[test]
    fn declarations_are_refused() {
        check("<!DOCTYPE a><a/>", Err("document type"));
        check(
            "<?xml?>\n<!doctype a [<!ENTITY x 'y'>]><a/>",
            Err("document type"),
        );
        check("<a><![INCLUDE[x]]></a>", Err("document type"));
        check("\u{feff}<a/>", Ok(()));
        check("<\0a/>", Err("UTF-8"));
    }
}
