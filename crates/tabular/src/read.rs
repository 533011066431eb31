//! Which kind of file it is, by content first and name second.

use crate::{
    decode::{Decoded, decode},
    delimited,
    error::ReadError,
    json,
    model::{Format, SheetInfo, Workbook},
    options::ReadOptions,
    sniff, spreadsheet,
};

/// Reads a file into its most likely table.
///
/// `file_name` only decides where the content leaves a doubt (`.tsv`, `.jsonl`), and names the
/// only sheet of a text file. Nothing is read but `bytes`.
///
/// **Header.** The first line, of the first 50 with content, that fills at least six tenths of the
/// usual width with labels (texts that are no numbers or dates) is the header; titles and section
/// banners above it are left out, the banner's texts becoming [`Column::section`](crate::Column::section). Where cells of
/// the header are merged downwards, up to three lines make one header. Without such a line the
/// columns are named by their letters. [`ReadOptions::header_row`] overrides all this.
///
/// **Sheet.** Of the sheets that are not hidden, the one most like a table of records: many
/// filled columns count more than many rows. [`ReadOptions::sheet`] overrides it.
///
/// **Rows.** Every line below the header with any content is a row; blank lines are skipped and
/// counted in the notes. Cells beyond the header are kept in columns named by their letters.
///
/// # Errors
/// [`ReadError`], which says what is wrong, where, and what to do.
pub fn read(file_name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    if bytes.len() > options.limits.file_bytes {
        return Err(ReadError::TooLarge {
            what: format!("the file with {} MB", bytes.len().div_ceil(1_000_000)),
            limit: format!("{} MB", options.limits.file_bytes / 1_000_000),
            place: String::new(),
            remedy: "split it, or leave out columns that are not needed",
        });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return spreadsheet::read(bytes, options);
    }
    refuse_other_kinds(bytes)?;
    let decoded = decode(bytes, options.encoding.as_deref())?;
    if decoded.text.trim().is_empty() {
        return Err(ReadError::EmptyFile);
    }
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let (stem, extension) = base.rsplit_once('.').unwrap_or((base, ""));
    let extension = extension.to_lowercase();
    read_text(stem, &extension, decoded, options)
}

fn read_text(
    stem: &str,
    extension: &str,
    decoded: Decoded<'_>,
    options: &ReadOptions,
) -> Result<Workbook, ReadError> {
    let text: &str = &decoded.text;
    let as_lines = matches!(extension, "ndjson" | "jsonl");
    let named_json = as_lines || extension == "json";
    let named_delimited = matches!(extension, "csv" | "tsv" | "tab" | "txt");
    if named_json || text.trim_start().starts_with(['{', '[']) {
        match json::read(stem, text, as_lines, options) {
            // A header such as `[id],name` only looks like JSON.
            Err(ReadError::BadJson { .. } | ReadError::NoRecords) if named_delimited => {}
            Err(error) => return Err(error),
            Ok(book) => return Ok(with_encoding(book, decoded)),
        }
    }
    if matches!(extension, "yaml" | "yml") {
        return Err(ReadError::Unsupported {
            what: "a YAML file",
            remedy: "convert it to JSON or CSV",
        });
    }
    let book = read_delimited(stem, extension, text, options)?;
    Ok(with_encoding(book, decoded))
}

fn with_encoding(mut book: Workbook, decoded: Decoded<'_>) -> Workbook {
    book.encoding = Some(decoded.encoding);
    book.notes.splice(0..0, decoded.notes);
    book
}

fn read_delimited(
    stem: &str,
    extension: &str,
    text: &str,
    options: &ReadOptions,
) -> Result<Workbook, ReadError> {
    refuse_markup(text)?;
    let declared = sniff::declared(text);
    let (body, skipped) = declared.map_or((text, 0), |(_, body)| (body, 1));
    let delimiter = match (options.delimiter, declared) {
        (Some(asked), _) => asked,
        (None, Some((delimiter, _))) => delimiter,
        (None, None) => sniff::delimiter(text, extension),
    };
    if !delimiter.is_ascii() || matches!(delimiter, b'"' | b'\n' | b'\r' | 0) {
        return Err(ReadError::BadDelimiter(char::from(delimiter)));
    }
    let mut grid = delimited::grid(body, delimiter, skipped + 1, &options.limits)?;
    if grid.lines.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    let sheet = SheetInfo {
        name: stem.to_owned(),
        hidden: false,
        rows: grid.lines.len(),
        columns: grid.width(),
    };
    let mut notes = std::mem::take(&mut grid.notes);
    let (table, header_line) = grid.into_table(stem, options, &mut notes)?;
    if delimiter != b',' {
        let name = match delimiter {
            b';' => "semicolons".to_owned(),
            b'\t' => "tabs".to_owned(),
            other => format!("`{}`", char::from(other)),
        };
        notes.insert(0, format!("cells are separated by {name}"));
    }
    Ok(Workbook {
        format: Format::Csv,
        encoding: None,
        delimiter: Some(char::from(delimiter)),
        sheets: vec![sheet],
        sheet: stem.to_owned(),
        header_line,
        table,
        notes,
    })
}

fn refuse_other_kinds(bytes: &[u8]) -> Result<(), ReadError> {
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    const XLSX: &str = "save it as XLSX or CSV";
    if bytes.starts_with(OLE) {
        // Names in a compound file stand in UTF-16 ([MS-CFB] 2.6.1).
        let has = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &wide).is_some()
        };
        if has("EncryptedPackage") {
            return Err(ReadError::Encrypted);
        }
        let what = if has("Workbook") || has("Book") {
            "a workbook of the old kind (XLS)"
        } else {
            "an old Office file"
        };
        return Err(ReadError::Unsupported {
            what,
            remedy: "open it in a spreadsheet program and save it as XLSX or CSV",
        });
    }
    let kinds: [(&[u8], &str, &str); 9] = [
        (b"%PDF", "a PDF", "ask for the table behind it as XLSX or CSV"),
        (b"\x89PNG", "an image", XLSX),
        (b"\xff\xd8\xff", "an image", XLSX),
        (b"GIF8", "an image", XLSX),
        (b"\x1f\x8b", "a gzip archive", "unpack it first"),
        (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
        (b"Rar!", "a RAR archive", "unpack it first"),
        (b"SQLite format 3\0", "a database", "export its table as CSV"),
        (b"PAR1", "a Parquet file", "export it as CSV"),
    ];
    match kinds.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, what, remedy)) => Err(ReadError::Unsupported { what, remedy }),
        None => Ok(()),
    }
}

/// Web pages and XML under the name of a workbook are common downloads.
fn refuse_markup(text: &str) -> Result<(), ReadError> {
    let start: String = text
        .trim_start()
        .chars()
        .take(16)
        .collect::<String>()
        .to_lowercase();
    let what = if ["<!doctype html", "<html", "<table", "<head", "<body"]
        .iter()
        .any(|m| start.starts_with(m))
    {
        "a web page"
    } else if start.starts_with("<?xml") {
        "an XML file"
    } else if start.starts_with("{\\rtf") {
        "a rich text document"
    } else {
        return Ok(());
    };
    Err(ReadError::Unsupported {
        what,
        remedy: "open it in a spreadsheet program and save it as XLSX or CSV",
    })
}
