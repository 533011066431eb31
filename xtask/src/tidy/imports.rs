//! Which of our crates may depend on which others.

use super::{Finding, Repository};

/// What stands for "all crates but those that only tests use".
const ANY: &[&str] = &["*"];

/// A crate and the others of ours that it may depend on outside of tests.
const ALLOWED: &[(&str, &[&str])] = &[
    ("probity-ledger", &[]),
    ("probity-core", &[]),
    ("probity-tabular", &[]),
    (
        "probity-app",
        &["probity-core", "probity-ledger", "probity-tabular"],
    ),
    ("probity-store", &["probity-ledger", "probity-app"]),
    ("probity-report", &["probity-core"]),
    ("probity-ingest", &["probity-core"]),
    ("probity-api", &["probity-app", "probity-core", "probity-report"]),
    ("probity-ui", &["probity-app", "probity-core", "probity-report"]),
    ("probity", ANY),
    ("probity-testkit", ANY),
    ("probity-bench", ANY),
    ("probity-browser-tests", &[]),
    ("xtask", &[]),
];

/// Crates that only tests may depend on.
const ONLY_IN_TESTS: &[&str] = &[
    "probity-testkit",
    "probity-bench",
    "probity-browser-tests",
    "xtask",
];

/// The crates that an auditor builds alone; their tests do without the others.
const ALONE: &[&str] = &["probity-core"];

/// No crate depends on another of ours that it may not know.
pub fn allowed_imports(repository: &Repository) -> Vec<Finding> {
    let ours: Vec<&str> = repository.crates.iter().map(|c| c.name.as_str()).collect();
    let mut findings = Vec::new();
    for each in &repository.crates {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == each.name) else {
            findings.push(Finding::whole(
                &each.manifest,
                "new crate: say in xtask/src/tidy/imports.rs what it may import",
            ));
            continue;
        };
        let own = each
            .dependencies
            .iter()
            .filter(|(name, _)| ours.contains(&name.as_str()));
        findings.extend(own.filter_map(|(name, kind)| {
            let what = refusal(&each.name, allowed, name, kind)?;
            Some(Finding::whole(&each.manifest, what))
        }));
    }
    findings
}

/// Why `from` may not depend on `to`; `None` when it may.
fn refusal(from: &str, allowed: &[&str], to: &str, kind: &str) -> Option<String> {
    if kind == "dev" {
        return ALONE.contains(&from).then(|| {
            format!(
                "`{from}` may not depend on `{to}`, not even in tests: its tests are pure and stand alone"
            )
        });
    }
    // Measuring is as little shipped as testing is.
    if ONLY_IN_TESTS.contains(&to) && from != "probity-bench" {
        return Some(format!("`{to}` is for tests: move it to [dev-dependencies]"));
    }
    if allowed == ANY || allowed.contains(&to) {
        return None;
    }
    Some(format!(
        "`{from}` may not depend on `{to}`: the layers are in ARCHITECTURE.md; pass in what is needed instead"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Crate;

    #[track_caller]
    fn check(from: &str, to: &str, kind: &str, expect: Option<&str>) {
        let named = |name: &str, dependencies| Crate {
            name: name.to_owned(),
            folder: format!("crates/{name}"),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies,
        };
        let crates = vec![
            named(
                from,
                vec![
                    (to.to_owned(), kind.to_owned()),
                    ("serde".to_owned(), "normal".to_owned()),
                ],
            ),
            named(to, Vec::new()),
        ];
        let found = allowed_imports(&Repository {
            files: Vec::new(),
            crates,
        });
        match expect {
            None => assert_eq!(found, []),
            Some(part) => assert!(found.len() == 1 && found[0].what.contains(part), "{found:?}"),
        }
    }

    #[test]
    fn layers_are_kept() {
        check("probity-app", "probity-core", "normal", None);
        check("probity-core", "probity-ledger", "normal", Some("may not depend"));
        check("probity-ledger", "probity-core", "build", Some("may not depend"));
        check("probity-ui", "probity-store", "normal", Some("may not depend"));
        check("probity-store", "probity-app", "normal", None);
        check("probity", "probity-store", "normal", None);
        check("probity", "probity-testkit", "normal", Some("for tests"));
        check("probity-ledger", "probity-testkit", "dev", None);
        check(
            "probity-core",
            "probity-testkit",
            "dev",
            Some("not even in tests"),
        );
    }

    #[test]
    fn a_new_crate_needs_a_line() {
        let manifest = "crates/new/Cargo.toml".to_owned();
        let new = Crate {
            name: "new".into(),
            folder: "crates/new".into(),
            manifest,
            dependencies: Vec::new(),
        };
        let found = allowed_imports(&Repository {
            files: Vec::new(),
            crates: vec![new],
        });
        assert!(
            found.len() == 1 && found[0].what.starts_with("new crate"),
            "{found:?}"
        );
    }
}
