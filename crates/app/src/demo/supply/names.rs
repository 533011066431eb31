//! Vendors, models and datasets that do not exist.

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

pub const fn model(
    name: &'static str,
    version: &'static str,
    vendor: Option<usize>,
    techniques: &'static [&'static str],
    modalities: &'static [&'static str],
    weights: &'static str,
) -> Model {
    Model {
        name,
        version,
        vendor,
        techniques,
        modalities,
        weights,
    }
}

/// The first ones have the places that domains name.
pub const MODELS: &[Model] = &[
    model(
        "Larkspur Grande",
        "4.1",
        Some(0),
        &["generative", "nlp"],
        &["text"],
        "vendor",
    ),
    model(
        "Larkspur Petite",
        "3.2",
        Some(0),
        &["generative", "nlp"],
        &["text"],
        "vendor",
    ),
    model(
        "Claims triage forest",
        "12",
        None,
        &["classical_ml"],
        &["tabular"],
        "own",
    ),
    model(
        "Damage from photographs",
        "2024-11",
        Some(5),
        &["computer_vision"],
        &["image"],
        "fine_tuned",
    ),
    model(
        "Demand forecaster",
        "7",
        None,
        &["classical_ml"],
        &["time_series"],
        "own",
    ),
    model("Credit score", "5", None, &["classical_ml"], &["tabular"], "own"),
    model(
        "Corvid score",
        "2025.2",
        Some(3),
        &["classical_ml"],
        &["tabular"],
        "vendor",
    ),
    model(
        "Peatland transcripts",
        "6",
        Some(6),
        &["speech"],
        &["audio", "text"],
        "vendor",
    ),
    model(
        "Open heron 8",
        "8b",
        None,
        &["generative", "nlp"],
        &["text", "code"],
        "open",
    ),
    model(
        "Pump wear detector",
        "3",
        None,
        &["classical_ml"],
        &["time_series"],
        "own",
    ),
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
