//! Where the next page of a list begins: in the state that the first page was read from, so that pages
//! fit each other while records change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use probity_app::ports::BlobHash;

use crate::problem::{DOES_NOT_FIT, Problem};

/// A place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Entries of the ledger that the list rests on.
    pub size: u64,
    /// Records before the page.
    pub offset: usize,
    /// What `today` meant when the first page was read.
    pub today: Date,
}

impl Cursor {
    /// Opaque text, good for the list with this description only.
    pub fn write(self, list: &str) -> String {
        let Self { size, offset, today } = self;
        URL_SAFE_NO_PAD.encode(format!("1.{size}.{offset}.{today}.{}", sum(list)))
    }

    /// Reads it back.
    ///
    /// # Errors
    /// A problem for a text that is no cursor, or one of another list.
    pub fn read(text: &str, list: &str) -> Result<Self, Problem> {
        let unknown = || {
            Problem::of(
                DOES_NOT_FIT,
                "this `cursor` is not one of this list: use what the page before gave, with the same parameters, or start again without one",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| unknown())?;
        let plain = String::from_utf8(bytes).map_err(|_| unknown())?;
        let parts: Vec<&str> = plain.split('.').collect();
        let ["1", size, offset, today, known] = parts.as_slice() else {
            return Err(unknown());
        };
        let cursor = Self {
            size: size.parse().map_err(|_| unknown())?,
            offset: offset.parse().map_err(|_| unknown())?,
            today: today.parse().map_err(|_| unknown())?,
        };
        if *known == sum(list) && cursor.write(list) == text {
            Ok(cursor)
        } else {
            Err(unknown())
        }
    }
}

fn sum(list: &str) -> String {
    BlobHash::of(list.as_bytes())
        .to_string()
        .chars()
        .take(16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_list_only() {
        let cursor = Cursor {
            size: 12,
            offset: 50,
            today: "2026-03-02".parse().unwrap(),
        };
        let text = cursor.write("system sorted by name");
        assert_eq!(Cursor::read(&text, "system sorted by name").unwrap(), cursor);
        assert!(Cursor::read(&text, "vendor").is_err());
        for bad in ["", "x", "MQ", &text[1..]] {
            assert!(Cursor::read(bad, "system sorted by name").is_err(), "`{bad}`");
        }
    }
}
