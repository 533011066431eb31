//! Words that are searched for, in the forms in which files and databases hold them.

use memchr::memmem::Finder;

/// Shorter words are not searched for: they stand everywhere.
const WORD_MIN_CHARS: usize = 3;

/// The most bytes that are unpacked from one file to search it.
const UNPACKED_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A set of words.
pub(super) struct Needles(Vec<Finder<'static>>);

impl Needles {
    /// The words in every form: as they are, as JSON and XML write them, and in older encodings.
    pub(super) fn of(words: &[String]) -> Self {
        let mut forms: Vec<Vec<u8>> = words
            .iter()
            .map(|word| word.trim())
            .filter(|word| word.chars().count() >= WORD_MIN_CHARS)
            .flat_map(forms)
            .collect();
        forms.sort_unstable();
        forms.dedup();
        Self(forms.iter().map(|form| Finder::new(form).into_owned()).collect())
    }

    /// Whether there is nothing to search for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them stands in these bytes.
    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|form| form.find(bytes).is_some())
    }

    /// Whether one of them stands in a file, also when it is a packed one such as a workbook. A packed
    /// file that cannot be searched whole counts as one that holds them.
    pub(super) fn stand_in_file(&self, bytes: &[u8]) -> bool {
        if self.stand_in(bytes) {
            return true;
        }
        bytes.starts_with(b"PK\x03\x04") && self.stand_in_archive(bytes).unwrap_or(true)
    }

    fn stand_in_archive(&self, bytes: &[u8]) -> Result<bool, zip::result::ZipError> {
        use std::io::Read as _;
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))?;
        let mut left = UNPACKED_MAX_BYTES;
        for place in 0..archive.len() {
            let member = archive.by_index(place)?;
            let mut unpacked = Vec::new();
            member.take(left + 1).read_to_end(&mut unpacked)?;
            left = left
                .checked_sub(unpacked.len() as u64)
                .ok_or(zip::result::ZipError::FileNotFound)?;
            if self.stand_in(&unpacked) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn forms(word: &str) -> Vec<Vec<u8>> {
    let json = serde_json::Value::from(word).to_string();
    let xml = word
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let mut forms = vec![
        word.as_bytes().to_vec(),
        json.trim_matches('"').as_bytes().to_vec(),
        xml.replace('"', "&quot;").into_bytes(),
        xml.into_bytes(),
        word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    let latin: Option<Vec<u8>> = word.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    forms.extend(latin);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, bytes: &[u8], expect: bool) {
        assert_eq!(
            Needles::of(&[word.to_owned()]).stand_in_file(bytes),
            expect,
            "{word}"
        );
    }

    #[test]
    fn words_are_found_in_every_form() {
        check("Ann Öd", "owner: Ann Öd;".as_bytes(), true);
        check("Ann Öd", b"owner: Ann \xd6d;", true);
        check(
            "Ann Öd",
            &"Ann Öd"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
            true,
        );
        check("a \"b\" c", br#"{"name":"a \"b\" c"}"#, true);
        check("R & D", b"<t>R &amp; D</t>", true);
        check("Ann Öd", b"somebody else", false);
        check("ab", b"ab", false);
    }

    #[test]
    fn packed_files_are_searched_and_broken_ones_are_not_trusted() {
        use std::io::Write as _;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive
            .start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive
            .write_all("<t>Jane Example</t>".repeat(50).as_bytes())
            .unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        check("Jane Example", &bytes, true);
        check("John Example", &bytes, false);
        check("John Example", &bytes[..40], true);
    }
}
