//! `cargo xtask tidy`: the rules of this repository that the compiler and clippy do not know.
//!
//! A rule is a function from the repository to findings, in a file of its theme. Each finding names
//! a file, a line where there is one, and what to do.

mod docs;
mod imports;
mod markup;
mod places;
mod size;
mod text;

use std::fmt;

use crate::workspace::{self, Crate, File};

/// What the rules look at.
pub struct Repository {
    pub files: Vec<File>,
    pub crates: Vec<Crate>,
}

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    file: String,
    /// From 1; 0 when the whole file is meant.
    line: usize,
    what: String,
}

impl Finding {
    fn at(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            what: what.into(),
        }
    }

    fn whole(file: &str, what: impl Into<String>) -> Self {
        Self::at(file, 0, what)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

type Rule = fn(&Repository) -> Vec<Finding>;

/// All rules; a new one is a line here.
const RULES: &[Rule] = &[
    imports::allowed_imports,
    size::length,
    size::names,
    text::white_space,
    text::module_docs,
    text::forbidden_code,
    places::machine_places,
    markup::nothing_inline,
    docs::links_resolve,
    docs::architecture_is_complete,
    docs::test_files_are_listed,
];

/// Prints what breaks a rule and what deserves a look; an error when a rule is broken.
pub fn run() -> Result<(), String> {
    let repository = Repository {
        files: workspace::files()?,
        crates: workspace::crates()?,
    };
    for warning in size::long_files(&repository) {
        println!("warning: {warning}");
    }
    let findings = check(&repository);
    if findings.is_empty() {
        println!(
            "{} files and {} crates are tidy",
            repository.files.len(),
            repository.crates.len()
        );
        return Ok(());
    }
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    Err(format!("{}\n{} findings", lines.join("\n"), lines.len()))
}

fn check(repository: &Repository) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| rule(repository)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository of these files, without crates.
    pub fn repository(files: &[(&str, &str)]) -> Repository {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: Some((*text).to_owned()),
        };
        Repository {
            files: files.iter().map(file).collect(),
            crates: Vec::new(),
        }
    }

    /// What a rule says of one file, as `line: start of the text`.
    #[track_caller]
    pub fn check_file(rule: Rule, path: &str, text: &str, expect: &[(usize, &str)]) {
        let found = rule(&repository(&[(path, text)]));
        let found: Vec<(usize, &str)> = found.iter().map(|f| (f.line, f.what.as_str())).collect();
        assert_eq!(found.len(), expect.len(), "{found:?}");
        for ((line, what), (expected_line, expected)) in found.iter().zip(expect) {
            assert_eq!(line, expected_line, "{what}");
            assert!(what.contains(expected), "`{what}` does not say `{expected}`");
        }
    }

    #[test]
    fn this_repository_is_tidy() {
        if let Err(findings) = run() {
            panic!("{findings}");
        }
    }
}
