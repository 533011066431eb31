//! What every line of text has to keep.

use super::{Finding, Repository};
use crate::workspace::File;

/// Text that we write; the rest is data, kept as it came.
const WRITTEN: &[&str] = &[
    "rs", "toml", "md", "js", "css", "html", "c", "py", "go", "sh", "ftl", "sql",
];

/// Code that is not finished or not looked at, put together here so that this file does not hold it.
const FORBIDDEN: &[(&str, &str)] = &[
    (
        concat!("todo", "!("),
        "finish it, or leave it out until it is built",
    ),
    (
        concat!("unimplemented", "!("),
        "finish it, or leave it out until it is built",
    ),
    (concat!("dbg", "!("), "remove the debugging output"),
    (
        concat!("#[", "ignore"),
        "make the test run everywhere, or remove it",
    ),
    (concat!("#[", "allow("), "use `#[expect(lint, reason = \"..\")]`"),
    (
        concat!("#![", "allow("),
        "use `#![expect(lint, reason = \"..\")]`",
    ),
];

/// Lines end without white space, and files with exactly one line break.
pub fn white_space(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository
        .files
        .iter()
        .filter(|file| WRITTEN.contains(&file.extension()))
    {
        let trailing = file.lines().filter(|(_, line)| line.ends_with([' ', '\t', '\r']));
        findings
            .extend(trailing.map(|(n, _)| Finding::at(&file.path, n, "remove the white space at the end")));
        let text = file.text.as_deref().unwrap_or_default();
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            findings.push(Finding::whole(
                &file.path,
                "end the file with exactly one line break",
            ));
        }
    }
    findings
}

/// Every file of Rust says first what it is for.
pub fn module_docs(repository: &Repository) -> Vec<Finding> {
    rust(repository)
        .filter(|file| !file.text.as_deref().unwrap_or_default().starts_with("//!"))
        .map(|file| {
            Finding::at(
                &file.path,
                1,
                "start the file with a `//!` line that says what it is for",
            )
        })
        .collect()
}

/// No unfinished code, no ignored tests, no silenced lints.
pub fn forbidden_code(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in rust(repository) {
        for (number, line) in file.lines() {
            let code = line.split("// ").next().unwrap_or(line);
            let found = FORBIDDEN.iter().filter(|(pattern, _)| code.contains(pattern));
            findings.extend(
                found.map(|(pattern, todo)| Finding::at(&file.path, number, format!("`{pattern}`: {todo}"))),
            );
        }
    }
    findings
}

fn rust(repository: &Repository) -> impl Iterator<Item = &File> {
    repository.files.iter().filter(|file| file.extension() == "rs")
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_file;
    use super::*;

    #[test]
    fn white_space_is_found() {
        check_file(white_space, "a.rs", "//! A.\n", &[]);
        check_file(
            white_space,
            "a.rs",
            "//! A. \nb\t\n",
            &[(1, "remove"), (2, "remove")],
        );
        check_file(white_space, "a.md", "text", &[(0, "line break")]);
        check_file(white_space, "a.csv", "text \r\n\n", &[]);
    }

    #[test]
    fn modules_say_what_they_are_for() {
        check_file(module_docs, "a.rs", "//! A.\nfn a() {}\n", &[]);
        check_file(module_docs, "a.rs", "fn a() {}\n", &[(1, "//!")]);
        check_file(module_docs, "a.py", "def a(): pass\n", &[]);
    }

    #[test]
    fn unfinished_code_is_found() {
        let unfinished = format!("fn a() {{\n    {})\n}}\n", FORBIDDEN[0].0);
        check_file(forbidden_code, "a.rs", &unfinished, &[(2, "finish it")]);
        check_file(
            forbidden_code,
            "a.rs",
            &format!("{}dead_code)]\n", FORBIDDEN[4].0),
            &[(1, "expect")],
        );
        check_file(
            forbidden_code,
            "a.rs",
            "#[expect(dead_code, reason = \"..\")]\n",
            &[],
        );
    }
}
