//! Whether a workbook's archive is safe to unpack, found out with little memory.

use std::io::{self, Cursor, Read as _};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use crate::{error::ReadError, options::Limits};

mod xml;

/// Members smaller than this may be packed as tightly as they like.
const RATIO_FLOOR: u64 = 1 << 20;
const CHUNK: usize = 64 << 10;

/// Reads every member once, in chunks, and refuses what no spreadsheet program writes: too many
/// or too large members, members that unpack to over [`Limits::archive_ratio`] times their size,
/// archives within the archive, document type definitions, deeply nested or wide-character XML.
/// Sizes are counted while unpacking; what the archive says of itself only leads to refusal
/// sooner.
///
/// # Errors
/// [`ReadError::UnsafeArchive`], [`ReadError::Encrypted`], [`ReadError::BrokenWorkbook`], and
/// [`ReadError::Unsupported`] for archives that are no XLSX workbook.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    // Before anything is built from the directory: each entry starts with this signature.
    let entries = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(limits.archive_members + 1);
    if entries.count() > limits.archive_members {
        return Err(refused(format!(
            "it has more than {} members",
            limits.archive_members
        )));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    require_workbook(&mut archive)?;
    let mut total = 0;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| broken(&error))?;
        total += check_member(member, total, bytes.len() as u64, limits)?;
    }
    Ok(())
}

fn require_workbook(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), ReadError> {
    let mut names = Vec::new();
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|error| broken(&error))?;
        if member.encrypted() {
            return Err(ReadError::Encrypted);
        }
        names.push(name(&member));
        declared = declared.saturating_add(member.size());
    }
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let has_sheets = names
        .iter()
        .any(|name| name.starts_with("xl/") && name.ends_with(".xml"));
    if has("xl/workbook.xml") || (has("[Content_Types].xml") && has_sheets && !has("xl/workbook.bin")) {
        return Ok(());
    }
    let save_as_xlsx = "open it in its program and save it as XLSX or CSV";
    let (what, remedy) = if has("xl/workbook.bin") {
        ("an Excel binary workbook (XLSB)", save_as_xlsx)
    } else if has("content.xml") && has("mimetype") {
        ("an OpenDocument file", save_as_xlsx)
    } else if has("word/document.xml") {
        (
            "a Word document",
            "copy its table into a spreadsheet and save that as XLSX or CSV",
        )
    } else if names.iter().any(|name| name.starts_with("Index/")) {
        ("an Apple iWork file", "export it as XLSX or CSV")
    } else {
        (
            "a zip archive, not a workbook",
            "unpack it and choose one of the files inside",
        )
    };
    Err(ReadError::Unsupported { what, remedy })
}

/// Reads one member; gives its unpacked size.
fn check_member(
    mut member: ZipFile<'_, Cursor<&[u8]>>,
    before: u64,
    file_length: u64,
    limits: &Limits,
) -> Result<u64, ReadError> {
    let name = name(&member);
    if member.is_dir() {
        return Ok(0);
    }
    if before.saturating_add(member.size()) > limits.archive_bytes {
        return Err(too_large(limits));
    }
    if name.to_lowercase().ends_with(".zip") {
        return Err(refused(format!("`{name}` is an archive within the archive")));
    }
    let packed = member.compressed_size().min(file_length);
    let is_xml = is_xml_name(&name);
    let mut scanner = xml::Scanner::new(limits.xml_depth);
    let mut chunk = vec![0; CHUNK];
    let mut size = 0_u64;
    loop {
        let length = read_some(&mut member, &mut chunk, &name)?;
        if length == 0 {
            break;
        }
        let content = &chunk[..length];
        if size == 0 && content.starts_with(b"PK\x03\x04") {
            return Err(refused(format!("`{name}` is an archive within the archive")));
        }
        size += length as u64;
        check_size(size, packed, before, file_length, &name, limits)?;
        if is_xml {
            scanner
                .feed(content)
                .map_err(|reason| refused(format!("`{name}` {reason}")))?;
        }
    }
    Ok(size)
}

fn check_size(
    size: u64,
    packed: u64,
    before: u64,
    file_length: u64,
    name: &str,
    limits: &Limits,
) -> Result<(), ReadError> {
    let ratio = limits.archive_ratio;
    if size > RATIO_FLOOR && size > packed.saturating_mul(ratio) {
        return Err(refused(format!(
            "`{name}` unpacks to over {ratio} times its size"
        )));
    }
    let total = before + size;
    if total > RATIO_FLOOR && total > file_length.saturating_mul(ratio) {
        return Err(refused(format!("it unpacks to over {ratio} times its size")));
    }
    if total > limits.archive_bytes {
        return Err(too_large(limits));
    }
    Ok(())
}

fn read_some(
    member: &mut ZipFile<'_, Cursor<&[u8]>>,
    chunk: &mut [u8],
    name: &str,
) -> Result<usize, ReadError> {
    loop {
        match member.read(chunk) {
            Ok(length) => return Ok(length),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(ReadError::BrokenWorkbook {
                    place: format!(" in member `{name}`"),
                    reason: error.to_string(),
                });
            }
        }
    }
}

fn is_xml_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".xml", ".rels", ".vml"]
        .iter()
        .any(|ending| lower.ends_with(ending))
}

fn name(member: &ZipFile<'_, impl io::Read + ?Sized>) -> String {
    String::from_utf8_lossy(member.name_raw()).replace('\\', "/")
}

fn too_large(limits: &Limits) -> ReadError {
    refused(format!(
        "it unpacks to over {} MB",
        limits.archive_bytes / 1_000_000
    ))
}

fn refused(reason: String) -> ReadError {
    ReadError::UnsafeArchive { reason }
}

fn broken(error: &ZipError) -> ReadError {
    ReadError::BrokenWorkbook {
        place: String::new(),
        reason: error.to_string(),
    }
}
