//! Importing a list: matching, changing, refusing.

use probity_app::AppError;
use probity_app::Ctx;
use probity_app::operations::import::{
    ImportOptions, ImportReport, Mapping, OnMissingName, OnUnreadable, Outcome, SourceFile, Target, plan,
    propose, run,
};
use probity_core::patch::Patch;
use probity_core::register::Register;
use probity_tabular::{Workbook, read};
use probity_testkit::app::TestApp;

pub(crate) fn book(csv: &str) -> Workbook {
    read(
        "list.csv",
        csv.as_bytes(),
        &probity_tabular::ReadOptions::default(),
    )
    .expect("a table")
}

pub(crate) fn proposed(app: &TestApp, csv: &str) -> Mapping {
    propose(
        &app.workspace.current().register,
        &book(csv),
        "system",
        "list.csv",
    )
    .expect("a kind that is there")
}

pub(crate) fn try_import(
    ctx: &Ctx,
    csv: &str,
    mapping: &Mapping,
    partial: bool,
) -> Result<Outcome, AppError> {
    let book = book(csv);
    let file = SourceFile {
        name: "list.csv",
        bytes: csv.as_bytes(),
        book: &book,
    };
    run(ctx, &file, mapping, ImportOptions { partial }, &mut |_| ())
}

pub(crate) fn import(app: &TestApp, csv: &str) -> ImportReport {
    let mapping = proposed(app, csv);
    ImportReport::of_outcome(&try_import(&app.ctx(), csv, &mapping, false).expect("imports"))
}

/// created, updated, unchanged, refused
pub(crate) fn counts(report: &ImportReport) -> [usize; 4] {
    assert_eq!(
        report.created + report.updated + report.unchanged + report.refused,
        report.rows
    );
    [report.created, report.updated, report.unchanged, report.refused]
}

pub(crate) fn shown(app: &TestApp, id: &str, field: &str) -> String {
    let view = app.workspace.current();
    let record = view
        .register
        .find(id)
        .unwrap_or_else(|| panic!("there is no `{id}`"));
    let field = view
        .register
        .field(record.id.kind, field)
        .unwrap_or_else(|| panic!("`{id}` has no field `{field}`"));
    record.get(field.key).map_or_else(String::new, |value| {
        value.show(view.register.kinds(), field.field_type)
    })
}

pub(crate) fn state(app: &TestApp, id: &str) -> String {
    let view = app.workspace.current();
    view.register
        .state_code(&app.record(id))
        .unwrap_or_default()
        .to_owned()
}

/// Ids of the records of a kind that are not put away.
pub(crate) fn in_force(register: &Register, kind: &str) -> Vec<String> {
    let kinds = register.kinds();
    register
        .records(kinds.known(kind))
        .filter(|record| !record.archived)
        .map(|record| record.id.show(kinds))
        .collect()
}

pub(crate) const LIST: &str = "ID,Use case name,Department,Owner,Stage,Vendor,PII,In use since,Floor\n\
    A-1,Claims triage,Claims,Ada Example <ada@example.org>,Deployed,\"Example Corp, Inc.\",Yes,2024-03-01,3\n\
    A-2,Chat helper,Service,ADA@EXAMPLE.ORG,Pilot,Sample Ltd,No,2025,1\n\
    A-3,Mail sorting,Claims,Ben Example,Planned,,,,\n";

