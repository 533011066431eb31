//! AI system: the thing that runs, whatever it is used for.

use super::shared::{
    CONFIDENTIALITY, CRITICALITY, DEPUTY, EU_ROLES, ISO_ROLES, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE,
    STATED, TAGS, UNIT,
};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ORIGINS: &[Choice] = &[
    Choice::new("built", "Built here").aliases(&[
        "developed in-house",
        "developed in-house.",
        "developed in house",
        "in-house development",
        "in-house",
        "in house",
        "no contract/external resources used in development.",
        "custom",
    ]),
    Choice::new("bought", "Bought").aliases(&[
        "purchased from a vendor",
        "vendor purchased",
        "vendor",
        "developed with contracting resources.",
        "exclusively developed with contract/external resources.",
        "commercial",
        "cots",
        "commercial-off-the-shelf",
    ]),
    Choice::new("embedded", "Embedded in another product").aliases(&["embedded", "feature of a product"]),
    Choice::new("general_purpose", "General-purpose service").aliases(&[
        "general purpose",
        "saas ai",
        "foundation model service",
    ]),
    Choice::new("mixed", "Bought and built on").aliases(&[
        "developed with both contracting and in-house resources",
        "developed with both contracting and in-house resources.",
        "developed with a combination of in-house and contract/external resources.",
        "contracting and in house",
        "hybrid",
    ]),
];

pub(super) const TECHNIQUES: &[Choice] = &[
    Choice::new("classical_ml", "Classical machine learning").aliases(&[
        "classical ml",
        "classical/predictive machine learning",
        "classical/predictive machine learning: models trained on data to make predictions or classifications based on identified patterns or relationships",
        "classical/predictive machine learning: models trained on data to make predictions or classifications based on identified patterns or relationships.",
        "machine learning",
        "predictive",
    ]),
    Choice::new("generative", "Generative AI").aliases(&[
        "gen ai",
        "genai",
        "generative ai: ai that generates new or synthetic content (e.g., images, videos, audio, text, code)",
        "generative ai: ai that generates new or synthetic content (e.g., images, videos, audio, text, code).",
        "large language model",
        "llm",
    ]),
    Choice::new("nlp", "Natural language processing").aliases(&[
        "natural language processing (nlp)",
        "natural language processing: ai that processes, interprets, and shares information in human language",
        "natural language processing: ai that processes, interprets, and shares information in human language.",
    ]),
    Choice::new("computer_vision", "Computer vision").aliases(&[
        "computer vision: ai that processes and interprets visual data (e.g., images and videos)",
        "computer vision: ai that processes and interprets visual data (e.g., images and videos).",
        "computer vision - ai that processes and interprets visual data (e.g., images and videos).",
    ]),
    Choice::new("reinforcement", "Reinforcement learning").aliases(&[
        "reinforcement learning: ai trained through trial and error using rewards and penalties to optimize decision-making policies",
        "reinforcement learning: ai trained through trial and error using rewards and penalties to optimize decision-making policies.",
        "rl",
    ]),
    Choice::new("agentic", "Agentic: acts with tools").aliases(&[
        "agentic ai",
        "agentic-ai",
        "agentic ai: ai systems that perform tasks or make decisions autonomously with minimal human intervention",
        "agentic ai: ai systems that perform tasks or make decisions autonomously with minimal human intervention.",
    ]),
    Choice::new("speech", "Speech").aliases(&["speech recognition", "text to speech", "voice"]),
    Choice::new("rules", "Rules or expert system").aliases(&["rule-based", "expert system", "knowledge based"]),
    Choice::new("other", "Other").aliases(&["other"]),
];

