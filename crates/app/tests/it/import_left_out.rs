//! Rows that a person leaves out by what they say.

use probity_app::operations::import::{ImportReport, Mapping, RowOutcome, plan};
use probity_testkit::app::TestApp;

use crate::import::{book, counts, import, in_force, proposed, try_import};

const LIST: &str = "AI Use Case,Agency Use (Y/N)?,Product\nMinutes,Y,Example Copilot\nDrafts,N,Example Writer\nSearch,,Example Finder\nForecast,n ,\n";

fn leaving_out(app: &TestApp, texts: &[&str]) -> Mapping {
    let mut mapping = proposed(app, LIST);
    mapping.columns[1].leave_out = texts.iter().map(|text| (*text).to_owned()).collect();
    mapping
}

#[test]
fn nothing_is_left_out_unless_somebody_says_so() {
    let app = TestApp::new();
    let report = import(&app, LIST);
    assert_eq!((counts(&report), report.left_out), ([4, 0, 0, 0], 0));
}

#[test]
fn rows_that_are_left_out_are_counted_as_unchanged_and_told() {
    let app = TestApp::new();
    let mapping = leaving_out(&app, &["N"]);
    let report = ImportReport::of_outcome(&try_import(&app.ctx(), LIST, &mapping, false).expect("imports"));
    assert_eq!(
        (counts(&report), report.left_out, report.written),
        ([2, 0, 2, 0], 2, true)
    );
    let register = &app.workspace.current().register;
    assert_eq!(
        (
            in_force(register, "use_case").len(),
            in_force(register, "system").len()
        ),
        (2, 2)
    );
    let note = report
        .notes
        .iter()
        .find(|note| note.what.contains("left out"))
        .expect("a note");
    assert_eq!((note.column.as_str(), note.rows.as_slice()), ("B", &[2, 4][..]));
    assert!(
        report
            .rule
            .iter()
            .any(|sentence| sentence.contains("`N` in `Agency Use (Y/N)?` is left out")),
        "{:?}",
        report.rule
    );
    let again = ImportReport::of_outcome(&try_import(&app.ctx(), LIST, &mapping, false).expect("imports"));
    assert_eq!((counts(&again), again.written), ([0, 0, 4, 0], false));
}

#[test]
fn an_empty_text_leaves_out_empty_cells() {
    let app = TestApp::new();
    let mapping = leaving_out(&app, &["", "y"]);
    let view = app.workspace.current();
    let planned = plan(
        &view.register,
        &app.ctx().visibility(&view),
        &book(LIST),
        &mapping,
        &mut |_| (),
    )
    .expect("fits");
    let told: Vec<Option<&str>> = planned.rows.iter().map(|row| row.left_out.as_deref()).collect();
    assert_eq!(
        told,
        [
            Some("`Agency Use (Y/N)?` says `Y`"),
            None,
            Some("`Agency Use (Y/N)?` is empty"),
            None
        ]
    );
    assert_eq!(
        planned.rows[0].outcome,
        RowOutcome::Unchanged { id: String::new() }
    );
}

#[test]
fn a_row_that_is_left_out_is_not_refused_and_its_record_stays() {
    let app = TestApp::new();
    import(&app, LIST);
    let list = LIST
        .replace("Drafts,N", ",N")
        .replace("Forecast,n ", "Forecast,N");
    let mapping = leaving_out(&app, &["N"]);
    let report = ImportReport::of_outcome(&try_import(&app.ctx(), &list, &mapping, false).expect("imports"));
    assert_eq!((counts(&report), report.left_out), ([0, 0, 4, 0], 2));
    assert_eq!(in_force(&app.workspace.current().register, "use_case").len(), 4);
    let view = app.workspace.current();
    let planned = plan(
        &view.register,
        &app.ctx().visibility(&view),
        &book(&list),
        &mapping,
        &mut |_| (),
    )
    .expect("fits");
    assert_eq!(
        planned.rows[3].outcome,
        RowOutcome::Unchanged {
            id: "USE-4".to_owned()
        }
    );
}

#[test]
fn ids_of_others_do_not_depend_on_rows_that_are_left_out() {
    let app = TestApp::new();
    let list = "Use case name,Keep\nChat,no\nChat,yes\nChat,yes\n";
    let mut mapping = proposed(&app, list);
    mapping.columns[1].leave_out = vec!["no".to_owned()];
    let first = try_import(&app.ctx(), list, &mapping, false)
        .expect("imports")
        .plan
        .counts();
    assert_eq!((first.created, first.left_out), (2, 1));
    mapping.columns[1].leave_out.clear();
    let then = try_import(&app.ctx(), list, &mapping, false)
        .expect("imports")
        .plan
        .counts();
    assert_eq!((then.created, then.unchanged), (1, 2));
}

/// The first block of a language in the guide.
fn block_of_the_guide(language: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/import.md");
    let text = std::fs::read_to_string(path).expect("the guide");
    let (_, after) = text.split_once(&format!("```{language}\n")).expect("a block");
    after.split_once("```").expect("its end").0.to_owned()
}

#[test]
fn the_example_of_the_guide_does_what_it_says() {
    let app = TestApp::new();
    let (mapping, list) = (block_of_the_guide("json"), block_of_the_guide("csv"));
    let mapping: Mapping = serde_json::from_str(&mapping).expect("a mapping");
    let report = ImportReport::of_outcome(&try_import(&app.ctx(), &list, &mapping, false).expect("imports"));
    assert_eq!(
        (counts(&report), report.left_out, report.new_systems),
        ([2, 0, 1, 0], 1, 1),
        "{:?}",
        report.refusals
    );
    let view = app.workspace.current();
    let register = &view.register;
    let shown = |id: &str, field: &str| {
        let record = app.record(id);
        let field = register.field(record.id.kind, field).expect("a field");
        record.get(field.key).map_or_else(String::new, |value| {
            value.show(register.kinds(), field.field_type)
        })
    };
    assert_eq!(shown("USE-1", "in_use_since"), "2025-04-03");
    assert_eq!(register.state_code(&app.record("USE-1")), Some("in_use"));
    assert_eq!(
        (shown("USE-2", "state_as_given"), shown("USE-2", "room")),
        ("somewhere".to_owned(), "14".to_owned())
    );
    let again = ImportReport::of_outcome(&try_import(&app.ctx(), &list, &mapping, false).expect("imports"));
    assert!(!again.written);
}