#[test]
fn one_row_gives_a_use_case_and_its_system() {
    let app = TestApp::new();
    let report = import(&app, LIST);
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    assert_eq!(shown(&app, "USE-1", "name"), "Claims triage");
    assert_eq!(shown(&app, "USE-1", "systems"), "SYS-1");
    assert_eq!(shown(&app, "USE-1", "in_use_since"), "2024-03-01");
    assert_eq!(shown(&app, "USE-1", "personal_data"), "Yes");
    assert_eq!(
        (state(&app, "USE-1").as_str(), state(&app, "SYS-1").as_str()),
        ("in_use", "in_operation")
    );
    assert_eq!(
        (state(&app, "USE-2").as_str(), state(&app, "SYS-2").as_str()),
        ("trial", "pilot")
    );
    assert_eq!(shown(&app, "SYS-1", "vendors"), "VEN-1");
    assert_eq!(shown(&app, "VEN-1", "name"), "Example Corp, Inc.");
    assert_eq!(shown(&app, "USE-3", "unit"), shown(&app, "USE-1", "unit"));
    assert_eq!(shown(&app, "SYS-3", "unit"), shown(&app, "USE-1", "unit"));
    assert_eq!(report.unmapped, ["Floor"]);
    assert_eq!(shown(&app, "USE-1", "floor"), "3");
    assert_eq!(shown(&app, "USE-1", "state_as_given"), "Deployed");
}

#[test]
fn unknown_owners_become_people_to_invite() {
    let app = TestApp::new();
    let report = import(&app, LIST);
    assert_eq!(report.people_to_invite, ["Ada Example", "Ben Example"]);
    assert_eq!(shown(&app, "USE-1", "owner"), shown(&app, "USE-2", "owner"));
    let ada = shown(&app, "USE-1", "owner");
    assert_eq!(
        (shown(&app, &ada, "email").as_str(), state(&app, &ada).as_str()),
        ("ada@example.org", "invited")
    );
}

#[test]
fn people_of_one_name_are_told_apart_by_their_addresses() {
    let app = TestApp::new();
    let list = "Use case name,Owner\nOne,Ada Example <ada@north.example>\nTwo,Ada Example <ada@south.example>\nThree,Ada Example\n";
    let report = import(&app, list);
    assert_eq!(report.people_to_invite.len(), 2);
    let owners: Vec<String> = (1..=3)
        .map(|n| shown(&app, &format!("USE-{n}"), "owner"))
        .collect();
    assert!(owners[0] != owners[1] && owners[0] == owners[2], "{owners:?}");
    assert_eq!(counts(&import(&app, list)), [0, 0, 3, 0]);

    let app = TestApp::new();
    let list = "Use case name,Owner\nOne,Ada Example\nTwo,Ada Example <ada@north.example>\nThree,ADA EXAMPLE ada@south.example\n";
    import(&app, list);
    let owners: Vec<String> = (1..=3)
        .map(|n| shown(&app, &format!("USE-{n}"), "owner"))
        .collect();
    assert!(owners[0] == owners[1] && owners[0] != owners[2], "{owners:?}");
    assert_eq!(shown(&app, &owners[0], "email"), "ada@north.example");
    assert_eq!(counts(&import(&app, list)), [0, 0, 3, 0]);
}

#[test]
fn the_same_file_again_changes_nothing_and_a_later_one_only_what_differs() {
    let app = TestApp::new();
    import(&app, LIST);
    let size = app.workspace.current().register.size();
    let again = import(&app, LIST);
    assert_eq!(counts(&again), [0, 0, 3, 0]);
    assert!(!again.written && again.import.is_none());
    assert_eq!(app.workspace.current().register.size(), size);

    let later = LIST
        .replace("Planned,,,,", "Deployed,,Yes,,2")
        .replace("A-2,Chat helper,Service", "A-2,Chat assistant,")
        + "A-4,Search,,,,,,,\n";
    let report = import(&app, &later);
    assert_eq!(counts(&report), [1, 2, 1, 0]);
    assert_eq!(shown(&app, "USE-2", "name"), "Chat assistant");
    assert_eq!(shown(&app, "SYS-2", "name"), "Chat assistant");
    assert_eq!(shown(&app, "UNT-2", "name"), "Service");
    assert_eq!(
        shown(&app, "USE-2", "unit"),
        "UNT-2",
        "an empty cell takes nothing away"
    );
    assert_eq!(
        (state(&app, "USE-3").as_str(), state(&app, "SYS-3").as_str()),
        ("in_use", "in_operation")
    );
    assert_eq!(counts(&import(&app, &later)), [0, 0, 4, 0]);
}

