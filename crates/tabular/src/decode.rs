//! Bytes to text: which encoding, and what had to be given up.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{error::ReadError, wording::counted};

/// How many bytes from the first that is not ASCII the detector looks at.
const DETECTOR_WINDOW: usize = 1 << 20;
/// How many bytes tell whether text is UTF-16 without byte order mark.
const UTF_16_WINDOW: usize = 4096;

/// Text of a file, without byte order mark and NUL characters.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// WHATWG name of the encoding.
    pub(crate) encoding: String,
    pub(crate) notes: Vec<String>,
}

/// Decodes by the first that fits: the byte order mark, the label that the caller gave, UTF-16
/// by its zero bytes, UTF-8, UTF-8 with a few stray bytes, the statistics of `chardetng`.
///
/// # Errors
/// [`ReadError::UnknownEncoding`]; [`ReadError::Unsupported`] if it is not text.
pub(crate) fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> Result<Decoded<'a>, ReadError> {
    let asked = match label {
        Some(label) => Some(
            Encoding::for_label(label.trim().as_bytes())
                .ok_or_else(|| ReadError::UnknownEncoding(label.to_owned()))?,
        ),
        None => None,
    };
    let mut notes = Vec::new();
    let (text, encoding) = if let Some((marked, length)) = Encoding::for_bom(bytes) {
        (decode_as(&bytes[length..], marked, &mut notes), marked)
    } else if let Some(asked) = asked {
        (decode_as(bytes, asked, &mut notes), asked)
    } else if let Some(wide) = utf_16_without_mark(bytes) {
        notes.push(format!("read as {}", wide.name()));
        (decode_as(bytes, wide, &mut notes), wide)
    } else if let Ok(text) = str::from_utf8(bytes) {
        (Cow::Borrowed(text), UTF_8)
    } else if let Some(text) = mostly_utf_8(bytes, &mut notes) {
        (Cow::Owned(text), UTF_8)
    } else {
        let guess = statistical_guess(bytes);
        notes.push(format!("the text is not UTF-8; read as {}", guess.name()));
        (decode_as(bytes, guess, &mut notes), guess)
    };
    refuse_binary(&text)?;
    let text = without_nul(text, &mut notes);
    Ok(Decoded {
        text,
        encoding: encoding.name().to_owned(),
        notes,
    })
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding, notes: &mut Vec<String>) -> Cow<'a, str> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed {
        let name = encoding.name();
        notes.push(format!("some bytes are not {name} and became `\u{fffd}`"));
    }
    text
}

fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_WINDOW)];
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros_at = |place: usize| sample.chunks_exact(2).filter(|pair| pair[place] == 0).count();
    let (first, second) = (zeros_at(0), zeros_at(1));
    if second * 2 > pairs && first * 20 < pairs {
        Some(UTF_16LE)
    } else if first * 2 > pairs && second * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 into which a few bytes of another encoding were pasted: decoding everything as that
/// other encoding would spoil all the rest.
fn mostly_utf_8(bytes: &[u8], notes: &mut Vec<String>) -> Option<String> {
    let (mut multibyte, mut stray) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        multibyte += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        stray += chunk.invalid().len();
    }
    if multibyte < stray.saturating_mul(4) {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    notes.push(format!(
        "{} not in UTF-8 like the rest, read as windows-1252",
        counted(stray, "byte")
    ));
    Some(text)
}

