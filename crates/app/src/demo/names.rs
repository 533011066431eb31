//! Names of people, units, vendors and places that do not exist.

/// The organisation.
pub const ORGANISATION: &str = "Halden & Vey Cooperative";
/// Its addresses (RFC 2606).
pub const DOMAIN: &str = "halden-vey.example";

pub const FIRST: &[&str] = &[
    "Ada", "Bram", "Celeste", "Dov", "Elin", "Farid", "Greta", "Hana", "Ivo", "Jun", "Kaya", "Lars", "Mira",
    "Noor", "Otis", "Petra", "Quill", "Runa", "Sami", "Tove", "Uma", "Viggo", "Wanda", "Xenia", "Yara",
    "Zeno", "Anouk", "Basil", "Cleo", "Dario", "Esme", "Finn", "Gaia", "Hugo", "Isla", "Jonah", "Keiko",
    "Linus", "Maren", "Nils",
];

pub const LAST: &[&str] = &[
    "Amberwick",
    "Bramblesea",
    "Cobblemoor",
    "Dunmarrow",
    "Eldersfen",
    "Fernhollow",
    "Gullmere",
    "Hartlebrook",
    "Inkpen-Vey",
    "Juniperdale",
    "Kestrelby",
    "Larkmoor",
    "Mossgrave",
    "Nettlebay",
    "Oxbridgely",
    "Pellwick",
    "Quillfeather",
    "Rookhaven",
    "Silverbeck",
    "Thistledown",
    "Umberlow",
    "Valewater",
    "Willowmere",
    "Yarrowfield",
    "Zephyrstead",
    "Ashdrift",
    "Birchlake",
    "Cloverhythe",
    "Driftwell",
    "Emberton",
];

pub const JOBS: &[&str] = &[
    "Claims handler",
    "Product owner",
    "Data scientist",
    "Team lead",
    "Software engineer",
    "Underwriter",
    "Credit officer",
    "Warehouse planner",
    "Recruiter",
    "Service agent",
    "Analyst",
    "Process manager",
    "Data engineer",
    "Legal counsel",
    "Security engineer",
];

/// Name, short name, type, place of the unit above, location.
pub const UNITS: &[(&str, &str, &str, Option<usize>, &str)] = &[
    (
        "Halden & Vey Cooperative",
        "HV",
        "legal_entity",
        None,
        "Port Halden",
    ),
    ("Insurance", "INS", "division", Some(0), "Port Halden"),
    ("Claims", "CLM", "department", Some(1), "Port Halden"),
    ("Underwriting", "UND", "department", Some(1), "Port Halden"),
    ("Lending", "LEN", "division", Some(0), "Veyburgh"),
    ("Logistics", "LOG", "division", Some(0), "East Quay"),
    ("Warehouses", "WHS", "department", Some(5), "East Quay"),
    ("Member services", "MEM", "department", Some(0), "Veyburgh"),
    ("People and culture", "PPL", "department", Some(0), "Port Halden"),
    ("Technology", "TEC", "division", Some(0), "Port Halden"),
    ("Data and models", "DAT", "department", Some(9), "Port Halden"),
    ("Risk and compliance", "RSK", "department", Some(0), "Port Halden"),
];

/// Tells systems of one sort apart.
pub const QUALIFIERS: &[&str] = &[
    "",
    "North",
    "Harbour",
    "Veyburgh",
    "East Quay",
    "for members",
    "for firms",
    "Isles",
    "Uplands",
    "night shift",
    "pilot branch",
    "Southmarch",
    "Lakeside",
    "second line",
];

/// A vendor.
pub struct Vendor {
    pub name: &'static str,
    pub service: &'static str,
    pub roles: &'static [&'static str],
    pub country: &'static str,
    pub certificates: &'static [&'static str],
}

const fn vendor(
    name: &'static str,
    service: &'static str,
    roles: &'static [&'static str],
    country: &'static str,
    certificates: &'static [&'static str],
) -> Vendor {
    Vendor {
        name,
        service,
        roles,
        country,
        certificates,
    }
}

/// All of them.
pub const VENDORS: &[Vendor] = &[
    vendor(
        "Larkspur Language Labs",
        "Large language models over an interface",
        &["model", "hosting"],
        "Norland",
        &["ISO/IEC 27001 until 2027-09"],
    ),
    vendor(
        "Tidewater Cloud",
        "Servers, storage and a model platform",
        &["hosting"],
        "Westermark",
        &["ISO/IEC 27001 until 2028-02", "ISO/IEC 42001 until 2028-02"],
    ),
    vendor(
        "Brightfold Software",
        "Office suite with an assistant in it",
        &["system", "hosting"],
        "Norland",
        &["ISO/IEC 27001 until 2027-01"],
    ),
    vendor(
        "Corvid Analytics",
        "Fraud scores from payment and claim patterns",
        &["system", "model"],
        "Veyland",
        &["ISO/IEC 27001 until 2026-12"],
    ),
    vendor(
        "Mosaic Hiring",
        "Applicant tracking with ranking of candidates",
        &["system"],
        "Ostrava Bay",
        &[],
    ),
    vendor(
        "Fathom Vision",
        "Image models for damage and stock",
        &["model", "system"],
        "Westermark",
        &["ISO 9001 until 2027-05"],
    ),
    vendor(
        "Peatland Speech",
        "Transcripts and voices",
        &["model"],
        "Norland",
        &[],
    ),
    vendor(
        "Quarrystone Data",
        "Credit and firm data",
        &["data"],
        "Veyland",
        &["ISO/IEC 27001 until 2027-03"],
    ),
    vendor(
        "Saltmarsh Labelling",
        "People who label images and text",
        &["labelling"],
        "Southmarch",
        &[],
    ),
    vendor(
        "Copperline Integrators",
        "Builds and runs systems on our order",
        &["integrator"],
        "Veyland",
        &["ISO 9001 until 2026-11"],
    ),
    vendor(
        "Windrose Routing",
        "Plans routes and loads",
        &["system"],
        "Westermark",
        &["ISO/IEC 27001 until 2028-01"],
    ),
    vendor(
        "Assay Evaluation House",
        "Tests AI systems for others",
        &["evaluation"],
        "Norland",
        &["ISO/IEC 17025 until 2027-07"],
    ),
];