#[test]
fn rows_without_a_usable_id_are_matched_by_content_and_number() {
    let app = TestApp::new();
    let list = "ID,Use case name,Department,Notes\nA-1,Chat,North,one\nTBD,Chat,North,two\n,Chat,North,three\nA-9,Chat,North,four\nA-9,Search,North,five\n";
    assert_eq!(counts(&import(&app, list)), [5, 0, 0, 0]);
    assert_eq!(counts(&import(&app, list)), [0, 0, 5, 0]);
    let moved = "ID,Use case name,Department,Notes\nA-9,Search,north,five\n,chat,North,two\nA-9,CHAT,North,4\nA-1,Chat,North,one\n-,Chat,North,three\n";
    let report = import(&app, moved);
    assert_eq!(counts(&report)[0], 0, "{report:?}");
    assert_eq!(shown(&app, "USE-4", "notes"), "4");
    assert_eq!(shown(&app, "USE-5", "notes"), "five");
    assert_eq!(shown(&app, "USE-2", "id_as_given"), "TBD");
}

#[test]
fn ids_of_another_source_are_other_ids() {
    let app = TestApp::new();
    import(&app, LIST);
    let mut mapping = proposed(&app, LIST);
    "other".clone_into(&mut mapping.source);
    let outcome = try_import(&app.ctx(), LIST, &mapping, false).expect("imports");
    assert_eq!(outcome.plan.counts().created, 3);
}

#[test]
fn what_cannot_be_read_is_kept_beside_or_refused() {
    let app = TestApp::new();
    let list = "Use case name,In use since,PII\nOne,22-Jul,perhaps\nTwo,2024,N/A\n";
    let mut mapping = proposed(&app, list);
    mapping.columns[1].target = Target::field("use_case", "in_use_since");
    mapping.columns[2].target = Target::field("use_case", "personal_data");
    mapping.on_unreadable = OnUnreadable::Refuse;
    let refused = ImportReport::of_outcome(&try_import(&app.ctx(), list, &mapping, false).expect("is told"));
    assert_eq!(counts(&refused), [1, 0, 0, 1]);
    let columns: Vec<&str> = refused
        .refusals
        .iter()
        .map(|refusal| refusal.column.as_str())
        .collect();
    assert_eq!(
        (
            columns,
            refused.refusals[0].row,
            refused.refusals[0].line,
            refused.written
        ),
        (vec!["B", "C"], 1, 2, false)
    );

    mapping.on_unreadable = OnUnreadable::KeepText;
    let kept = ImportReport::of_outcome(&try_import(&app.ctx(), list, &mapping, false).expect("imports"));
    assert_eq!(counts(&kept), [2, 0, 0, 0]);
    assert_eq!(kept.notes.len(), 2, "{:?}", kept.notes);
    assert_eq!(shown(&app, "USE-1", "in_use_since"), "");
    assert_eq!(shown(&app, "USE-1", "in_use_since_as_given"), "22-Jul");
    assert_eq!(shown(&app, "USE-1", "personal_data_as_given"), "perhaps");
    assert_eq!(shown(&app, "USE-2", "personal_data"), "", "`N/A` is not a no");
    assert_eq!(shown(&app, "USE-2", "personal_data_as_given"), "N/A");
}

#[test]
fn a_field_that_somebody_filled_by_hand_outlives_an_unreadable_cell() {
    let app = TestApp::new();
    let list = "Use case name,In use since\nOne,22-Jul\nTwo,2024-01-01\n";
    let mut mapping = proposed(&app, list);
    mapping.columns[1].target = Target::field("use_case", "in_use_since");
    try_import(&app.ctx(), list, &mapping, false).expect("imports");
    app.revise("USE-1", Patch::set_one("in_use_since", "2022-07"));
    let again = try_import(&app.ctx(), list, &mapping, false).expect("imports");
    assert!(!again.written);
    assert_eq!(shown(&app, "USE-1", "in_use_since"), "2022-07");
}

