//! How columns become fields: a mapping kept, moved, wrong, or not for everybody.

use probity_app::error::ErrorClass;
use probity_app::operations::import::{ImportReport, Mapping, Target, plan, remembered};
use probity_testkit::app::TestApp;

use crate::import::{LIST, book, counts, in_force, proposed, shown, try_import};

#[test]
fn a_saved_mapping_fits_a_later_file_with_moved_columns() {
    let app = TestApp::new();
    let mapping = proposed(&app, LIST);
    try_import(&app.ctx(), LIST, &mapping, false).expect("imports");
    let mapping =
        remembered(&app.workspace.current().register, "list", "system").expect("kept with the import");
    assert_eq!(
        remembered(&app.workspace.current().register, "other", "system"),
        None
    );
    let later = "Room,Use Case Name,ID\n12,Claims triage,A-1\n";
    let report = ImportReport::of_outcome(&try_import(&app.ctx(), later, &mapping, false).expect("imports"));
    assert_eq!(
        counts(&report),
        [0, 1, 0, 0],
        "the new column is kept: {:?}",
        report.notes
    );
    assert_eq!(shown(&app, "USE-1", "room"), "12");
}

#[test]
fn a_wrong_mapping_is_told_in_words() {
    let app = TestApp::new();
    let view = app.workspace.current();
    let check = |change: &dyn Fn(&mut Mapping), expect: &str| {
        let mut mapping = proposed(&app, LIST);
        change(&mut mapping);
        let visibility = app.ctx().visibility(&view);
        let error =
            plan(&view.register, &visibility, &book(LIST), &mapping, &mut |_| ()).expect_err("does not fit");
        assert!(error.to_string().contains(expect), "{error}");
        assert_eq!(error.class(), ErrorClass::Invalid);
    };
    check(&|mapping| mapping.kind = "spaceship".to_owned(), "`spaceship`");
    check(
        &|mapping| mapping.kind = "import".to_owned(),
        "cannot be imported",
    );
    check(
        &|mapping| mapping.columns[1].target = Target::field("use_case", "colour"),
        "has no field `colour`",
    );
    check(
        &|mapping| mapping.columns[1].target = Target::field("use_case", "tier"),
        "cannot be brought in",
    );
    check(
        &|mapping| mapping.columns[1].target = Target::field("vendor", "name"),
        "gives no `vendor`",
    );
    check(
        &|mapping| mapping.columns[2].target = mapping.columns[1].target.clone(),
        "both go to",
    );
    check(&|mapping| mapping.group_by = Some("ZZ".to_owned()), "`ZZ`");
    let stage = LIST
        .lines()
        .next()
        .and_then(|header| header.split(',').position(|name| name == "Stage"))
        .expect("a stage");
    check(
        &|mapping| {
            let values = &mut mapping.columns[stage].values;
            values.insert("Deployed".to_owned(), "running".to_owned());
        },
        "no such answer",
    );
}

#[test]
fn who_may_not_import_is_refused_before_anything() {
    let app = TestApp::new();
    let mapping = proposed(&app, LIST);
    let viewer = app.ctx_with_role("viewer");
    let refused = try_import(&viewer, LIST, &mapping, false).expect_err("a viewer only looks");
    assert_eq!(refused.class(), ErrorClass::Forbidden);
    assert!(in_force(&app.workspace.current().register, "use_case").is_empty());
}
