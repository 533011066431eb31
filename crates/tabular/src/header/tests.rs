//! Where the header is found, and what the columns are called.

use crate::{ReadOptions, Table, read};

fn table(text: &str) -> (Table, Option<usize>) {
    let options = ReadOptions {
        delimiter: Some(b','),
        ..ReadOptions::default()
    };
    let book = read("t.csv", text.as_bytes(), &options).unwrap();
    (book.table, book.header_line)
}

#[track_caller]
fn check(text: &str, line: Option<usize>, headers: &[&str]) {
    let (table, found) = table(text);
    assert_eq!(found, line, "for {text:?}");
    let names: Vec<&str> = table.columns.iter().map(|c| c.header.as_str()).collect();
    assert_eq!(names, headers, "for {text:?}");
}

#[test]
fn headers_are_found() {
    check("name,height\noak,21\n", Some(1), &["name", "height"]);
    check(
        "Plants of 2024,\nname,height\noak,21\n",
        Some(2),
        &["name", "height"],
    );
    check(
        "\n\nPlants,,\n,,\nname,height,colour\noak,21,green\n",
        Some(5),
        &["name", "height", "colour"],
    );
    check(
        "name,height,note\noak,,\nfern,,\n",
        Some(1),
        &["name", "height", "note"],
    );
    check("1,2\n3,4\n", None, &["column A", "column B"]);
    check("name\noak\n", Some(1), &["name"]);
    check(
        "name,2023,2024,2025\noak,1,2,3\n",
        Some(1),
        &["name", "2023", "2024", "2025"],
    );
}

#[test]
fn banners_are_no_headers() {
    let banner =
        "WHAT,,,,SIZE,,,,\n\"id\",name,kind,use,height,width,depth,mass\n1,oak,tree,wood,21,3,3,4000\n";
    check(
        banner,
        Some(2),
        &["id", "name", "kind", "use", "height", "width", "depth", "mass"],
    );
    let (table, _) = table(banner);
    let sections: Vec<_> = table.columns.iter().map(|c| c.section.as_deref()).collect();
    let (what, size) = (Some("WHAT"), Some("SIZE"));
    assert_eq!(sections, [what, what, what, what, size, size, size, size]);
    let wide = "A,,B,,C,,D,,E\na,b,c,d,e,f,g,h,i\n1,2,3,4,5,6,7,8,9\n";
    check(wide, Some(2), &["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
}

#[test]
fn an_empty_header_takes_the_text_above() {
    check(
        "id,contact,,,,note\n,name,mail,phone,place,\n1,x,y,z,u,v\n2,x,y,z,u,v\n",
        Some(2),
        &["id", "name", "mail", "phone", "place", "note"],
    );
}

#[test]
fn repeated_headers_are_told_apart() {
    let text = "Is it green?,If other,Is it tall?,If other,IF OTHER,\n1,2,3,4,5,6\n";
    check(
        text,
        Some(1),
        &[
            "Is it green?",
            "If other",
            "Is it tall?",
            "If other (2)",
            "IF OTHER (3)",
            "column F",
        ],
    );
    let (table, _) = table(text);
    let titles: Vec<_> = table.columns.iter().map(|c| c.title().into_owned()).collect();
    assert_eq!(titles[1], "Is it green? / If other");
    assert_eq!(titles[3], "Is it tall? / If other");
    assert_eq!(titles[4], "Is it tall? / IF OTHER");
    assert_eq!(table.columns[3].raw_header, "If other");
    assert_eq!(table.columns[5].letter, "F");
}

#[test]
fn blank_columns_on_the_left_are_dropped() {
    let text = ",,\n,name,height,\n,oak,21,x\n,fern,0,\n";
    check(text, Some(2), &["name", "height", "column D"]);
    let (table, _) = table(text);
    assert_eq!(
        (table.columns[0].index, table.columns[0].letter.as_str()),
        (0, "B")
    );
    assert_eq!(table.rows[0].cells.len(), 3);
    assert_eq!(table.rows[0].cells[0].text(), "oak");
}

#[test]
fn names_never_collide() {
    check(
        "a,a,a (2),column F,b,\n1,2,3,4,5,6\n",
        Some(1),
        &["a", "a (3)", "a (2)", "column F", "b", "column F (2)"],
    );
}

#[test]
fn the_caller_overrides() {
    let text = b"t,u\na,b\nc,d\n";
    let read_with = |header_row| {
        let options = ReadOptions {
            header_row: Some(header_row),
            ..ReadOptions::default()
        };
        read("t.csv", text, &options)
    };
    assert_eq!(read_with(2).unwrap().table.columns[0].header, "a");
    assert_eq!(read_with(2).unwrap().table.rows.len(), 1);
    assert_eq!(read_with(0).unwrap().table.rows.len(), 3);
    assert!(read_with(9).unwrap_err().to_string().contains("line 9"));
}
