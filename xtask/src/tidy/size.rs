//! How long a file may be and how it may not be called.

use super::{Finding, Repository};
use crate::workspace::File;

/// From here on a file is looked at in review.
const LONG: usize = 500;
/// From here on it has to be split.
const TOO_LONG: usize = 800;
/// What is written by hand and read from top to bottom.
const CODE: &[&str] = &["rs", "js", "css", "c", "py", "go", "sh"];

/// Files over [`LONG`] lines that were looked at and are better whole, each with the reason.
const REVIEWED: &[(&str, &str)] = &[];

/// Names that say nothing and therefore collect everything.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

/// No file of code is longer than [`TOO_LONG`] lines.
pub fn length(repository: &Repository) -> Vec<Finding> {
    let long = code(repository).filter(|(_, lines)| *lines > TOO_LONG);
    long.map(|(file, lines)| {
        Finding::whole(
            &file.path,
            format!("{lines} lines, {TOO_LONG} at most: split it by theme"),
        )
    })
    .collect()
}

/// Files that deserve a look: longer than [`LONG`] lines and not reviewed.
pub fn long_files(repository: &Repository) -> Vec<Finding> {
    code(repository)
        .filter(|(file, lines)| *lines > LONG && !REVIEWED.iter().any(|(path, _)| *path == file.path))
        .map(|(file, lines)| {
            Finding::whole(
                &file.path,
                format!("{lines} lines: split it, or give the reason in xtask/src/tidy/size.rs"),
            )
        })
        .collect()
}

/// No module is called after nothing in particular.
pub fn names(repository: &Repository) -> Vec<Finding> {
    let rust = repository.files.iter().filter(|file| file.extension() == "rs");
    rust.filter(|file| {
        file.path
            .split('/')
            .any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")))
    })
    .map(|file| Finding::whole(&file.path, "the name says nothing: name it after what it holds"))
    .collect()
}

fn code(repository: &Repository) -> impl Iterator<Item = (&File, usize)> {
    let files = repository
        .files
        .iter()
        .filter(|file| CODE.contains(&file.extension()));
    files.map(|file| (file, file.lines().count()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check_file, repository};
    use super::*;

    #[test]
    fn long_files_are_found() {
        let lines = |count| "x\n".repeat(count);
        check_file(length, "crates/a/src/b.rs", &lines(TOO_LONG), &[]);
        check_file(
            length,
            "crates/a/src/b.rs",
            &lines(TOO_LONG + 1),
            &[(0, "801 lines")],
        );
        check_file(length, "catalogues/a.toml", &lines(5000), &[]);
        assert_eq!(long_files(&repository(&[("a.rs", &lines(LONG))])), []);
        assert_eq!(long_files(&repository(&[("a.rs", &lines(LONG + 1))])).len(), 1);
    }

    #[test]
    fn empty_names_are_found() {
        check_file(names, "crates/a/src/utils.rs", "", &[(0, "says nothing")]);
        check_file(names, "crates/a/src/common/tree.rs", "", &[(0, "says nothing")]);
        check_file(names, "crates/a/src/tree.rs", "", &[]);
    }
}