#[test]
fn a_refused_row_keeps_everything_out_unless_the_rest_is_wanted() {
    let app = TestApp::new();
    let list = format!(
        "Use case name,Purpose,Floor\nOne,short,1\n,nameless,2\nThree,\"{}\",3\n",
        "x".repeat(40_000)
    );
    let mut mapping = proposed(&app, &list);
    mapping.on_missing_name = OnMissingName::Refuse;
    let size = app.workspace.current().register.size();
    let all = ImportReport::of_outcome(&try_import(&app.ctx(), &list, &mapping, false).expect("is told"));
    assert_eq!((counts(&all), all.written), ([1, 0, 0, 2], false));
    assert_eq!(app.workspace.current().register.size(), size);
    assert_eq!(
        (all.refusals[0].column.as_str(), all.refusals[1].column.as_str()),
        ("A", "B")
    );
    assert!(
        all.refusals[1].reason.contains("40000 bytes"),
        "{}",
        all.refusals[1].reason
    );

    let rest = ImportReport::of_outcome(&try_import(&app.ctx(), &list, &mapping, true).expect("imports"));
    assert_eq!((counts(&rest), rest.written), ([1, 0, 0, 2], true));
    assert_eq!(in_force(&app.workspace.current().register, "use_case"), ["USE-1"]);
    assert_eq!(shown(&app, &rest.import.expect("a record"), "refused"), "2");
}

#[test]
fn a_row_without_a_name_is_kept_when_the_mapping_says_so() {
    let app = TestApp::new();
    let list = "Use case name,Floor\nOne,1\n,2\nThree,3\nFour,4\nFive,5\n";
    let report = import(&app, list);
    assert_eq!(
        (counts(&report), report.mapping.on_missing_name),
        ([5, 0, 0, 0], OnMissingName::Keep)
    );
    assert_eq!(
        (
            shown(&app, "USE-2", "name").as_str(),
            shown(&app, "USE-2", "floor").as_str()
        ),
        ("(no name)", "2")
    );
    assert!(
        report.notes.iter().any(|note| note.rows == [2]),
        "{:?}",
        report.notes
    );
    assert_eq!(counts(&import(&app, list)), [0, 0, 5, 0]);
    let app = TestApp::new();
    let only_white_space = "ID,Use case name\n,_x000D_\nB-1,Two\nB-2,Three\nB-3,Four\nB-4,Five\n";
    assert_eq!(counts(&import(&app, only_white_space)), [5, 0, 0, 0]);
    assert_eq!(counts(&import(&app, only_white_space)), [0, 0, 5, 0]);
}

#[test]
fn a_dry_run_tells_of_every_row() {
    let app = TestApp::new();
    import(&app, LIST);
    let later = LIST.replace("Pilot", "Deployed") + ",Search,,,,,,,\n";
    let view = app.workspace.current();
    let plan = plan(
        &view.register,
        &app.ctx().visibility(&view),
        &book(&later),
        &proposed(&app, &later),
        &mut |_| (),
    )
    .expect("fits");
    let json = serde_json::to_value(ImportReport::of_plan(&plan)).expect("plain data");
    let fields = serde_json::json!(["AI system: Stage", "Stage (as given)", "Stage"]);
    assert_eq!(
        json["outcomes"][1],
        serde_json::json!({"row": 2, "line": 3, "name": "Chat helper", "outcome": "updated", "id": "USE-2", "fields": fields})
    );
    assert_eq!(
        json["outcomes"][0],
        serde_json::json!({"row": 1, "line": 2, "name": "Claims triage", "outcome": "unchanged", "id": "USE-1"})
    );
    assert_eq!(
        json["outcomes"][3],
        serde_json::json!({"row": 4, "line": 5, "name": "Search", "outcome": "created"})
    );
    assert_eq!(app.workspace.current().register.size(), view.register.size());
}

