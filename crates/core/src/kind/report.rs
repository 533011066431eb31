//! Report: a document that was issued from the register and is frozen.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, SUBJECTS, TAGS, UNIT};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("board", "Board packet"),
    Choice::new("assessment", "Assessment").aliases(&["gap analysis"]),
    Choice::new("statement", "Statement of Applicability").aliases(&["soa"]),
    Choice::new("evidence_pack", "Evidence pack"),
    Choice::new("inventory", "Inventory"),
    Choice::new("impact", "Impact assessment"),
    Choice::new("management_review", "Management review"),
    Choice::new("answer", "Answers to a buyer").aliases(&["questionnaire"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("issued", "Issued", Phase::Active),
        State::new("recalled", "Recalled", Phase::Ended).aliases(&["withdrawn"]),
    ],
    transitions: &[Transition::new(&["issued"], "recalled", "Recall").with_reason()],
    aliases: &["status"],
};

/// A report as it was issued: frozen, with the state of the ledger it speaks of.
pub static KIND: KindDecl = KindDecl {
    name: "report",
    prefix: "RPT",
    singular: "issued report",
    plural: "Issued reports",
    purpose: "Reports as they left the house: for whom, as of which day, with the \
                   file and the ledger state it rests on.",
    source: "ISO/IEC 42001 7.5, 9.1, 9.3",
    group: Group::Reports,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Report")
            .required()
            .aliases(&["report", "name", "title"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type"]),
        FieldDecl::date("as_of", "As of")
            .required()
            .material()
            .aliases(&["as of", "date"]),
        FieldDecl::date("issued_on", "Issued on")
            .required()
            .aliases(&["issued on"]),
        FieldDecl::reference("issued_by", "Issued by", &["person"], "issued reports")
            .aliases(&["issued by", "author"]),
        FieldDecl::text("audience", "For whom")
            .required()
            .aliases(&["audience", "recipient"]),
        FieldDecl::references("subjects", "About", SUBJECTS, "reports"),
        FieldDecl::new("file", "File", FieldType::File).computed(),
        FieldDecl::text("file_hash", "SHA-256 of the file").computed(),
        FieldDecl::integer("ledger_size", "Size of the ledger").computed(),
        FieldDecl::long_text("checkpoint", "Checkpoint").computed().help(
            "Signed statement of the ledger at that moment; with it the report can \
                   be verified later.",
        ),
        FieldDecl::text("catalogue_version", "Version of catalogue and checks").computed(),
        UNIT,
        CONFIDENTIALITY,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "as_of", "issued_on", "audience", "state"],
    internal: false,
};
