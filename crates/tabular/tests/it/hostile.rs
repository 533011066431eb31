//! Files made to harm, damaged files, files of another kind.

use std::io::{Cursor, Write as _};

use probity_tabular::{Cell, ReadError, ReadOptions, read, write_xlsx};
use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn workbook() -> Vec<u8> {
    let columns = ["name".to_owned(), "height".to_owned()];
    let row = vec![Cell::Text("oak".into()), Cell::Number("21".into())];
    write_xlsx("Plants", &columns, std::iter::repeat_n(row, 20)).unwrap()
}

/// The members of a workbook, one of them changed, others added.
fn repacked(change: impl Fn(&str, Vec<u8>) -> Vec<u8>, added: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::copy(&mut member, &mut content).unwrap();
        out.start_file(name.as_str(), options).unwrap();
        out.write_all(&change(&name, content)).unwrap();
    }
    for (name, content) in added {
        out.start_file(*name, options).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn keep(_: &str, content: Vec<u8>) -> Vec<u8> {
    content
}

#[track_caller]
fn check_refused(name: &str, bytes: &[u8], expect: &str) {
    let error = read(name, bytes, &ReadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains(expect), "{error}");
}

#[test]
fn bombs_are_refused() {
    check_refused(
        "x.xlsx",
        &repacked(keep, &[("xl/media/a.bin", vec![0; 20 << 20])]),
        "over 100 times",
    );
    let many: Vec<(String, Vec<u8>)> = (0..1000).map(|n| (format!("xl/m{n}.bin"), vec![1])).collect();
    let many: Vec<(&str, Vec<u8>)> = many.iter().map(|(n, c)| (n.as_str(), c.clone())).collect();
    check_refused("x.xlsx", &repacked(keep, &many), "more than 1000 members");
    check_refused(
        "x.xlsx",
        &repacked(keep, &[("xl/a.zip", vec![1])]),
        "an archive within",
    );
    check_refused(
        "x.xlsx",
        &repacked(keep, &[("xl/embeddings/b.xlsx", workbook())]),
        "an archive within",
    );
}

#[test]
fn dangerous_xml_is_refused() {
    let prefixed = |prefix: &'static [u8]| {
        repacked(
            |name, content| {
                if name != SHEET {
                    return content;
                }
                let body = content.iter().position(|byte| *byte == b'\n').unwrap();
                [&content[..body], prefix, &content[body..]].concat()
            },
            &[],
        )
    };
    check_refused(
        "x.xlsx",
        &prefixed(b"<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        "document type declaration",
    );
    let deep = [b"<a>".repeat(65), b"</a>".repeat(65)].concat();
    check_refused(
        "x.xlsx",
        &repacked(keep, &[("xl/deep.xml", deep)]),
        "nested over 64 levels",
    );
    let wide = repacked(keep, &[("xl/wide.xml", b"\xff\xfe<\0a\0".to_vec())]);
    check_refused("x.xlsx", &wide, "is not XML in UTF-8");
}

#[test]
fn size_is_bounded_whatever_the_archive_says() {
    let limits = probity_tabular::Limits {
        archive_bytes: 20_000,
        ..Default::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let noise: Vec<u8> = (0..30_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let bytes = repacked(keep, &[("xl/noise.bin", noise)]);
    assert!(matches!(
        read("x.xlsx", &bytes, &options),
        Err(ReadError::UnsafeArchive { .. })
    ));
}

#[test]
fn far_cells_take_no_memory() {
    let far = repacked(
        |name, content| {
            if name != SHEET {
                return content;
            }
            let text = String::from_utf8(content).unwrap();
            text.replace(
                "<sheetData>",
                "<sheetData><row r=\"1\"><c r=\"XFD1048576\"><v>1</v></c></row>",
            )
            .into_bytes()
        },
        &[],
    );
    check_refused("x.xlsx", &far, "over the limit of 1000 columns");
}

#[test]
fn one_text_in_millions_of_cells_is_bounded() {
    let text = "x".repeat(30_000);
    let row = "<row>".to_owned() + &"<c t=\"s\"><v>0</v></c>".repeat(100) + "</row>";
    let many = repacked(
        |name, content| {
            let content = String::from_utf8(content).unwrap();
            match name {
                SHEET => content.replace("<sheetData>", &format!("<sheetData>{}", row.repeat(100))),
                "xl/sharedStrings.xml" => content.replacen("<t>name</t>", &format!("<t>{text}</t>"), 1),
                _ => content,
            }
            .into_bytes()
        },
        &[],
    );
    check_refused(
        "x.xlsx",
        &many,
        "the text of all cells is over the limit of 200 MB in sheet `Plants`",
    );
}

#[test]
fn other_kinds_are_named() {
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let compound = |name: &str| {
        [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            vec![0; 500],
            wide(name),
        ]
        .concat()
    };
    check_refused("x.xlsx", &compound("EncryptedPackage"), "protected by a password");
    check_refused("x.xls", &compound("Workbook"), "old kind (XLS); open it");
    check_refused("x.pdf", b"%PDF-1.7", "a PDF");
    check_refused("x.xls", b"<html><table><tr><td>1</table>", "a web page");
    check_refused("x.yaml", b"a: 1\nb: 2\n", "a YAML file");
    check_refused("x.csv", b"", "the file is empty");
    check_refused("x.csv", b"\xef\xbb\xbf \n", "the file is empty");
    check_refused("x.csv", b",,\n , \n", "the file is empty");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default())
        .unwrap();
    check_refused(
        "x.ods",
        &zip.finish().unwrap().into_inner(),
        "an OpenDocument file; open it",
    );
    check_refused(
        "x.csv",
        b"a,b\n1,\"2\n",
        "opened in line 2, column 2 is never closed",
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["x.csv", "x.json", "x.ndjson", "x.xlsx"] {
            let _ = read(name, &bytes, &ReadOptions::default());
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[\\[\\]{}\",:;'=\\\\ \r\n\tua0-9é-]{0,80}", header_row in 0..4_usize) {
        let options = ReadOptions { header_row: Some(header_row), ..ReadOptions::default() };
        for name in ["x.csv", "x.json", "x.ndjson"] {
            let _ = read(name, text.as_bytes(), &ReadOptions::default());
            let _ = read(name, text.as_bytes(), &options);
        }
        let _ = probity_tabular::lists::split_list(&text);
        let _ = probity_tabular::dates::parse_date_text(&text);
        let _ = probity_tabular::text::clean_lines(&text);
    }

    #[test]
    fn damaged_workbooks_never_panic(at in 0..4000_usize, value in any::<u8>(), cut in 0..4000_usize) {
        let mut bytes = workbook();
        let at = at % bytes.len();
        bytes[at] = value;
        let _ = read("x.xlsx", &bytes, &ReadOptions::default());
        bytes.truncate(cut.max(4));
        let _ = read("x.xlsx", &bytes, &ReadOptions::default());
    }

    #[test]
    fn damaged_parts_never_panic(part in 0..6_usize, at in 0..3000_usize, text in "[<>/\"=&;a0-9 ]{1,4}") {
        let parts = [
            SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
        ];
        let damaged = |name: &str, mut content: Vec<u8>| {
            if name == parts[part] {
                let at = at % content.len();
                let end = (at + text.len()).min(content.len());
                content.splice(at..end, text.bytes());
            }
            content
        };
        let _ = read("x.xlsx", &repacked(damaged, &[]), &ReadOptions::default());
    }

    #[test]
    fn dates_of_any_numbers_never_panic(a in 0..3000_u32, b in 0..100_u32, c in 0..3000_u32) {
        for text in [format!("{a}/{b}/{c}"), format!("{a}-{b}-{c}"), format!("{a}.{b}"), format!("{b} Jan {c}")] {
            let _ = probity_tabular::dates::parse_date_text(&text);
        }
    }
}
