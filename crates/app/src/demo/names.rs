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
