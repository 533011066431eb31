//! Lists the files of `src/kind/` so that a new record kind is one file and nothing else.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("src/kind");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of kinds exists")
        .filter_map(|entry| {
            entry
                .ok()?
                .file_name()
                .into_string()
                .ok()?
                .strip_suffix(".rs")
                .map(str::to_owned)
        })
        .filter(|name| !matches!(name.as_str(), "mod" | "field" | "lifecycle" | "shared"))
        .collect();
    names.sort();
    let mut out = String::new();
    for name in &names {
        let path = folder.join(format!("{name}.rs"));
        writeln!(out, "#[path = {path:?}]\npub mod {name};").expect("writing to a string");
    }
    writeln!(out, "/// Every kind, in the order of file names.").expect("writing to a string");
    writeln!(out, "pub static BUILT_IN: &[&KindDecl] = &[").expect("writing to a string");
    for name in &names {
        writeln!(out, "    &{name}::KIND,").expect("writing to a string");
    }
    writeln!(out, "];").expect("writing to a string");
    let target = Path::new(&std::env::var("OUT_DIR").expect("set by cargo")).join("kinds.rs");
    std::fs::write(target, out).expect("the output folder is writable");
}
