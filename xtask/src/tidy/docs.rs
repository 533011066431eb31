//! Documents that point at something which is there, and lists that are complete.

use super::{Finding, Repository};
use crate::workspace::File;

/// Every relative link of a document leads to a file, and to a heading where it names one.
pub fn links_resolve(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files.iter().filter(|file| file.extension() == "md") {
        for (number, target) in links(file) {
            if let Some(what) = broken(repository, file, target) {
                findings.push(Finding::at(&file.path, number, what));
            }
        }
    }
    findings
}

/// The overview names the folder of every crate.
pub fn architecture_is_complete(repository: &Repository) -> Vec<Finding> {
    const OVERVIEW: &str = "ARCHITECTURE.md";
    if repository.crates.is_empty() {
        return Vec::new();
    }
    let Some(overview) = repository.files.iter().find(|file| file.path == OVERVIEW) else {
        return vec![Finding::whole(
            OVERVIEW,
            "write it: every crate with what it is for",
        )];
    };
    let text = overview.text.as_deref().unwrap_or_default();
    let missing = repository
        .crates
        .iter()
        .filter(|each| !text.contains(&each.folder));
    missing
        .map(|each| {
            Finding::whole(
                OVERVIEW,
                format!("`{}` is not mentioned: say what it is for", each.folder),
            )
        })
        .collect()
}

/// A crate has its integration tests in one binary, whose `main.rs` lists every file beside it.
pub fn test_files_are_listed(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files.iter().filter(|file| file.extension() == "rs") {
        let Some((before, inside)) = file.path.split_once("/tests/") else {
            continue;
        };
        let is_crate = before == "xtask"
            || before
                .strip_prefix("crates/")
                .is_some_and(|name| !name.contains('/'));
        if !is_crate {
            continue;
        }
        match inside.split('/').collect::<Vec<_>>().as_slice() {
            [_] => findings.push(Finding::whole(
                &file.path,
                "move it into `tests/it/` and list it in `main.rs`: one test binary links once",
            )),
            [_, "main.rs"] => {}
            [folder, name] | [folder, name, "mod.rs"] => {
                let main = format!("{before}/tests/{folder}/main.rs");
                let module = name.trim_end_matches(".rs");
                if !lists(repository, &main, module) {
                    findings.push(Finding::whole(
                        &file.path,
                        format!("add `mod {module};` to {main}, or the tests in it never run"),
                    ));
                }
            }
            _ => {}
        }
    }
    findings
}

fn lists(repository: &Repository, main: &str, module: &str) -> bool {
    let wanted = format!("mod {module};");
    let main = repository.files.iter().find(|file| file.path == main);
    main.is_some_and(|main| {
        main.lines()
            .any(|(_, line)| line.trim() == wanted || line.trim() == format!("pub {wanted}"))
    })
}

/// Targets of the links of a document with their lines; code is left out.
fn links(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second part between backticks is code.
        for text in line.split('`').step_by(2) {
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
            found.extend(targets.map(|(target, _)| (number, target.split(' ').next().unwrap_or(target))));
        }
    }
    found
}

/// What is wrong with a link; `None` when it is right or leads out of the repository.
fn broken(repository: &Repository, from: &File, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() {
        Some(from.path.clone())
    } else {
        resolve(&from.path, path)
    };
    let inside = |path: &str| {
        repository
            .files
            .iter()
            .any(|f| f.path == path || path.is_empty() || f.path.starts_with(&format!("{path}/")))
    };
    let Some(path) = path.filter(|path| inside(path)) else {
        return Some(format!(
            "the link `{target}` leads nowhere: correct it or write what it points at"
        ));
    };
    let document = repository.files.iter().find(|file| file.path == path)?;
    let known =
        heading.is_empty() || document.extension() != "md" || headings(document).any(|h| h == heading);
    (!known).then(|| format!("the link `{target}` names a heading that is not in {path}"))
}

/// The path that a relative link means; `None` when it leaves the repository.
fn resolve(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if link.starts_with('/') {
        parts.clear();
    }
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchors of a document's headings, as they are commonly made: lower case, hyphens for spaces.
fn headings(document: &File) -> impl Iterator<Item = String> {
    document
        .lines()
        .filter_map(|(_, line)| line.strip_prefix('#'))
        .map(|rest| {
            let title = rest.trim_start_matches('#').trim().to_lowercase();
            let kept = title
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::repository;
    use super::*;

    #[track_caller]
    fn check_link(target: &str, expect: Option<&str>) {
        let document = format!("# Title\n\nsee [it]({target}) and `[code](nowhere)`\n");
        let repository = repository(&[
            ("docs/guide/a.md", &document),
            ("docs/b.md", "## What is *it*?\n"),
            ("crates/x/src/lib.rs", ""),
        ]);
        let found = links_resolve(&repository);
        match expect {
            None => assert_eq!(found, []),
            Some(part) => assert!(
                found.len() == 1 && found[0].line == 3 && found[0].what.contains(part),
                "{found:?}"
            ),
        }
    }

    #[test]
    fn links_are_followed() {
        check_link("../b.md", None);
        check_link("../b.md#what-is-it", None);
        check_link("#title", None);
        check_link("/docs/b.md", None);
        check_link("../../crates/x/", None);
        check_link("https://example.org/a", None);
        check_link("../c.md", Some("leads nowhere"));
        check_link("../../../secret", Some("leads nowhere"));
        check_link("../b.md#other", Some("heading"));
    }

    #[test]
    fn forgotten_test_files_are_found() {
        let main = ("crates/x/tests/it/main.rs", "//! Tests.\nmod listed;\n");
        let found = |path: &str| test_files_are_listed(&repository(&[main, (path, "")])).len();
        assert_eq!(found("crates/x/tests/it/listed.rs"), 0);
        assert_eq!(found("crates/x/tests/it/forgotten.rs"), 1);
        assert_eq!(found("crates/x/tests/lonely.rs"), 1);
        assert_eq!(found("crates/x/src/tests/unit.rs"), 0);
    }
}