fn statistical_guess(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = &bytes[start..bytes.len().min(start + DETECTOR_WINDOW)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if is_latin(guess) && !only_typography(sample) || !is_mostly_ascii(sample) {
        guess
    } else {
        WINDOWS_1252
    }
}

/// Whether the encoding is for languages whose letters are mostly ASCII.
fn is_latin(encoding: &'static Encoding) -> bool {
    matches!(
        encoding.name(),
        "windows-1250"
            | "windows-1252"
            | "windows-1254"
            | "windows-1257"
            | "windows-1258"
            | "ISO-8859-2"
            | "ISO-8859-3"
            | "ISO-8859-4"
            | "ISO-8859-10"
            | "ISO-8859-14"
            | "ISO-8859-15"
            | "ISO-8859-16"
            | "macintosh"
    )
}

/// Whether at most one byte in twenty is not ASCII. In Greek, Cyrillic or Chinese most are, while
/// a few dashes and curly quotation marks in English text can look like any of them.
fn is_mostly_ascii(sample: &[u8]) -> bool {
    sample.iter().filter(|byte| !byte.is_ascii()).count() * 20 <= sample.len()
}

/// Whether all that is not ASCII is punctuation of windows-1252: quotation marks, dashes,
/// ellipsis, bullet, trademark and section signs, no-break space.
fn only_typography(sample: &[u8]) -> bool {
    sample.iter().all(|byte| {
        byte.is_ascii()
            || matches!(
                byte,
                0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xa0 | 0xa7 | 0xa9 | 0xab | 0xae | 0xb7 | 0xbb
            )
    })
}

fn refuse_binary(text: &str) -> Result<(), ReadError> {
    let odd =
        |c: char| matches!(c, '\u{1}'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{fffd}');
    let (mut all, mut odd_ones, mut nul) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().take(1 << 16) {
        all += 1;
        odd_ones += usize::from(odd(c));
        nul += usize::from(c == '\0');
    }
    if odd_ones * 20 > all || nul * 4 > all {
        return Err(ReadError::Unsupported {
            what: "not text",
            remedy: "choose a CSV, XLSX or JSON file",
        });
    }
    Ok(())
}

fn without_nul<'a>(text: Cow<'a, str>, notes: &mut Vec<String>) -> Cow<'a, str> {
    let count = memchr::memchr_iter(0, text.as_bytes()).count();
    if count == 0 {
        return text;
    }
    notes.push(format!("{} left out", counted(count, "NUL character")));
    Cow::Owned(text.replace('\0', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str, noted: &str) {
        let decoded = decode(bytes, None).unwrap();
        assert_eq!(decoded.encoding, encoding);
        assert_eq!(decoded.text, text);
        assert!(
            decoded.notes.join("; ").contains(noted),
            "notes: {:?}",
            decoded.notes
        );
    }

    #[test]
    fn encodings_are_found() {
        let wide = |text: &str, mark: bool, big: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect()
        };
        check(b"plain,text", "UTF-8", "plain,text", "");
        check("\u{feff}é,ß".as_bytes(), "UTF-8", "é,ß", "");
        check(&wide("a,é\n", true, false), "UTF-16LE", "a,é\n", "");
        check(&wide("a,é\n", true, true), "UTF-16BE", "a,é\n", "");
        check(
            &wide("name,height\n", false, false),
            "UTF-16LE",
            "name,height\n",
            "read as UTF-16LE",
        );
        check(
            &wide("name,height\n", false, true),
            "UTF-16BE",
            "name,height\n",
            "read as UTF-16BE",
        );
        check(
            b"the system\x92s use \x96 of it",
            "windows-1252",
            "the system’s use – of it",
            "windows-1252",
        );
        check("é é é é é \u{0} x".as_bytes(), "UTF-8", "é é é é é  x", "1 NUL");
        let mut mixed = "naïve café, über alles".as_bytes().to_vec();
        mixed.extend(" été déjà".as_bytes());
        mixed.push(0x92);
        check(&mixed, "UTF-8", "naïve café, über alles été déjà’", "1 byte ");
    }

    #[test]
    fn a_few_odd_bytes_in_english_are_windows_1252() {
        let english = "The system sorts letters by their topic \u{2013} and only that. ".repeat(20);
        let bytes = WINDOWS_1252.encode(&english).0.into_owned();
        check(&bytes, "windows-1252", &english, "windows-1252");
        let russian = "\u{441}\u{438}\u{441}\u{442}\u{435}\u{43c}\u{430} \u{443}\u{447}\u{451}\u{442}\u{430} \u{43f}\u{438}\u{441}\u{435}\u{43c} ".repeat(20);
        let bytes = encoding_rs::WINDOWS_1251.encode(&russian).0.into_owned();
        check(&bytes, "windows-1251", &russian, "windows-1251");
    }

    #[test]
    fn labels_override() {
        assert_eq!(decode(b"\xe9", Some("iso-8859-15")).unwrap().text, "é");
        assert_eq!(decode(b"\xe9", Some(" Windows-1251 ")).unwrap().text, "й");
        assert!(matches!(
            decode(b"a", Some("klingon")),
            Err(ReadError::UnknownEncoding(_))
        ));
    }

    #[test]
    fn binary_is_refused() {
        let noise: Vec<u8> = (0..=255).cycle().take(5000).collect();
        assert!(matches!(decode(&noise, None), Err(ReadError::Unsupported { .. })));
    }
}