#[test]
fn rows_of_one_product_share_a_system() {
    let app = TestApp::new();
    let list = "Use case name,Product,Vendor,Stage\nMinutes,Example Copilot,Example Ltd,Pilot\nDrafts,example copilot,Example Ltd,Deployed\n\
        Search,Various,Sample Ltd,Deployed\nForecast,Example Copilot,Other Ltd,Retired\n";
    let report = import(&app, list);
    assert_eq!(report.mapping.group_by.as_deref(), Some("B"));
    assert_eq!((counts(&report), report.new_systems), ([4, 0, 0, 0], 2));
    let systems: Vec<String> = (1..=4)
        .map(|n| shown(&app, &format!("USE-{n}"), "systems"))
        .collect();
    assert_eq!(systems, ["SYS-1", "SYS-1", "SYS-2", "SYS-1"]);
    assert_eq!(
        (
            shown(&app, "SYS-1", "name").as_str(),
            state(&app, "SYS-1").as_str()
        ),
        ("Example Copilot", "in_operation")
    );
    assert_eq!(shown(&app, "SYS-2", "name"), "Search");
    assert_eq!(
        shown(&app, "USE-4", "vendors_as_given"),
        "Other Ltd",
        "what differs between the rows of a system is not lost"
    );
    assert_eq!(counts(&import(&app, list)), [0, 0, 4, 0]);
}

#[test]
fn a_system_that_was_merged_is_found_again() {
    let app = TestApp::new();
    let list = "Use case name,Product\nMinutes,Example Copilot\nDrafts,Copilot by Example\n";
    import(&app, list);
    app.submit(probity_core::rules::Command::Merge {
        keep: "SYS-1".to_owned(),
        absorb: vec!["SYS-2".to_owned()],
    });
    let size = app.workspace.current().register.size();
    assert_eq!(counts(&import(&app, list))[0], 0);
    assert_eq!(in_force(&app.workspace.current().register, "system"), ["SYS-1"]);
    assert_eq!(
        app.workspace.current().register.size(),
        size,
        "two names of one system do not take turns"
    );
}

#[test]
fn parts_of_units_repeat_between_units() {
    let app = TestApp::new();
    let list = "Use case name,Agency,Bureau\nOne,North,Office of IT\nTwo,South,Office of IT\nThree,North,Legal\nFour,North,\n";
    assert_eq!(counts(&import(&app, list)), [4, 0, 0, 0]);
    let view = app.workspace.current();
    assert_eq!(in_force(&view.register, "unit").len(), 5);
    assert_ne!(shown(&app, "USE-1", "unit"), shown(&app, "USE-2", "unit"));
    assert_eq!(
        shown(&app, &shown(&app, "USE-1", "unit"), "parent"),
        shown(&app, "USE-4", "unit")
    );
    assert_eq!(counts(&import(&app, list)), [0, 0, 4, 0]);
}

#[test]
fn another_kind_imports_as_one_record_a_row() {
    let app = TestApp::new();
    let list =
        "Vendor,Country,Criticality,Account manager\nExample Ltd,Utopia,High,Ada Example\nSample Ltd,,low,\n";
    let mapping = propose(
        &app.workspace.current().register,
        &book(list),
        "vendor",
        "vendors.csv",
    )
    .expect("a kind");
    let outcome = try_import(&app.ctx(), list, &mapping, false).expect("imports");
    assert_eq!(outcome.plan.counts().created, 2);
    assert_eq!(
        (
            shown(&app, "VEN-1", "criticality").as_str(),
            shown(&app, "VEN-1", "country").as_str()
        ),
        ("High: a process stops within a day", "Utopia")
    );
    let again = try_import(&app.ctx(), list, &mapping, false).expect("imports");
    assert!(!again.written);
}
