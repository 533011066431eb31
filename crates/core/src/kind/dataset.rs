//! Dataset: data that models learn from, are tested on or work with.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const CATEGORIES: &[Choice] = &[
    Choice::new("training", "Training").aliases(&["train"]),
    Choice::new("tuning", "Tuning").aliases(&["fine-tuning"]),
    Choice::new("retrieval", "Retrieval: looked up while working").aliases(&["rag", "knowledge base"]),
    Choice::new("validation", "Validation").aliases(&["dev"]),
    Choice::new("test", "Test").aliases(&["testing", "evaluation", "benchmark"]),
    Choice::new("production", "Production: what it works on").aliases(&["operational", "input", "inference"]),
];

const RIGHTS: &[Choice] = &[
    Choice::new("own", "Own data").aliases(&["first party", "internal"]),
    Choice::new("licence", "Licence or contract").aliases(&["licensed", "license", "contract"]),
    Choice::new("open", "Open licence").aliases(&["open data", "public domain", "cc-by", "cc0"]),
    Choice::new("consent", "Consent of the people concerned").aliases(&["consent"]),
    Choice::new("law", "Law").aliases(&["legal obligation", "statute"]),
    Choice::new("mining", "Text and data mining, reservations checked").aliases(&[
        "tdm",
        "web crawl",
        "scraped",
    ]),
    Choice::new("unknown", "Not known").aliases(&["unknown", "unclear"]),
];

