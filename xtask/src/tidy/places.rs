//! No file tells where it was written: no paths of one machine, no hosts that packages came from.

use super::{Finding, Repository};

/// Paths of a single machine. Put together here so that this file does not hold them.
const PATHS: &[&str] = &[
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "tmp/bash_"),
    concat!("/", "home/"),
    concat!("/", "Users/"),
];

/// Hosts of package registries, their mirrors and proxies.
const HOSTS: &[&str] = &[
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("files.", "pythonhosted.org"),
    concat!("pypi", ".org"),
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("proxy.", "golang.org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("artifact", "ory."),
    concat!("localhost:", "3128"),
];

/// Made by cargo, which writes its registry's name into it.
const MADE_BY_CARGO: &[&str] = &["Cargo.lock"];

/// No tracked text holds one of [`PATHS`] or [`HOSTS`].
pub fn machine_places(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository
        .files
        .iter()
        .filter(|file| !MADE_BY_CARGO.contains(&file.path.as_str()))
    {
        for (number, line) in file.lines() {
            if let Some(path) = PATHS.iter().find(|path| holds_path(line, path)) {
                let what =
                    format!("`{path}` is a path of one machine: take it from an argument or the environment");
                findings.push(Finding::at(&file.path, number, what));
            }
            if let Some(host) = HOSTS.iter().find(|host| line.contains(*host)) {
                findings.push(Finding::at(
                    &file.path,
                    number,
                    format!("`{host}`: do not name a registry's host"),
                ));
            }
        }
    }
    findings
}

/// Whether the path starts at the root of the file system, not within another path or an address.
fn holds_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at]
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')' | '~' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_file;
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        check_file(
            machine_places,
            "a.rs",
            &format!("let a = \"{}x\";\n", PATHS[0]),
            &[(1, "one machine")],
        );
        check_file(
            machine_places,
            "a.md",
            &format!("see {}me/a\n", PATHS[3]),
            &[(1, "one machine")],
        );
        check_file(
            machine_places,
            "a.md",
            &format!("GET https://example.org/a{}b\n", PATHS[0]),
            &[],
        );
        check_file(
            machine_places,
            "a.md",
            "the work/life balance of /workspaces/1\n",
            &[],
        );
        check_file(
            machine_places,
            "a.toml",
            &format!("url = \"https://{}/x\"\n", HOSTS[3]),
            &[(1, "host")],
        );
        check_file(
            machine_places,
            "Cargo.lock",
            &format!("\"https://{}/x\"\n", HOSTS[0]),
            &[],
        );
    }
}
