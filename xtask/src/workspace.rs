//! What is in the repository: its root, its files and its crates.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies one folder below the root")
}

/// Whether this runs where nothing may be skipped.
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// A file of the repository.
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text; `None` when it is not UTF-8.
    pub text: Option<String>,
}

impl File {
    /// The part behind the last dot of the name; empty if there is none.
    pub fn extension(&self) -> &str {
        self.name()
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Numbered lines, from 1; none when the file is not text.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .as_deref()
            .unwrap_or_default()
            .split_terminator('\n')
            .enumerate()
            .map(|(i, l)| (i + 1, l))
    }
}

/// All files that git tracks or would add, by path.
pub fn files() -> Result<Vec<File>, String> {
    let output = Command::new("git")
        // A clone that another user made is read all the same.
        .args([
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .map_err(|e| format!("`git ls-files` could not be run: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "`git ls-files` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    let mut paths: Vec<String> = output
        .stdout
        .split(|&byte| byte == 0)
        .filter(|path| !path.is_empty())
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths.into_iter().filter_map(read).collect())
}

/// `None` for what is listed but gone from the folder, and for what is no file.
fn read(path: String) -> Option<File> {
    let bytes = std::fs::read(root().join(&path)).ok()?;
    Some(File {
        path,
        text: String::from_utf8(bytes).ok(),
    })
}

/// A crate of this workspace.
pub struct Crate {
    /// Its package name.
    pub name: String,
    /// Its folder, from the root, with `/`.
    pub folder: String,
    /// Its `Cargo.toml`, from the root.
    pub manifest: String,
    /// Names it depends on, with the kind: `normal`, `dev` or `build`.
    pub dependencies: Vec<(String, String)>,
}

/// The crates of this workspace, by name, as `cargo metadata` tells them.
pub fn crates() -> Result<Vec<Crate>, String> {
    let output = crate::step::cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()
        .map_err(|e| format!("`cargo metadata` could not be run: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "`cargo metadata` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("`cargo metadata` is not JSON: {e}"))?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("`cargo metadata` lists no packages")?;
    let mut crates: Vec<Crate> = packages.iter().filter_map(read_crate).collect();
    crates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(crates)
}

fn read_crate(package: &serde_json::Value) -> Option<Crate> {
    let path = PathBuf::from(package["manifest_path"].as_str()?);
    let manifest = path
        .strip_prefix(root())
        .ok()?
        .to_string_lossy()
        .replace('\\', "/");
    let folder = manifest.strip_suffix("/Cargo.toml")?.to_owned();
    let dependencies = package["dependencies"]
        .as_array()?
        .iter()
        .filter_map(|dependency| {
            let kind = dependency["kind"].as_str().unwrap_or("normal");
            Some((dependency["name"].as_str()?.to_owned(), kind.to_owned()))
        });
    Some(Crate {
        name: package["name"].as_str()?.to_owned(),
        folder,
        manifest,
        dependencies: dependencies.collect(),
    })
}
