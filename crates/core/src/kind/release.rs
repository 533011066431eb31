//! Release: one exact version of a system, fit to be pointed at.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const WEIGHT: &[Choice] = &[
    Choice::new("material", "Material: could alter a conclusion").aliases(&[
        "major",
        "substantial",
        "breaking",
    ]),
    Choice::new("editorial", "Editorial: alters no conclusion").aliases(&["minor", "patch", "cosmetic"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("built", "Built", Phase::Planned).aliases(&["draft", "candidate"]),
        State::new("verified", "Verified", Phase::Planned).aliases(&["tested"]),
        State::new("approved", "Approved", Phase::Active).aliases(&["released", "production"]),
        State::new("superseded", "Superseded", Phase::Ended).aliases(&["replaced", "old"]),
        State::new("withdrawn", "Withdrawn", Phase::Ended).aliases(&["recalled", "yanked"]),
    ],
    transitions: &[
        Transition::new(&["built"], "verified", "Mark as verified").requires(&["criteria", "verification"]),
        Transition::new(&["verified"], "built", "Send back").with_reason(),
        Transition::new(&["verified"], "approved", "Approve")
            .requires(&["content", "verification", "open_failures"])
            .approval(),
        Transition::new(&["approved"], "superseded", "Supersede"),
        Transition::new(
            &["built", "verified", "approved", "superseded"],
            "withdrawn",
            "Withdraw",
        )
        .requires(&["withdrawn_on"])
        .with_reason(),
    ],
    aliases: &["status", "state"],
};

/// One exact version: models, prompts, data, tools and code, each by version or hash.
pub static KIND: KindDecl = KindDecl {
    name: "release",
    prefix: "REL",
    singular: "release",
    plural: "Releases",
    purpose: "One exact version of a system, so that a decision, a test or an \
                   incident can be tied to what really ran.",
    source: "ISO/IEC 42001 A.6.2.4, A.6.2.7",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .example("Claims triage 4.2.0")
            .aliases(&["release", "release name", "name", "title"]),
        FieldDecl::reference("system", "AI system", &["system"], "releases")
            .required()
            .material()
            .aliases(&["system", "ai system", "product"]),
        FieldDecl::text("version", "Version")
            .required()
            .material()
            .aliases(&["version", "release id", "git tag"]),
        FieldDecl::long_text("content", "Exact content")
            .required()
            .material()
            .section("Content")
            .help(
                "Model versions, prompts or configuration, data, tools and code, each \
                   with version or hash.",
            )
            .aliases(&["content", "contents", "components", "manifest"]),
        FieldDecl::references("models", "Models", &["model"], "in releases")
            .material()
            .section("Content")
            .aliases(&["models", "model"]),
        FieldDecl::references("datasets", "Datasets", &["dataset"], "in releases")
            .material()
            .section("Content")
            .aliases(&["datasets", "data"]),
        FieldDecl::text("content_hash", "Hash of the whole")
            .material()
            .section("Content")
            .aliases(&["hash", "digest", "commit", "sha256"]),
        FieldDecl::new("bill_of_materials", "Bill of materials", super::FieldType::File).section("Content"),
        FieldDecl::text("vendor_version", "Vendor's name for it")
            .section("Content")
            .help(
                "For bought systems: version as the vendor calls it, and how you know it \
                   is still that one.",
            ),
        FieldDecl::date("confirmed_on", "Version last confirmed")
            .section("Content")
            .aliases(&["last confirmed"]),
        FieldDecl::long_text("changes", "What changed")
            .required()
            .section("Change")
            .aliases(&["changes", "changelog", "what changed", "release notes"]),
        FieldDecl::choice("weight", "Weight of the change", WEIGHT)
            .required()
            .section("Change")
            .aliases(&["weight", "change type", "type"]),
        FieldDecl::text("weight_reason", "Why so").section("Change"),
        FieldDecl::references(
            "change_records",
            "Change records",
            &["change"],
            "delivered by releases",
        )
        .section("Change"),
        FieldDecl::reference("supersedes", "Supersedes", &["release"], "superseded by")
            .section("Change")
            .aliases(&["supersedes", "previous release"]),
        FieldDecl::long_text("criteria", "Criteria, set before the test")
            .required()
            .section("Verification")
            .help(
                "What had to be reached, written down before anybody tested. An auditor \
                   compares the two days.",
            ),
        FieldDecl::date("criteria_on", "Criteria set on").section("Verification"),
        FieldDecl::long_text("verification", "Verification result")
            .required()
            .section("Verification")
            .aliases(&["verification", "test result", "test report"]),
        FieldDecl::references("evaluations", "Evaluations", &["evaluation"], "of releases")
            .section("Verification"),
        FieldDecl::long_text("open_failures", "Open failures and who accepted them")
            .required()
            .section("Verification")
            .help("Write `none` when there are none."),
        FieldDecl::references(
            "documents",
            "Documentation that names it",
            &["document"],
            "documents releases",
        )
        .section("Verification"),
        FieldDecl::date("released_on", "Released on")
            .section("Life")
            .aliases(&["release date", "released on", "date"]),
        FieldDecl::date("withdrawn_on", "Withdrawn on")
            .section("Life")
            .aliases(&["withdrawn on"]),
        OWNER,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "system",
        "version",
        "state",
        "weight",
        "released_on",
    ],
    internal: false,
};
