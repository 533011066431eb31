//! Undoing an import, and asking for one twice.

use probity_app::error::ErrorClass;
use probity_app::operations::undo_import::undo_import;
use probity_core::patch::Patch;
use probity_testkit::app::TestApp;

use crate::import::{LIST, counts, import, in_force, proposed, shown, state, try_import};

#[test]
fn undoing_puts_away_what_was_made_and_gives_back_what_was_changed() {
    let app = TestApp::new();
    import(&app, LIST);
    let later = LIST.replace("Planned,,,,", "Deployed,,Yes,,2") + "A-4,Search,Research,,,New Vendor Ltd,,,\n";
    let report = import(&app, &later);
    assert_eq!(counts(&report), [1, 1, 2, 0]);
    let import_id = report.import.expect("a record");
    let undone = undo_import(&app.ctx(), &import_id).expect("undone");
    assert_eq!(
        (undone.put_away, undone.restored, undone.left.len()),
        (4, 2, 0),
        "{undone:?}"
    );
    assert_eq!(
        (state(&app, "USE-3").as_str(), state(&app, "SYS-3").as_str()),
        ("requested", "design")
    );
    assert_eq!(
        (
            shown(&app, "USE-3", "personal_data").as_str(),
            shown(&app, "USE-3", "floor").as_str()
        ),
        ("", "")
    );
    assert_eq!(
        in_force(&app.workspace.current().register, "use_case"),
        ["USE-1", "USE-2", "USE-3"]
    );
    assert_eq!(state(&app, &import_id), "undone");
    assert_eq!(
        undo_import(&app.ctx(), &import_id)
            .expect_err("only once")
            .class(),
        ErrorClass::Invalid
    );
    let again = import(&app, &later);
    assert_eq!(counts(&again), [1, 1, 2, 0], "what was put away is not matched");
    assert_eq!(
        in_force(&app.workspace.current().register, "use_case")
            .last()
            .map(String::as_str),
        Some("USE-5")
    );
}

#[test]
fn undoing_leaves_what_somebody_touched_and_what_it_rests_on() {
    let app = TestApp::new();
    let report = import(&app, LIST);
    app.revise(
        "USE-2",
        Patch::set_one("intended_purpose", "Answers questions about parcels."),
    );
    let undone = undo_import(&app.ctx(), &report.import.expect("a record")).expect("undone");
    let view = app.workspace.current();
    assert_eq!(in_force(&view.register, "use_case"), ["USE-2"]);
    assert_eq!(in_force(&view.register, "system"), ["SYS-2"]);
    assert_eq!(in_force(&view.register, "vendor"), ["VEN-2"]);
    assert_eq!(in_force(&view.register, "unit"), [shown(&app, "USE-2", "unit")]);
    let owner = shown(&app, "USE-2", "owner");
    assert!(
        in_force(&view.register, "person").contains(&owner) && in_force(&view.register, "person").len() == 2
    );
    assert_eq!(
        shown(&app, "USE-2", "floor"),
        "1",
        "its own fields are still there"
    );
    let left: Vec<&str> = undone.left.iter().map(|left| left.id.as_str()).collect();
    assert!(left.contains(&"USE-2") && left.contains(&"SYS-2"), "{left:?}");
}

#[test]
fn undoing_tells_of_fields_that_changed_again() {
    let app = TestApp::new();
    import(&app, LIST);
    let report = import(
        &app,
        &LIST
            .replace("Chat helper", "Chat assistant")
            .replace(",No,2025", ",Yes,2025"),
    );
    app.revise("USE-2", Patch::set_one("name", "Chat companion"));
    let undone = undo_import(&app.ctx(), &report.import.expect("a record")).expect("undone");
    assert_eq!(
        (
            shown(&app, "USE-2", "name").as_str(),
            shown(&app, "USE-2", "personal_data").as_str()
        ),
        ("Chat companion", "No")
    );
    assert!(
        undone
            .left
            .iter()
            .any(|left| left.id == "USE-2" && left.reason.contains("Name")),
        "{:?}",
        undone.left
    );
}

#[test]
fn pressing_the_button_twice_imports_once() {
    let app = TestApp::new();
    let mapping = proposed(&app, LIST);
    let ctx = app.ctx();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| try_import(&ctx, LIST, &mapping, false).expect("imports"));
        }
    });
    let register = &app.workspace.current().register;
    assert_eq!(
        (
            in_force(register, "use_case").len(),
            in_force(register, "import").len()
        ),
        (3, 1)
    );
}