const SPECIAL: &[Choice] = &[
    Choice::new("none", "None").aliases(&["no"]),
    Choice::new("special_category", "Special categories (GDPR Art. 9)").aliases(&[
        "yes",
        "special category data",
        "sensitive",
    ]),
    Choice::new("criminal", "Criminal offences (GDPR Art. 10)"),
    Choice::new("children", "Data of children").aliases(&["minors"]),
    Choice::new("unknown", "Not known").aliases(&["unknown"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned),
        State::new("in_preparation", "In preparation", Phase::Planned)
            .aliases(&["collection", "preparation"]),
        State::new("released", "Released for use", Phase::Active).aliases(&["active", "in use", "approved"]),
        State::new("blocked", "Blocked", Phase::Paused).aliases(&["on hold", "suspended"]),
        State::new("disposed", "Disposed of", Phase::Ended).aliases(&["deleted", "retired", "archived"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "in_preparation", "Start preparation"),
        Transition::new(&["planned", "in_preparation"], "released", "Release")
            .requires(&["owner", "source", "rights", "quality_result"])
            .approval(),
        Transition::new(&["released"], "blocked", "Block").with_reason(),
        Transition::new(&["blocked"], "released", "Unblock")
            .with_reason()
            .approval(),
        Transition::new(
            &["planned", "in_preparation", "released", "blocked"],
            "disposed",
            "Dispose of",
        )
        .requires(&["disposed_on"])
        .with_reason(),
    ],
    aliases: &["status", "state"],
};

/// Where data comes from, whether it may be used, how good it is and what became of it.
pub static KIND: KindDecl = KindDecl {
    name: "dataset",
    prefix: "DAT",
    singular: "dataset",
    plural: "Datasets",
    purpose: "Where data comes from, by which right it is used, how it was prepared, \
                   how good it is and when it goes.",
    source: "ISO/IEC 42001 A.4.3, A.7; EU AI Act Art. 10",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().aliases(&[
            "dataset name",
            "dataset",
            "data set",
            "name",
            "title",
        ]),
        FieldDecl::text("version", "Version")
            .material()
            .aliases(&["version"]),
        FieldDecl::choices("categories", "Used for", CATEGORIES)
            .required()
            .material()
            .aliases(&["category", "used for", "purpose"]),
        FieldDecl::long_text("description", "What it holds")
            .required()
            .aliases(&["description"]),
        FieldDecl::long_text("source", "Source and how it was collected")
            .required()
            .material()
            .section("Origin")
            .aliases(&["source", "origin", "provenance", "collection method"]),
        FieldDecl::text("collection_period", "Collected from when to when")
            .section("Origin")
            .aliases(&["collection period", "period"]),
        FieldDecl::reference("vendor", "Supplied by", &["vendor"], "supplies datasets")
            .section("Origin")
            .aliases(&["vendor", "supplier", "data provider"]),
        FieldDecl::references("parents", "Made from", &["dataset"], "source of datasets")
            .material()
            .section("Origin")
            .aliases(&["lineage", "derived from", "parents"]),
        FieldDecl::choices("rights", "Right to use it", RIGHTS)
            .required()
            .material()
            .section("Rights")
            .aliases(&["rights", "legal basis", "licence type", "license type"]),
        FieldDecl::text("licence", "Licence or basis in words")
            .material()
            .section("Rights")
            .aliases(&["licence", "license"]),
        FieldDecl::yes_no("personal_data", "Personal data")
            .required()
            .material()
            .section("Rights")
            .aliases(&["personal data", "pii", "contains pii"]),
        FieldDecl::choices("special_data", "Specially protected data", SPECIAL)
            .material()
            .section("Rights")
            .aliases(&["special categories", "sensitive data"]),
        FieldDecl::long_text("subjects", "Whose data")
            .section("Content")
            .help(
                "Groups of people, and how they are spread by age, sex, place or \
                   language as far as known.",
            )
            .aliases(&["demographics", "data subjects"]),
        FieldDecl::texts("regions", "Places it speaks of")
            .section("Content")
            .aliases(&["geography", "region", "regions"]),
        FieldDecl::text("size", "Size")
            .section("Content")
            .example("1.2 million records")
            .aliases(&["size", "records", "rows"]),
        FieldDecl::text("content_hash", "Hash")
            .section("Content")
            .help("SHA-256 of the files: one exact state of the data.")
            .aliases(&["hash", "sha256", "checksum"]),
        FieldDecl::long_text("preparation", "Preparation")
            .required()
            .section("Quality")
            .help("Cleaning, joining, labelling: each step with tool, day and person.")
            .aliases(&["preparation", "preprocessing", "cleaning"]),
        FieldDecl::long_text("labelling", "Labelling")
            .section("Quality")
            .help("By whom, by which guideline, and how well labellers agreed.")
            .aliases(&["labelling", "labeling", "annotation"]),
        FieldDecl::long_text("quality_criteria", "Quality criteria")
            .required()
            .section("Quality")
            .help("What must hold for the intended use, written before measuring.")
            .aliases(&["quality criteria", "data quality requirements"]),
        FieldDecl::long_text("quality_result", "Quality result")
            .required()
            .section("Quality")
            .help("What was measured, when, and whether it suffices.")
            .aliases(&["quality result", "data quality", "quality"]),
        FieldDecl::long_text("bias", "Bias looked for and found")
            .required()
            .material()
            .section("Quality")
            .aliases(&["bias", "bias examination"]),
        FieldDecl::long_text("gaps", "Known gaps")
            .section("Quality")
            .aliases(&["gaps", "limitations", "known gaps"]),
        FieldDecl::long_text("access", "Access and security")
            .section("Keeping")
            .aliases(&["access", "security", "location"]),
        FieldDecl::text("retention", "Kept until")
            .section("Keeping")
            .aliases(&["retention", "retention period"]),
        FieldDecl::date("disposed_on", "Disposed of on")
            .section("Keeping")
            .aliases(&["disposal date", "deleted on"]),
        FieldDecl::text("link", "Where it is described")
            .section("Keeping")
            .aliases(&["link", "url", "data catalog link"]),
        OWNER.aliases(&["owner", "data owner", "data steward", "steward"]),
        UNIT,
        REVIEW_DATE,
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&["dataset id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "version",
        "state",
        "categories",
        "personal_data",
        "rights",
        "owner",
    ],
    internal: false,
};
