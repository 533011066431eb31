//! Document: a policy, procedure or outside text that governs.

use super::shared::{
    CONFIDENTIALITY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, REVIEW_MONTHS, SUBJECTS, TAGS, UNIT,
};
use super::{Choice, FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("policy", "Policy"),
    Choice::new("procedure", "Procedure").aliases(&["process"]),
    Choice::new("plan", "Plan"),
    Choice::new("guideline", "Guideline").aliases(&["guidance", "instruction"]),
    Choice::new("role", "Role description"),
    Choice::new("technical", "Technical documentation").aliases(&["model card"]),
    Choice::new("user_information", "Information for users").aliases(&["user manual"]),
    Choice::new("record", "Record").aliases(&["report", "minutes"]),
    Choice::new("law", "Law"),
    Choice::new("standard", "Standard"),
    Choice::new("vendor", "Text of a vendor"),
    Choice::new("contract", "Contract text"),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("draft", "Draft", Phase::Planned),
        State::new("in_review", "In review", Phase::Planned).aliases(&["review"]),
        State::new("approved", "In force", Phase::Active).aliases(&["approved", "published", "effective"]),
        State::new("superseded", "Superseded", Phase::Ended).aliases(&["replaced", "obsolete"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["retired", "archived"]),
    ],
    transitions: &[
        Transition::new(&["draft"], "in_review", "Ask for approval").requires(&["version", "owner"]),
        Transition::new(&["in_review"], "draft", "Send back").with_reason(),
        Transition::new(&["draft", "in_review"], "approved", "Approve")
            .requires(&["version", "owner", "review_date"])
            .approval(),
        Transition::new(&["approved"], "superseded", "Supersede"),
        Transition::new(&["approved"], "draft", "Revise").with_reason(),
        Transition::new(&["draft", "in_review", "approved"], "withdrawn", "Withdraw").with_reason(),
    ],
    aliases: &["status", "document status"],
};

/// A controlled document with version, approval and review.
pub static KIND: KindDecl = KindDecl {
    name: "document",
    prefix: "DOC",
    singular: "document",
    plural: "Documents",
    purpose: "Policies, procedures, plans and outside texts: which version is in \
                   force, who approved it, when it is looked at again.",
    source: "ISO/IEC 42001 7.5, 5.2, A.2",
    group: Group::Documents,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Title")
            .required()
            .aliases(&["title", "document", "document name", "name"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type", "document type"]),
        FieldDecl::text("version", "Version")
            .required()
            .material()
            .aliases(&["version", "revision"]),
        FieldDecl::long_text("summary", "What it is about").aliases(&["summary", "description", "abstract"]),
        FieldDecl::long_text("body", "Text")
            .material()
            .help("Short documents can stand here; longer ones are files."),
        FieldDecl::new("file", "File", FieldType::File).material(),
        FieldDecl::link("link", "Where it is kept").aliases(&["link", "url", "location"]),
        FieldDecl::reference("author", "Author", &["person"], "wrote").aliases(&["author"]),
        FieldDecl::reference("approver", "Approved by", &["person"], "approves documents")
            .aliases(&["approver", "approved by"]),
        FieldDecl::date("approved_on", "Approved on")
            .required()
            .aliases(&["approval date", "approved on"]),
        FieldDecl::date("from", "In force from")
            .required()
            .aliases(&["effective date", "from"]),
        FieldDecl::texts("languages", "Languages")
            .help("And which one prevails.")
            .aliases(&["language", "languages"]),
        FieldDecl::text("retention", "Kept until").aliases(&["retention", "retention period"]),
        FieldDecl::texts("clauses", "Clauses and controls").aliases(&["clauses", "controls", "clause"]),
        FieldDecl::references("subjects", "About", SUBJECTS, "documents")
            .aliases(&["system", "use case", "about"]),
        FieldDecl::reference("supersedes", "Supersedes", &["document"], "superseded by")
            .aliases(&["supersedes", "replaces"]),
        FieldDecl::long_text("changes", "What changed").aliases(&["changes", "change log"]),
        FieldDecl::yes_no("acknowledge", "People confirm that they read it"),
        FieldDecl::references("readers", "Who has to", &["unit"], "must read documents"),
        FieldDecl::text("issuer", "Issuer, if outside")
            .section("Outside document")
            .help("Laws, standards, vendor texts: who issued it.")
            .aliases(&["issuer", "publisher"]),
        FieldDecl::text("edition", "Edition")
            .section("Outside document")
            .aliases(&["edition"]),
        FieldDecl::text("licence", "Right to hold a copy").section("Outside document"),
        FieldDecl::reference(
            "watched_by",
            "Who watches for a new edition",
            &["person"],
            "watches documents",
        )
        .section("Outside document"),
        FieldDecl::date("checked_on", "Last checked").section("Outside document"),
        OWNER,
        UNIT,
        REVIEW_DATE.required(),
        REVIEW_MONTHS,
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&["document id", "document number", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "type",
        "version",
        "owner",
        "from",
        "review_date",
        "state",
    ],
    internal: false,
};
