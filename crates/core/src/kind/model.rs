//! Model: one trained or bought model that systems are built on.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::system::TECHNIQUES;
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const MODALITIES: &[Choice] = &[
    Choice::new("text", "Text").aliases(&["language"]),
    Choice::new("code", "Code"),
    Choice::new("image", "Images").aliases(&["images", "vision"]),
    Choice::new("audio", "Sound or speech").aliases(&["speech", "sound"]),
    Choice::new("video", "Video"),
    Choice::new("tabular", "Tables").aliases(&["structured", "tables"]),
    Choice::new("time_series", "Time series").aliases(&["time series", "sensor"]),
    Choice::new("other", "Other"),
];

const WEIGHTS: &[Choice] = &[
    Choice::new("own", "Trained here").aliases(&["own", "in-house", "trained in-house"]),
    Choice::new("open", "Open weights").aliases(&["open weights", "open source", "open-source"]),
    Choice::new("fine_tuned", "Tuned from another model").aliases(&["fine-tuned", "finetuned", "adapted"]),
    Choice::new("vendor", "Held by the vendor").aliases(&["vendor", "api", "closed", "proprietary"]),
];

const GPAI: &[Choice] = &[
    Choice::new("no", "No general-purpose model").aliases(&["no"]),
    Choice::new("gpai", "General-purpose model").aliases(&["yes", "general purpose", "foundation model"]),
    Choice::new("systemic", "General-purpose model with systemic risk").aliases(&["systemic risk"]),
    Choice::new("unknown", "Not known").aliases(&["unknown"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Stage",
    states: &[
        State::new("candidate", "Candidate", Phase::Planned).aliases(&["planned", "experimental", "staging"]),
        State::new("validated", "Validated", Phase::Trial).aliases(&["tested", "approved"]),
        State::new("in_use", "In use", Phase::Active).aliases(&["production", "active", "deployed"]),
        State::new("deprecated", "To be replaced", Phase::Active).aliases(&["deprecated", "legacy"]),
        State::new("retired", "Retired", Phase::Ended).aliases(&["archived", "withdrawn"]),
    ],
    transitions: &[
        Transition::new(&["candidate"], "validated", "Validate").requires(&["evaluation"]),
        Transition::new(&["candidate", "validated"], "in_use", "Put to use")
            .requires(&["owner", "limits"])
            .approval(),
        Transition::new(&["in_use"], "deprecated", "Mark for replacement").with_reason(),
        Transition::new(
            &["candidate", "validated", "in_use", "deprecated"],
            "retired",
            "Retire",
        )
        .with_reason(),
    ],
    aliases: &["stage", "status", "model stage"],
};

/// A model, its origin, what it learned from and what it cannot do.
pub static KIND: KindDecl = KindDecl {
    name: "model",
    prefix: "MOD",
    singular: "model",
    plural: "Models",
    purpose: "Models that systems are built on: where the weights come from, what \
                   they were trained on, how they were evaluated and where they fail.",
    source: "ISO/IEC 42001 A.4.4, A.6.2.3, A.6.2.7; EU AI Act Art. 53, Annex IV",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .aliases(&["model name", "model", "name"]),
        FieldDecl::text("version", "Version")
            .material()
            .aliases(&["model version", "version", "revision"]),
        FieldDecl::long_text("description", "What it does")
            .required()
            .aliases(&["model description", "description"]),
        FieldDecl::reference("base_model", "Built on", &["model"], "base of models")
            .material()
            .help("The model it was tuned from or wraps.")
            .aliases(&["base model", "base_model", "foundation model"]),
        FieldDecl::reference("vendor", "Vendor", &["vendor"], "supplies models")
            .material()
            .aliases(&["model vendor", "vendor", "provider", "developer"]),
        FieldDecl::choices("techniques", "Technique", TECHNIQUES).aliases(&[
            "model type",
            "technique",
            "architecture type",
        ]),
        FieldDecl::choices("modalities", "What goes in and out", MODALITIES)
            .aliases(&["modality", "modalities"]),
        FieldDecl::text("licence", "Licence").aliases(&["licence", "license"]),
        FieldDecl::choice("weights", "Where the weights come from", WEIGHTS)
            .required()
            .material()
            .aliases(&["weights", "weights origin", "source"]),
        FieldDecl::text("parameters", "Size")
            .help("Number of parameters, as published.")
            .example("7 billion")
            .aliases(&["parameters", "parameter count", "size"]),
        FieldDecl::text("training_compute", "Training compute").help(
            "In floating-point operations, when known; it decides on duties for \
                   general-purpose models.",
        ),
        FieldDecl::date("training_cutoff", "Knows nothing after").aliases(&[
            "training cut-off",
            "knowledge cutoff",
            "cutoff",
        ]),
        FieldDecl::references("trained_on", "Trained on", &["dataset"], "trained models")
            .material()
            .section("Training")
            .aliases(&["training data", "trained on", "datasets"]),
        FieldDecl::long_text("training_text", "How it was trained")
            .section("Training")
            .aliases(&["training", "training procedure"]),
        FieldDecl::long_text("evaluation", "Evaluation results")
            .required()
            .section("Quality")
            .help("Measure, data, group or slice, result, threshold and day.")
            .aliases(&["evaluation", "evaluation results", "metrics", "performance"]),
        FieldDecl::long_text("limits", "Known limits and failures")
            .required()
            .material()
            .section("Quality")
            .aliases(&["limitations", "limits", "known issues"]),
        FieldDecl::long_text("out_of_scope_uses", "Uses it is not made for")
            .section("Quality")
            .aliases(&["out-of-scope uses", "out of scope uses"]),
        FieldDecl::long_text("fairness", "Results for different groups")
            .section("Quality")
            .aliases(&["fairness", "bias"]),
        FieldDecl::text("environment", "Environmental figures")
            .section("Quality")
            .aliases(&["carbon", "energy", "environmental impact"]),
        FieldDecl::choice("gpai_stated", "General-purpose model, as stated", GPAI)
            .material()
            .section("Classification")
            .help(
                "General-purpose means able to do many distinct tasks (EU AI Act Art. \
                   3(63)). It matters when you put it on the market.",
            )
            .aliases(&["gpai", "general purpose ai"]),
        FieldDecl::text("documentation_link", "Model card").aliases(&["model card", "documentation"]),
        FieldDecl::text("content_hash", "Hash of the weights")
            .help("SHA-256 of the files, when you hold them.")
            .aliases(&["hash", "sha256", "digest"]),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS.aliases(&["model id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id",
        "name",
        "version",
        "state",
        "weights",
        "vendor",
        "base_model",
        "owner",
    ],
    internal: false,
};