/// A model.
pub struct Model {
    pub name: &'static str,
    pub version: &'static str,
    /// Place in the list of vendors.
    pub vendor: Option<usize>,
    pub techniques: &'static [&'static str],
    pub modalities: &'static [&'static str],
    pub weights: &'static str,
}

/// All of them.
pub const MODELS: &[Model] = &[
    Model {
        name: "Larkspur Grande",
        version: "4.1",
        vendor: Some(0),
        techniques: &["generative", "nlp"],
        modalities: &["text"],
        weights: "vendor",
    },
    Model {
        name: "Larkspur Petite",
        version: "3.2",
        vendor: Some(0),
        techniques: &["generative", "nlp"],
        modalities: &["text"],
        weights: "vendor",
    },
    Model {
        name: "Claims triage forest",
        version: "12",
        vendor: None,
        techniques: &["classical_ml"],
        modalities: &["tabular"],
        weights: "own",
    },
    Model {
        name: "Damage from photographs",
        version: "2024-11",
        vendor: Some(5),
        techniques: &["computer_vision"],
        modalities: &["image"],
        weights: "fine_tuned",
    },
    Model {
        name: "Demand forecaster",
        version: "7",
        vendor: None,
        techniques: &["classical_ml"],
        modalities: &["time_series"],
        weights: "own",
    },
    Model {
        name: "Credit score",
        version: "5",
        vendor: None,
        techniques: &["classical_ml"],
        modalities: &["tabular"],
        weights: "own",
    },
    Model {
        name: "Corvid score",
        version: "2025.2",
        vendor: Some(3),
        techniques: &["classical_ml"],
        modalities: &["tabular"],
        weights: "vendor",
    },
    Model {
        name: "Peatland transcripts",
        version: "6",
        vendor: Some(6),
        techniques: &["speech"],
        modalities: &["audio", "text"],
        weights: "vendor",
    },
    Model {
        name: "Open heron 8",
        version: "8b",
        vendor: None,
        techniques: &["generative", "nlp"],
        modalities: &["text", "code"],
        weights: "open",
    },
    Model {
        name: "Pump wear detector",
        version: "3",
        vendor: None,
        techniques: &["classical_ml"],
        modalities: &["time_series"],
        weights: "own",
    },
];

/// Name, description, categories, rights, personal data.
pub const DATASETS: &[(&str, &str, &str, &str, bool)] = &[
    (
        "Claims since 2015",
        "Closed claims with amounts, texts and outcome.",
        "training",
        "own",
        true,
    ),
    (
        "Photographs of damage",
        "Photographs that members sent with claims, labelled by damage.",
        "training",
        "own",
        true,
    ),
    (
        "Loan repayments",
        "Repayments of loans to small firms.",
        "training",
        "own",
        true,
    ),
    (
        "Service conversations",
        "Transcripts of calls and chats, names replaced.",
        "tuning",
        "own",
        true,
    ),
    (
        "Help articles",
        "Articles of the help pages, as published.",
        "retrieval",
        "own",
        false,
    ),
    (
        "Sensor readings of pumps",
        "Vibration and heat of warehouse pumps, one reading a minute.",
        "training",
        "own",
        false,
    ),
    (
        "Orders and stock",
        "Orders, stock and deliveries by day.",
        "training",
        "own",
        false,
    ),
    (
        "Firm data",
        "Balance sheets and payment behaviour, bought.",
        "production",
        "licence",
        false,
    ),
    (
        "Test claims, fixed set",
        "A fixed set that no model is trained on.",
        "test",
        "own",
        true,
    ),
    (
        "Policies and terms",
        "Wording of all products.",
        "retrieval",
        "own",
        false,
    ),
];

/// What people remark.
pub const REMARKS: &[&str] = &[
    "Looked at with the team: the description is still right.",
    "The vendor announced a new version for next quarter; we should test before.",
    "Two members asked why they got this answer. Both got an explanation the same day.",
    "The dashboard showed more overrides than usual this month, because of the storm.",
    "Agreed in the weekly meeting to keep a person in every decision for now.",
    "Training for the new colleagues took place; slides are with the other documents.",
    "Asked legal whether the wording on the form is plain enough.",
    "Nothing to add at this review.",
];
