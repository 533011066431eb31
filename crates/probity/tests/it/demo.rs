//! The fictional organisation, as it is served.

use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_demo_shows_something_on_every_list_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[
        "demo",
        "--no-open",
        "--listen",
        "127.0.0.1:0",
        "--systems",
        "12",
        "--seed",
        "7",
    ]);
    let folders = || -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(sandbox.path("")).expect("the sandbox");
        entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.to_string_lossy().contains("probity-demo-"))
            .collect()
    };
    let data = folders().pop().expect("the folder of the demo");
    let data = data.to_str().expect("UTF-8");
    let kinds = probity_core::Kinds::built_in()
        .all()
        .filter(|(_, decl)| !decl.internal);
    for (_, decl) in kinds {
        let list = sandbox.json(&["list", decl.name, "--data", data, "--archived"]);
        assert!(
            list["total"].as_u64().is_some_and(|total| total > 0),
            "no {}",
            decl.plural
        );
    }
    assert_eq!(
        sandbox.json(&["list", "system", "--data", data, "--archived"])["total"],
        json!(12)
    );
    let without_owner = sandbox.json(&[
        "list",
        "use_case",
        "--data",
        data,
        "--filter",
        "owner is empty",
        "--archived",
    ]);
    assert!(
        without_owner["total"].as_u64().is_some_and(|total| total > 0),
        "gaps are there to be found"
    );
    assert_eq!(sandbox.json(&["fsck", "--data", data])["problems"], json!([]));
    assert_eq!(server.stop(), Some(0));
    assert_eq!(folders(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_demo_answers_on_this_machine_only() {
    let ran = Sandbox::new()
        .run(&["demo", "--no-open", "--listen", "0.0.0.0:0"])
        .expect(2);
    assert!(ran.error().contains("needs no sign-in"), "{ran:?}");
}
