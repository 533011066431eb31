//! Inventories that governments published, as they published them: each imports by the mapping
//! that is proposed for it, and nothing in it is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use probity_app::operations::first_look::first_look;
use probity_app::operations::import::{
    ImportOptions, ImportReport, Mapping, Outcome, RowOutcome, SourceFile, Target, propose, run,
};
use probity_app::operations::undo_import::undo_import;
use probity_core::Record;
use probity_core::ids::KindId;
use probity_core::register::{FieldView, Register};
use probity_core::value::Value;
use probity_tabular::text::clean;
use probity_tabular::{ReadOptions, Workbook, read};
use probity_testkit::app::TestApp;

/// The published files, where this machine has them.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/inventories");
    let mut found: Vec<PathBuf> = [folder.clone(), folder.join("us_agency_2025_raw")]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let table = [".csv", ".xlsx", ".json"].iter().any(|end| name.ends_with(end));
            table && !name.contains("dictionary") && !name.contains("recoding")
        })
        .collect();
    found.sort();
    if found.is_empty() {
        println!("skipped: the folder of published inventories is not on this machine");
    }
    found
}

fn import(app: &TestApp, name: &str, bytes: &[u8], book: &Workbook, mapping: &Mapping) -> Outcome {
    let file = SourceFile { name, bytes, book };
    run(&app.ctx(), &file, mapping, ImportOptions::default(), &mut |_| ())
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_published_inventory_imports_whole_and_only_once() {
    for path in files() {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a file name");
        let bytes = std::fs::read(&path).expect("readable");
        let start = started();
        let book =
            read(name, &bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let app = TestApp::new();
        let before = app.workspace.current();
        let mapping = propose(&before.register, &book, "system", name).expect("a kind that is there");
        let outcome = import(&app, name, &bytes, &book, &mapping);
        let report = ImportReport::of_outcome(&outcome);
        print_summary(name, &report, start.elapsed());
        let rows = book.table.rows.len();
        assert_eq!(
            (report.rows, report.created, report.refused),
            (rows, rows, 0),
            "{name}: {:?}",
            report.refusals
        );
        assert_eq!(
            report.created + report.updated + report.unchanged + report.refused,
            report.rows,
            "{name}"
        );

        let view = app.workspace.current();
        every_cell_is_kept(name, &book, &mapping, &outcome, &view.register);

        let size = view.register.size();
        let again = propose(&view.register, &book, "system", name).expect("a kind that is there");
        assert_eq!(
            targets(&again),
            targets(&mapping),
            "{name}: the second proposal finds the first one's fields"
        );
        let second = import(&app, name, &bytes, &book, &again);
        let differing: Vec<_> = second
            .plan
            .rows
            .iter()
            .filter(|row| !matches!(row.outcome, RowOutcome::Unchanged { .. }))
            .take(3)
            .collect();
        assert!(differing.is_empty(), "{name}: {differing:?}");
        assert!(
            !second.written && second.import.is_none(),
            "{name}: the same file again writes nothing"
        );
        assert_eq!(
            app.workspace.store().head().expect("memory").size,
            size,
            "{name}: the ledger did not grow"
        );

        let undone = undo_import(&app.ctx(), &outcome.import.expect("a record"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(undone.left.is_empty(), "{name}: {:?}", undone.left);
        let register = &app.workspace.current().register;
        for kind in ["use_case", "system", "unit", "vendor", "custom_field"] {
            let left: Vec<_> = register
                .records(register.kinds().known(kind))
                .filter(|record| !record.archived)
                .collect();
            assert!(
                left.is_empty(),
                "{name}: {} records of {kind} are still there",
                left.len()
            );
        }
    }
}

fn targets(mapping: &Mapping) -> BTreeMap<String, String> {
    mapping
        .columns
        .iter()
        .map(|column| (column.header.clone(), column.target.to_string()))
        .collect()
}

fn print_summary(name: &str, report: &ImportReport, took: std::time::Duration) {
    println!(
        "== {name}: {} rows, {} systems, {took:.1?}",
        report.rows, report.new_systems
    );
    for column in &report.mapping.columns {
        let header: String = column.header.chars().take(60).collect();
        println!(
            "   {:3} {:60} {:32} {} {:?}",
            column.column,
            header,
            column.target.to_string(),
            column.why,
            column.date_order
        );
    }
    for column in &report.mapping.columns {
        let open: Vec<&String> = column
            .values
            .iter()
            .filter(|(_, code)| code.is_empty())
            .map(|(text, _)| text)
            .collect();
        if !open.is_empty() {
            println!("   {:3} has no answer for {open:?}", column.column);
        }
    }
    println!(
        "   {} fields made: {:?}",
        report.new_fields.len(),
        report
            .new_fields
            .iter()
            .filter(|label| label.ends_with("(as given)"))
            .count()
    );
    for (kind, names) in &report.new_records {
        println!(
            "   {} {kind}: {:?}",
            names.len(),
            names.iter().take(6).collect::<Vec<_>>()
        );
    }
    for note in &report.notes {
        println!(
            "   note {} ({}): {} e.g. `{}`",
            note.column, note.count, note.what, note.example
        );
    }
}

/// Every cell that says something is found again, word for word, in the records its row gave.
fn every_cell_is_kept(
    name: &str,
    book: &Workbook,
    mapping: &Mapping,
    outcome: &Outcome,
    register: &Register,
) {
    let kind = register.kinds().known("use_case");
    let records: Vec<_> = register.records(kind).collect();
    let fields = register
        .kinds()
        .all()
        .map(|(kind, _)| (kind, register.fields(kind)))
        .collect();
    assert_eq!(records.len(), outcome.plan.rows.len(), "{name}");
    for (row, record) in book.table.rows.iter().zip(records) {
        let shown = words_of_record(register, &fields, record);
        for column in &book.table.columns {
            let cell = &row.cells[column.index];
            let target = mapping
                .columns
                .iter()
                .find(|mapped| mapped.header == column.header)
                .map(|mapped| &mapped.target);
            if cell.is_empty() || target == Some(&Target::Ignore) || cell.text().trim() == "[]" {
                continue;
            }
            let date = matches!(target, Some(Target::Field { field, .. }) if field.ends_with("_on") || field.contains("since"));
            let answers = matches!(target, Some(Target::Field { .. } | Target::State { .. }));
            let text = cell.text();
            let lost: Vec<String> = words(&text)
                .into_iter()
                .filter(|word| !shown.contains(word))
                .collect();
            let plain_answer = answers && (is_yes_or_no(&text) || date);
            assert!(
                lost.is_empty() || plain_answer,
                "{name}: row {}, column {}: `{lost:?}` of `{text}` is nowhere",
                row.number,
                column.letter
            );
        }
    }
}

fn is_yes_or_no(text: &str) -> bool {
    let word = clean(text).to_lowercase();
    let word = word.trim_start_matches("a) ").trim_start_matches("b) ");
    ["yes", "no", "y", "n", "true", "false"].contains(&word)
}

fn words(text: &str) -> BTreeSet<String> {
    let lower = clean(text).to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
        .collect()
}

/// All words that a use case, what it points at and what those point at show.
fn words_of_record(
    register: &Register,
    fields: &BTreeMap<KindId, Vec<FieldView>>,
    record: &Record,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(record.id, 0)];
    while let Some((id, depth)) = open.pop() {
        let Some(record) = register.get(id) else { continue };
        found.extend(register.state_code(record).map(words).unwrap_or_default());
        let lifecycle = register
            .decl(id)
            .lifecycle
            .map_or(&[][..], |lifecycle| lifecycle.states);
        found.extend(
            lifecycle
                .get(usize::from(record.state))
                .map(|state| words(state.label))
                .unwrap_or_default(),
        );
        for (key, value) in record.fields() {
            let field = fields[&id.kind]
                .iter()
                .find(|field| field.key == *key)
                .expect("a declared field");
            found.extend(words(&value.show(register.kinds(), field.field_type)));
            found.extend(words(
                &value.to_json(register.kinds(), field.field_type).to_string(),
            ));
            let on_the_way = matches!(value, Value::Reference(_) | Value::References(_)) && depth < 3;
            if on_the_way {
                open.extend(value.references().iter().map(|id| (*id, depth + 1)));
            }
        }
    }
    found
}

/// What must find its field without anybody's help, by file: header and target.
const EXPECTED: &[(&str, &[(&str, &str)])] = &[
    (
        "us_federal_2024_v2.csv",
        &[
            ("Use Case Name", "use_case.name"),
            ("Agency", "unit"),
            ("Bureau", "subunit"),
            (
                "What is the intended purpose and expected benefits of the AI?",
                "use_case.intended_purpose",
            ),
            ("Describe the AI system’s outputs.", "use_case.outputs"),
            ("Stage of Development", "use_case.state"),
            (
                "Is the AI use case rights-impacting, safety-impacting, both, or neither?",
                "use_case.high_impact_stated",
            ),
            ("Date Initiated", "use_case.requested_on"),
            ("Date Implemented", "use_case.in_use_since"),
            ("Date Retired", "use_case.ended_on"),
            ("System Name", "system.name"),
            (
                "Has an AI impact assessment been conducted for this AI use case?",
                "use_case.impact_assessment_stated",
            ),
            (
                "Does this AI use case involve personally identifiable information (PII) that is maintained by the agency?",
                "use_case.personal_data",
            ),
        ],
    ),
    (
        "us_federal_2025_individual_part.csv",
        &[
            ("id", "id"),
            ("use_case_name", "use_case.name"),
            ("agency_name", "unit"),
            ("agency_bureau", "subunit"),
            ("development_stage", "use_case.state"),
            ("is_high_impact", "use_case.high_impact_stated"),
            ("problem_solved", "use_case.intended_purpose"),
            ("operational_date", "use_case.in_use_since"),
            ("vendor_name", "system.vendors"),
            ("contracting_usage", "system.origin"),
            ("has_pii", "use_case.personal_data"),
            ("hi_assessment_completed", "use_case.impact_assessment_stated"),
        ],
    ),
    (
        "us_federal_2025_cots.csv",
        &[
            ("Agency", "unit"),
            ("AI Use Case", "use_case.name"),
            ("Agency Use (Y/N)?", "use_case.state"),
            ("Name of Commercial Product or Service Used", "system.name"),
        ],
    ),
    (
        "nl_algoritmeregister_part.json",
        &[
            ("title", "use_case.name"),
            ("organisatie", "unit"),
            ("doel", "use_case.intended_purpose"),
            ("status", "use_case.state"),
            ("id", "id"),
            ("impactassessment", "use_case.impact_assessment_stated"),
        ],
    ),
    (
        "uk_atrs_records.csv",
        &[
            ("tool_name", "use_case.name"),
            ("publishing_body", "unit"),
            ("url", "use_case.public_link"),
        ],
    ),
    (
        "department-of-veterans-affairs.xlsx",
        &[
            ("VA Admin or Staff Office", "unit"),
            ("High-Impact Status", "use_case.high_impact_stated"),
        ],
    ),
    (
        "pension-benefit-guaranty-corporation.csv",
        &[
            ("use_case_id", "id"),
            ("stage", "use_case.state"),
            ("problem_solved", "use_case.intended_purpose"),
        ],
    ),
    (
        "tennessee-valley-authority.csv",
        &[
            (
                "Intended Purpose and Expected Benefits",
                "use_case.intended_purpose",
            ),
            ("Bureau", "unit"),
        ],
    ),
];

#[test]
fn columns_of_published_inventories_find_their_fields() {
    let app = TestApp::new();
    let register = &app.workspace.current().register;
    for path in files() {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a file name");
        let Some((_, expected)) = EXPECTED.iter().find(|(file, _)| *file == name) else {
            continue;
        };
        let bytes = std::fs::read(&path).expect("readable");
        let book = read(name, &bytes, &ReadOptions::default()).expect("a table");
        let found = targets(&propose(register, &book, "system", name).expect("a kind that is there"));
        for (header, target) in *expected {
            assert_eq!(
                found.get(*header).map(String::as_str),
                Some(*target),
                "{name}: {header}"
            );
        }
    }
}

/// Stages and classes as the source describes its part of the table: 291 deployed, 80 high-impact.
#[test]
fn a_first_look_at_a_published_inventory_counts_what_its_source_counts() {
    let Some(path) = files()
        .into_iter()
        .find(|path| path.ends_with("us_federal_2025_individual_part.csv"))
    else {
        return;
    };
    let bytes = std::fs::read(&path).expect("readable");
    let book = read("part.csv", &bytes, &ReadOptions::default()).expect("a table");
    let app = TestApp::new();
    let view = app.workspace.current();
    let mapping = propose(&view.register, &book, "system", "part.csv").expect("a kind that is there");
    let look = first_look(&view.register, &book, &mapping).expect("AI uses");
    assert_eq!(
        (
            look.uses,
            look.in_use.count,
            look.stage_unknown.count,
            look.high_impact.count
        ),
        (812, 291, 59, 80)
    );
    assert_eq!(
        (look.without_owner.count, look.high_impact_unknown.count),
        (812, 108)
    );
    for gap in &look.gaps {
        println!("{} {} ({})", gap.sentence, gap.why, gap.source);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "printed for whoever reads the run; nothing depends on it"
)]
fn started() -> std::time::Instant {
    std::time::Instant::now()
}
