//! From the bytes of an export to a table, manifests of dependencies included.

use probity_tabular::{Cell, Column, Limits, ReadOptions, Row, Table, read};

use super::columns::{Role, headless, names_anything, propose};
use crate::error::AppError;

/// The most rows one run takes: logs are longer than lists.
pub const ROWS_MAX: usize = 300_000;

/// An export as it was read.
pub struct Export {
    /// Its rows.
    pub table: Table,
    /// What each column is, as proposed.
    pub roles: Vec<Role>,
    /// What was noticed.
    pub notes: Vec<String>,
}

/// Reads an export. Manifests (`requirements.txt`, `package.json`) are lists of packages; a file without
/// heads is read by the type of its source.
///
/// # Errors
/// [`AppError::Invalid`] for what is no table, in the words of the reader.
pub fn open(file_name: &str, bytes: &[u8], source_type: &str) -> Result<Export, AppError> {
    if let Some(packages) = manifest(file_name, bytes) {
        let notes = vec!["read as a list of dependencies".to_owned()];
        return Ok(Export {
            table: packages,
            roles: vec![Role::Package],
            notes,
        });
    }
    let options = ReadOptions {
        limits: Limits {
            rows: ROWS_MAX,
            file_bytes: 100_000_000,
            ..Limits::default()
        },
        ..ReadOptions::default()
    };
    let unreadable = |error: probity_tabular::ReadError| {
        AppError::Invalid(format!("`{}` cannot be read: {error}", short(file_name)))
    };
    let book = read(file_name, bytes, &options).map_err(unreadable)?;
    let roles = propose(&book.table, source_type);
    if names_anything(&roles) {
        return Ok(Export {
            table: book.table,
            roles,
            notes: book.notes,
        });
    }
    let options = ReadOptions {
        header_row: Some(0),
        ..options
    };
    let bare = read(file_name, bytes, &options).map_err(unreadable)?;
    let mut notes = bare.notes;
    // A line of words above the rows is a header that says nothing we know, not a row.
    if book.header_line.is_some() && book.table.columns.len() > 1 {
        let roles = headless(&book.table, source_type);
        notes = book.notes;
        notes.push("no column says by its head what it holds: look at how they are read".to_owned());
        return Ok(Export {
            table: book.table,
            roles,
            notes,
        });
    }
    notes.push("read as a list without a header".to_owned());
    let roles = headless(&bare.table, source_type);
    Ok(Export {
        table: bare.table,
        roles,
        notes,
    })
}

fn short(name: &str) -> String {
    name.chars().take(120).collect()
}

fn manifest(file_name: &str, bytes: &[u8]) -> Option<Table> {
    let base = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(file_name)
        .to_ascii_lowercase();
    if base.starts_with("requirements") && base.ends_with(".txt") {
        return Some(packages(requirements(&String::from_utf8_lossy(bytes))));
    }
    if base == "package.json" {
        return package_json(bytes).map(packages);
    }
    None
}

/// The lines of a requirements file that name a package, with their numbers.
fn requirements(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with(['#', '-']))
        .take(ROWS_MAX)
        .map(|(number, line)| (number, line.to_owned()))
        .collect()
}

fn package_json(bytes: &[u8]) -> Option<Vec<(usize, String)>> {
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let parts = [
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
    ];
    let names = parts
        .iter()
        .filter_map(|part| json.get(part)?.as_object())
        .flat_map(|part| part.keys().cloned());
    Some(
        names
            .take(ROWS_MAX)
            .enumerate()
            .map(|(at, name)| (at + 1, name))
            .collect(),
    )
}

fn packages(names: Vec<(usize, String)>) -> Table {
    let column = Column {
        index: 0,
        header: "Package".to_owned(),
        raw_header: "Package".to_owned(),
        letter: "A".to_owned(),
        context: None,
        section: None,
    };
    let row = |(place, (line, name)): (usize, (usize, String))| Row {
        number: place + 1,
        line,
        cells: vec![Cell::from(name)],
    };
    Table {
        columns: vec![column],
        rows: names.into_iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, content: &str, source_type: &str, rows: usize, role: Role) {
        let export = open(name, content.as_bytes(), source_type).unwrap();
        assert_eq!(export.table.rows.len(), rows, "{name}: {:?}", export.table);
        assert_eq!(
            export.roles.iter().find(|role| **role != Role::Ignore),
            Some(&role),
            "{name}"
        );
    }

    #[test]
    fn manifests_and_bare_lists_are_read() {
        check(
            "requirements-dev.txt",
            "# tools\nopenai==1.0\n-r base.txt\n\ntorch\n",
            "code",
            2,
            Role::Package,
        );
        let json = r#"{"name": "x", "dependencies": {"openai": "^4"}, "devDependencies": {"vite": "5"}}"#;
        check("package.json", json, "code", 2, Role::Package);
        check(
            "hosts.txt",
            "chat.openai.com\nwww.example.org\n",
            "network",
            2,
            Role::Host,
        );
        check("tools.csv", "ChatGPT\nNotion\n", "device", 2, Role::App);
        check("odd.csv", "Foo,Bar\nChatGPT,3\nJira,4\n", "sign_on", 2, Role::App);
    }

    #[test]
    fn what_is_no_table_is_told() {
        for content in [&b""[..], b"PK\x03\x04broken", b"%PDF-1.7"] {
            assert!(
                matches!(open("x.csv", content, "spend"), Err(AppError::Invalid(_))),
                "{content:?}"
            );
        }
    }
}