const AUTHORISATION: &[Choice] = &[
    Choice::new("yes", "Authorised").aliases(&["yes", "y", "true", "ato granted"]),
    Choice::new("inherited", "Covered by the vendor's or a parent's").aliases(&[
        "use vendor's ato or fedramp authorization",
        "operated in an approved enclave",
        "fedramp",
    ]),
    Choice::new("in_progress", "In progress").aliases(&["in-progress", "in progress", "pending"]),
    Choice::new("no", "No").aliases(&["no", "n", "false"]),
    Choice::new("not_applicable", "Does not apply").aliases(&["not applicable", "n/a", "na"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Stage",
    states: &[
        State::new("design", "Design", Phase::Planned).aliases(&[
            "ideation",
            "planned",
            "concept",
            "initiated",
        ]),
        State::new("development", "Development", Phase::Planned).aliases(&[
            "in development",
            "build",
            "ontwikkeling",
        ]),
        State::new("verification", "Verification", Phase::Planned).aliases(&[
            "testing",
            "test",
            "validation",
        ]),
        State::new("pilot", "Pilot", Phase::Trial).aliases(&["trial", "beta"]),
        State::new("in_operation", "In operation", Phase::Active).aliases(&[
            "operation",
            "in operation",
            "production",
            "in production",
            "live",
            "deployed",
            "active",
            "in_gebruik",
        ]),
        State::new("suspended", "Suspended", Phase::Paused).aliases(&["paused", "on hold"]),
        State::new("retired", "Retired", Phase::Ended).aliases(&[
            "decommissioned",
            "sunset",
            "buiten_gebruik",
        ]),
        State::new("not_stated", "Stage not stated", Phase::Unstated),
    ],
    transitions: &[
        Transition::new(&["design"], "development", "Start development").requires(&["description", "owner"]),
        Transition::new(&["development"], "verification", "Start verification"),
        Transition::new(&["verification"], "development", "Send back").with_reason(),
        Transition::new(&["design", "verification"], "pilot", "Start a pilot").requires(&["owner", "origin"]),
        Transition::new(
            &["design", "verification", "pilot"],
            "in_operation",
            "Put into operation",
        )
        .requires(&["owner", "origin", "description", "hosting"])
        .approval(),
        Transition::new(&["pilot", "in_operation"], "suspended", "Suspend").with_reason(),
        Transition::new(&["suspended"], "in_operation", "Resume")
            .with_reason()
            .approval(),
        Transition::new(
            &[
                "design",
                "development",
                "verification",
                "pilot",
                "in_operation",
                "suspended",
            ],
            "retired",
            "Retire",
        )
        .with_reason(),
        Transition::new(&["not_stated"], "in_operation", "It is in operation"),
        Transition::new(&["not_stated"], "pilot", "It is in a pilot"),
        Transition::new(&["not_stated"], "development", "It is being developed"),
        Transition::new(&["not_stated"], "design", "It is being designed"),
        Transition::new(&["not_stated"], "suspended", "It is suspended"),
        Transition::new(&["not_stated"], "retired", "It is retired"),
    ],
    aliases: &[
        "system stage",
        "life-cycle stage",
        "system status",
        "system lifecycle stage",
    ],
};

/// What runs: built, bought or embedded. Purpose and class attach to its use cases.
pub static KIND: KindDecl = KindDecl {
    name: "system",
    prefix: "SYS",
    singular: "AI system",
    plural: "AI systems",
    purpose: "The AI that runs, whatever it is used for: where it comes from, what it is made of, where it runs and who answers for it.",
    source: "ISO/IEC 42001 4.3, A.4.2, A.6, A.10; EU AI Act Art. 3(1)",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .example("Claims triage service")
            .aliases(&[
                "system(s) name",
                "system_name_ato",
                "system name",
                "name of commercial product or service used",
                "system",
                "product",
                "product name",
                "tool",
                "application",
                "name",
            ]),
        FieldDecl::long_text("description", "What it is")
            .required()
            .material()
            .help("What it takes in, what it does with it and what it puts out.")
            .aliases(&["system description", "description", "what it is"]),
        FieldDecl::choice("origin", "Origin", ORIGINS)
            .required()
            .material()
            .help("Bought AI needs vendor records; built AI needs development records. Embedded means that a product you use has AI inside.")
            .aliases(&[
                "was the system involved in this use case purchased from a vendor or developed under contract(s) or in-house?",
                "contracting_usage",
                "was the ai system involved in this use case developed (or is it to be developed) under contract(s) or in-house?",
                "vendor or developed",
                "development type",
                "origin",
                "build or buy",
            ]),
        FieldDecl::choices("techniques", "Technique", TECHNIQUES)
            .material()
            .aliases(&["ai classification", "classification", "ai_classification", "ai tech classification", "technique", "ai technique", "type of ai"]),
        FieldDecl::references("vendors", "Vendors", &["vendor"], "supplies systems")
            .material()
            .section("Made of")
            .aliases(&["vendors", "vendor", "supplier", "suppliers", "vendor(s) name", "vendor_name", "leverancier"]),
        FieldDecl::references("models", "Models", &["model"], "used by systems").material().section("Made of").aliases(&["models", "model", "ai model"]),
        FieldDecl::references("datasets", "Datasets", &["dataset"], "used by systems").material().section("Made of").aliases(&["datasets", "data sets", "dataset"]),
        FieldDecl::references("feeds", "Feeds systems", &["system"], "is fed by")
            .section("Made of")
            .help("Systems that take what this one puts out.")
            .aliases(&["feeds", "downstream systems", "feeds systems"]),
        FieldDecl::texts("tools", "Tools it may use")
            .material()
            .section("Made of")
            .help("Whatever the AI may call by itself: search, mail, payments, code. Write access counts most.")
            .aliases(&["tools", "integrations"]),
        FieldDecl::long_text("data_description", "Data for training and evaluation, as stated")
            .section("Made of")
            .aliases(&[
                "describe any data used to train, fine-tune, and/or evaluate performance of the model(s) used in this use case.",
                "data_description",
                "describe any agency-owned data used to train, fine-tune, and/or evaluate performance of the model(s) used in this use case.",
                "training data",
            ]),
        FieldDecl::text("data_link", "Where the data is published")
            .section("Made of")
            .aliases(&[
                "if the data is required to be publicly disclosed as an open government data asset, provide a link to the entry on the federal data catalog.",
                "link_to_data",
                "federal data catalog link",
                "data link",
            ]),
        FieldDecl::yes_no("custom_code", "Has code of its own")
            .section("Made of")
            .help("Code written for this system by you or for you.")
            .aliases(&["does this project include custom-developed code?", "has_custom_code", "custom-developed code?", "custom code"]),
        FieldDecl::text("code_access", "Access to the code")
            .section("Made of")
            .aliases(&["does the agency have access to the code associated with the ai use case?", "code access"]),
        FieldDecl::text("code_link", "Code")
            .section("Made of")
            .help("Address of the repository, or why there is none to show.")
            .aliases(&[
                "if the code is open source, provide the link for the publicly available source code.",
                "code_url",
                "if the code is open-source, provide the link for the publicly available source code.",
                "public open source link",
                "repository",
                "source code",
            ]),
        OWNER.aliases(&["system owner", "technical owner", "product owner"]),
        DEPUTY.required().aliases(&["system deputy", "technical deputy"]),
        UNIT,
        FieldDecl::choices("iso_roles", "Our roles under ISO/IEC 42001", ISO_ROLES)
            .required()
            .material()
            .section("Roles")
            .help("What we are towards this system: who builds it is a producer, who offers it a provider, who only uses it a customer."),
        FieldDecl::choices("eu_roles", "Our roles under the EU AI Act", EU_ROLES)
            .material()
            .section("Roles")
            .help("Putting your own name on a bought system, or changing it substantially, makes you its provider (Art. 25)."),
        FieldDecl::texts("hosting", "Where it runs")
            .required()
            .material()
            .section("Operation")
            .help("Operator and place: own data centre, cloud and region, vendor's service, device.")
            .example("vendor's cloud, Frankfurt")
            .aliases(&["hosting", "hosting location", "hosting locations", "location", "cloud"]),
        FieldDecl::choice("security_authorisation", "Security authorisation", AUTHORISATION)
            .section("Operation")
            .help("The house's formal leave to operate, such as an ATO.")
            .aliases(&[
                "does this ai use case have an associated authorization to operate (ato)?",
                "have_ato",
                "does this ai use case have an associated authority to operate (ato) for an ai system?",
                "ato",
                "security authorisation",
                "authorization to operate",
            ]),
        FieldDecl::text("contract_reference", "Contract numbers")
            .section("Operation")
            .aliases(&["provide the procurement instrument identifier(s) (piid) of the contract(s) used.", "piid", "contract number"]),
        FieldDecl::text("documentation_link", "Technical documentation")
            .section("Operation")
            .help("Where it is found. A bought system is served by the vendor's document.")
            .aliases(&["documentation", "documentation link", "technical documentation"]),
        FieldDecl::text("documentation_stated", "State of documentation, as stated")
            .section("Operation")
            .aliases(&[
                "is there available documentation for the model training and evaluation data that demonstrates the degree to which it is appropriate to be used in analysis or for making predictions?",
            ]),
        FieldDecl::choice("logging", "Event log", STATED)
            .material()
            .section("Operation")
            .help("Whether it is recorded what went in, what came out and what people did with it.")
            .aliases(&["logging", "event log", "audit log"]),
        FieldDecl::long_text("logging_text", "What is logged, where and how long").section("Operation"),
        FieldDecl::long_text("monitoring", "How it is watched")
            .section("Operation")
            .help("What is measured, how often, against which threshold, and who looks.")
            .aliases(&["monitoring", "monitoring plan"]),
        FieldDecl::yes_no("vendor_changes_unannounced", "Vendor can change the model without notice")
            .material()
            .section("Operation")
            .help("A yes raises the tier of its use cases by one."),
        FieldDecl::choice("business_criticality", "Business criticality", CRITICALITY)
            .section("Operation")
            .aliases(&["system criticality", "business criticality"]),
        FieldDecl::date("in_operation_since", "In operation since").section("Life").aliases(&["system go-live", "in operation since"]),
        FieldDecl::date("retired_on", "Retired on").section("Life").aliases(&["system retired on", "decommissioned on"]),
        FieldDecl::date("confirmed_on", "Last confirmed by the owner")
            .section("Life")
            .help("The day the owner last said that this entry is right.")
            .aliases(&["last confirmed", "last reviewed", "last updated"]),
        REVIEW_DATE,
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&["system id", "asset id", "cmdb id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "state", "origin", "vendors", "owner", "unit", "confirmed_on"],
    internal: false,
};
