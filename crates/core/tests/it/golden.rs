//! Ledgers of earlier releases, folded for ever to the state they had.

use probity_core::Kinds;
use probity_core::register::{FoldEntry, Register};

#[test]
fn every_released_ledger_folds_to_the_state_it_had() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    for path in names {
        let text = std::fs::read_to_string(&path).expect("readable");
        let mut lines = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let head = lines.next().expect("a first line");
        let mut register = Register::new(Kinds::built_in());
        for (index, line) in lines.enumerate() {
            let leaf = line["leaf"].as_str().expect("a leaf").as_bytes();
            let payload = line["payload"].as_str().map(str::as_bytes);
            register
                .apply(&FoldEntry {
                    index: index as u64,
                    leaf,
                    payload,
                })
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        assert_eq!(Some(register.size()), head["size"].as_u64(), "{}", path.display());
        assert_eq!(
            Some(register.state_hash().as_str()),
            head["state_hash"].as_str(),
            "{}",
            path.display()
        );
    }
}
