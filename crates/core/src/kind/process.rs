//! Process: a part of the management system that runs again and again.

use super::shared::{DEPUTY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["draft"]),
        State::new("running", "Running", Phase::Active).aliases(&["active", "implemented"]),
        State::new("stopped", "Stopped", Phase::Ended).aliases(&["retired"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "running", "Start").requires(&["owner", "criteria", "interval"]),
        Transition::new(&["planned", "running"], "stopped", "Stop").with_reason(),
    ],
    aliases: &["status"],
};

/// An AIMS process with owner, criteria, record it leaves and its last run.
pub static KIND: KindDecl = KindDecl {
    name: "process",
    prefix: "PRC",
    singular: "process",
    plural: "Processes",
    purpose: "The processes of the AI management system: who runs them, by which \
                   criteria, which record they leave and when they last ran.",
    source: "ISO/IEC 42001 4.4, 8.1",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Process")
            .required()
            .example("AI impact assessment")
            .aliases(&["process", "process name", "name"]),
        FieldDecl::long_text("purpose", "Purpose").required().aliases(&[
            "purpose",
            "description",
            "objective",
        ]),
        FieldDecl::long_text("inputs", "Needs")
            .required()
            .help("What comes in, and from where.")
            .aliases(&["inputs", "input"]),
        FieldDecl::long_text("outputs", "Gives")
            .required()
            .help("What comes out, and to whom.")
            .aliases(&["outputs", "output"]),
        FieldDecl::long_text("criteria", "Criteria")
            .required()
            .material()
            .help("By what somebody can tell that it was done well.")
            .aliases(&["criteria"]),
        FieldDecl::text("record_left", "Record it leaves")
            .required()
            .help("What an auditor can pick up as proof that it ran."),
        FieldDecl::text("interval", "Runs when")
            .required()
            .example("before first use and yearly")
            .aliases(&["frequency", "interval", "trigger"]),
        FieldDecl::text("last_record", "Last completed record").required(),
        FieldDecl::date("last_run", "Last run").aliases(&["last run", "last executed"]),
        FieldDecl::references("documents", "Documents", &["document"], "describes processes")
            .aliases(&["documents", "procedure"]),
        FieldDecl::references("metrics", "Measures", &["metric"], "measures processes"),
        FieldDecl::references(
            "vendors",
            "Done by vendors",
            &["vendor"],
            "does parts of processes",
        )
        .help("Parts done outside, which still have to be under control."),
        FieldDecl::long_text("vendor_control", "How outside parts are controlled"),
        FieldDecl::long_text("resources", "Resources").aliases(&["resources"]),
        FieldDecl::texts("clauses", "Clauses and controls")
            .example("6.1.4, A.5.2")
            .aliases(&["clauses", "controls", "clause"]),
        OWNER,
        DEPUTY,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "owner", "interval", "last_run", "state"],
    internal: false,
};
