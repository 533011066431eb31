//! Evaluation: a test of a model, release or system with criteria set before.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("verification", "Against the requirements").aliases(&["verification", "functional"]),
    Choice::new("validation", "In the real setting").aliases(&["validation", "user acceptance"]),
    Choice::new("fairness", "Fairness").aliases(&["bias"]),
    Choice::new("robustness", "Robustness").aliases(&["stress"]),
    Choice::new("security", "Security or red team").aliases(&["red team", "penetration"]),
    Choice::new("safety", "Safety"),
    Choice::new("oversight", "Human oversight").aliases(&["stop test"]),
    Choice::new("benchmark", "Benchmark"),
    Choice::new("other", "Other"),
];

const VERDICTS: &[Choice] = &[
    Choice::new("passed", "Passed").aliases(&["pass", "yes"]),
    Choice::new("with_findings", "Passed with findings").aliases(&["conditional"]),
    Choice::new("failed", "Failed").aliases(&["fail", "no"]),
    Choice::new("open", "Open").aliases(&["inconclusive"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("running", "Running", Phase::Trial).aliases(&["in progress"]),
        State::new("done", "Done", Phase::Active).aliases(&["completed", "complete"]),
        State::new("void", "Void", Phase::Ended).aliases(&["cancelled"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "running", "Start").requires(&["criteria", "criteria_on"]),
        Transition::new(&["planned", "running"], "done", "Finish")
            .requires(&["criteria", "result", "verdict", "done_on"]),
        Transition::new(&["planned", "running", "done"], "void", "Declare void").with_reason(),
    ],
    aliases: &["status"],
};

/// A test with criteria, data, result and what it means.
pub static KIND: KindDecl = KindDecl {
    name: "evaluation",
    prefix: "EVL",
    singular: "evaluation",
    plural: "Evaluations",
    purpose: "Tests of models, releases and systems: what had to be reached, on which \
                   data, what came out, for which groups.",
    source: "ISO/IEC 42001 A.6.2.4, 9.1",
    group: Group::RiskAndImpact,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Evaluation").required().aliases(&[
            "evaluation",
            "test",
            "test name",
            "name",
            "title",
        ]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type", "test type"]),
        FieldDecl::references(
            "subjects",
            "Of",
            &["release", "system", "model", "use_case", "dataset"],
            "evaluations",
        )
        .required()
        .material()
        .aliases(&["subject", "model", "system", "release"]),
        FieldDecl::long_text("criteria", "Criteria, set before")
            .required()
            .material()
            .aliases(&["criteria", "acceptance criteria", "threshold"]),
        FieldDecl::date("criteria_on", "Criteria set on").required(),
        FieldDecl::references("datasets", "Data", &["dataset"], "used in evaluations").aliases(&[
            "dataset",
            "data",
            "test data",
        ]),
        FieldDecl::long_text("method", "Method")
            .required()
            .aliases(&["method", "procedure"]),
        FieldDecl::long_text("groups", "Groups and slices looked at")
            .help("Results that are good on average can be bad for one group.")
            .aliases(&["slices", "groups", "subgroups"]),
        FieldDecl::long_text("result", "Result")
            .required()
            .aliases(&["result", "results", "metrics", "score"]),
        FieldDecl::choice("verdict", "Verdict", VERDICTS)
            .required()
            .material()
            .aliases(&["verdict", "outcome", "pass/fail"]),
        FieldDecl::long_text("failures", "Open failures").aliases(&["failures", "issues", "findings"]),
        FieldDecl::yes_no("independent", "By somebody independent")
            .help("Not part of the team that built it."),
        FieldDecl::reference("evaluator", "By", &["person"], "made evaluations").aliases(&[
            "evaluator",
            "tester",
            "performed by",
        ]),
        FieldDecl::text("evaluator_outside", "By, if outside"),
        FieldDecl::date("done_on", "Done on")
            .required()
            .aliases(&["date", "test date", "done on"]),
        FieldDecl::new("file", "Report", FieldType::File),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "subjects", "verdict", "done_on", "state"],
    internal: false,
};
