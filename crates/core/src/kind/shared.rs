//! Fields, answers and lists of kinds that many declarations share.
//!
//! Aliases are written in one plain form: lower case, single spaces, straight quotes, `-` for any
//! dash, and without the option letter (`a) `) that some forms put before an answer. Where two
//! columns of a file fit one field, the alias that stands first wins.

use super::{Choice, FieldDecl, FieldType};

/// The kinds that most assurance and work records speak of.
pub(super) const SUBJECTS: &[&str] = &[
    "use_case",
    "system",
    "model",
    "dataset",
    "release",
    "deployment",
    "vendor",
    "process",
    "organisation",
];

/// Who answers for a record.
pub(super) const OWNER: FieldDecl = FieldDecl::reference("owner", "Owner", &["person"], "owns")
    .required()
    .help("The one person who answers for this record and is asked when something is due.")
    .section("Responsibility")
    .aliases(&[
        "owner",
        "business owner",
        "responsible person",
        "responsible",
        "accountable owner",
        "eigenaar",
    ]);

/// Who stands in for the owner.
pub(super) const DEPUTY: FieldDecl = FieldDecl::reference("deputy", "Deputy", &["person"], "stands in for")
    .help("Acts when the owner is away or has left.")
    .section("Responsibility")
    .aliases(&[
        "deputy",
        "backup owner",
        "deputy owner",
        "alternate",
        "plaatsvervanger",
    ]);

/// Where in the organisation a record belongs; rights follow it.
pub(super) const UNIT: FieldDecl = FieldDecl::reference("unit", "Unit", &["unit"], "records of this unit")
    .help("The part of the organisation it belongs to. Who may see and change it follows from this.")
    .section("Responsibility")
    .aliases(&[
        "unit",
        "business unit",
        "department",
        "team",
        "division",
        "afdeling",
    ]);

/// What other registers call the same thing.
pub(super) const OUTSIDE_IDS: FieldDecl = FieldDecl::new("outside_ids", "Outside ids", FieldType::OutsideIds)
    .help("What other lists and registers call the same thing. An import finds the record again by it.")
    .section("Record")
    .aliases(&["id", "record id", "identifier", "reference number"]);

/// Whatever fits nowhere else.
pub(super) const NOTES: FieldDecl = FieldDecl::long_text("notes", "Notes")
    .section("Record")
    .aliases(&["notes", "note", "comments", "comment", "remarks", "opmerkingen"]);

/// The organisation's own words for grouping.
pub(super) const TAGS: FieldDecl = FieldDecl::texts("tags", "Tags")
    .section("Record")
    .aliases(&["tags", "tag", "labels", "keywords"]);

/// The next day on which the record is looked at again.
pub(super) const REVIEW_DATE: FieldDecl = FieldDecl::date("review_date", "Next review")
    .help("The day by which this is looked at again. Past that day it shows as overdue.")
    .section("Review")
    .aliases(&[
        "review date",
        "next review",
        "next review date",
        "review_date",
        "review due",
    ]);

/// How often the record is looked at.
pub(super) const REVIEW_MONTHS: FieldDecl = FieldDecl::integer("review_months", "Review every (months)")
    .section("Review")
    .example("12")
    .aliases(&["review interval", "review interval (months)", "review frequency"]);

/// Who may know.
pub(super) const CONFIDENTIALITY: FieldDecl =
    FieldDecl::choice("confidentiality", "Confidentiality", CONFIDENTIALITY_CLASSES)
        .help("How widely it may be passed on.")
        .section("Record")
        .aliases(&[
            "confidentiality",
            "confidentiality class",
            "classification level",
            "should this ai use case be withheld from public reporting?",
            "is_withheld",
            "public reporting",
        ]);

const CONFIDENTIALITY_CLASSES: &[Choice] = &[
    Choice::new("public", "Public").aliases(&["no", "open", "openbaar"]),
    Choice::new("internal", "Internal").aliases(&["internal use", "intern"]),
    Choice::new("confidential", "Confidential").aliases(&[
        "yes",
        "yes - disclosure risk",
        "yes - prohibited by law",
        "yes - disclosure is prohibited by law",
        "yes - agency has determined that there's a risk to disclosure, such as a harm to an interest protected by a foia exemption",
        "vertrouwelijk",
    ]),
    Choice::new("restricted", "Restricted to named people").aliases(&["restricted", "secret"]),
];

/// What somebody states about a practice, where nothing here proves it yet.
pub(super) const STATED: &[Choice] = &[
    Choice::new("yes", "Yes, stated to be in place").aliases(&[
        "yes",
        "y",
        "ja",
        "true",
        "completed",
        "done",
        "established",
        "yes, sufficient monitoring protocols have been established",
        "yes - monitoring established",
        "yes, sufficient and periodic training has been established",
        "training established",
        "yes, an appropriate appeal process has been established",
        "appeal process established",
        "yes - by another appropriate agency office or reviewer not directly involved in the ai's development",
        "yes - by another appropriate agency office that was not directly involved in the system's development",
        "yes - by an agency ai oversight board not directly involved in the ai's development",
        "yes - by an agency ai oversight board not directly involved in the system's development",
        "yes - by the caio",
        "caio review",
        "internal independent review",
        "oversight board review",
        "performance evaluation in operational environment",
        "impact evaluation in operational environment",
        "benchmark evaluation",
        "automated and regularly scheduled updates",
        "intermittent and manually updated",
        "established process of machine learning operations",
    ]),
    Choice::new("in_progress", "In progress").aliases(&[
        "in-progress",
        "in progress",
        "in-progess",
        "planned",
        "planned or in-progress",
        "planned or in-progress.",
        "development of monitoring protocols is in-progress",
        "development of monitoring protocols is in-progess",
        "establishment of sufficient and periodic training is in-progress",
        "training in-progress",
        "establishment of an appropriate appeal process is in-progress",
        "appeal process in-progress",
    ]),
    Choice::new("no", "No").aliases(&[
        "no",
        "n",
        "nee",
        "false",
        "no testing",
        "no monitoring protocols have been established",
        "no - it is not operationally practical to offer this",
        "no - it is not operationally practical to offer this.",
    ]),
    Choice::new("not_applicable", "Does not apply").aliases(&[
        "not applicable",
        "n/a",
        "na",
        "niet van toepassing",
        "law, operational limitations, or governmentwide guidance precludes an opportunity for an individual to appeal",
        "no - law, operational limitations, or governmentwide guidance precludes an opportunity for an individual to appeal",
        "no - law, operational limitations, or governmentwide guidance precludes an opportunity for an individual to appeal.",
        "appeal precluded by law",
    ]),
    Choice::new("waived", "Waived").aliases(&[
        "waived",
        "agency caio has waived this minimum practice and reported such waiver to omb",
        "agency caio has waived this minimum practice and reported such waiver to omb.",
    ]),
    Choice::new("unknown", "Not known").aliases(&["unknown", "onbekend", "not known", "unclear"]),
];

/// Five levels, from the least to the most.
pub(super) const LEVELS: &[Choice] = &[
    Choice::new("very_low", "Very low").aliases(&["very low", "1", "negligible", "rare"]),
    Choice::new("low", "Low").aliases(&["2", "minor", "unlikely"]),
    Choice::new("medium", "Medium").aliases(&["3", "moderate", "possible"]),
    Choice::new("high", "High").aliases(&["4", "major", "likely"]),
    Choice::new("very_high", "Very high").aliases(&[
        "very high",
        "5",
        "critical",
        "severe",
        "almost certain",
        "extreme",
    ]),
];

/// How much stops when a thing stops.
pub(super) const CRITICALITY: &[Choice] = &[
    Choice::new("low", "Low: work goes on without it").aliases(&["low", "minor", "tier 4"]),
    Choice::new("medium", "Medium: slower for some days").aliases(&["medium", "moderate", "tier 3"]),
    Choice::new("high", "High: a process stops within a day").aliases(&["high", "tier 2"]),
    Choice::new("critical", "Critical: harm or large loss within hours").aliases(&[
        "critical",
        "very high",
        "mission critical",
        "tier 1",
    ]),
];

/// ISO/IEC 42001 roles of an organisation towards AI.
pub(super) const ISO_ROLES: &[Choice] = &[
    Choice::new("provider", "Provider of a product or service with AI").aliases(&["ai provider"]),
    Choice::new("producer", "Producer: designs, builds, tests or deploys AI")
        .aliases(&["ai producer", "developer"]),
    Choice::new("customer", "Customer or user of AI").aliases(&["user", "ai user", "ai customer"]),
    Choice::new("partner", "Partner: supplies data, audits, evaluates, integrates")
        .aliases(&["ai partner", "integrator"]),
    Choice::new("subject", "Affected by AI of others").aliases(&["ai subject", "data subject"]),
    Choice::new("authority", "Relevant authority").aliases(&["regulator", "policy maker"]),
];

/// Roles under the EU AI Act.
pub(super) const EU_ROLES: &[Choice] = &[
    Choice::new("provider", "Provider (Art. 3(3))").aliases(&["aanbieder", "anbieter"]),
    Choice::new("deployer", "Deployer (Art. 3(4))").aliases(&["gebruiksverantwoordelijke", "betreiber"]),
    Choice::new(
        "authorised_representative",
        "Authorised representative (Art. 3(5))",
    )
    .aliases(&["authorized representative"]),
    Choice::new("importer", "Importer (Art. 3(6))"),
    Choice::new("distributor", "Distributor (Art. 3(7))"),
    Choice::new("product_manufacturer", "Product manufacturer (Art. 25(3))")
        .aliases(&["product manufacturer"]),
    Choice::new("none", "None").aliases(&["not applicable", "n/a"]),
];

/// Who or what a consequence falls on.
pub(super) const CONSEQUENCE_DIMENSIONS: &[Choice] = &[
    Choice::new("organisation", "The organisation"),
    Choice::new("individuals", "Individuals and groups"),
    Choice::new("societies", "Societies"),
];

/// How soon.
pub(super) const PRIORITIES: &[Choice] = &[
    Choice::new("low", "Low").aliases(&["4", "p4"]),
    Choice::new("normal", "Normal").aliases(&["medium", "3", "p3"]),
    Choice::new("high", "High").aliases(&["2", "p2"]),
    Choice::new("urgent", "Urgent").aliases(&["critical", "1", "p1", "highest"]),
];

/// What tasks and approvals can belong to: every record that people work on.
pub(super) const ANY: &[&str] = &[
    "adoption",
    "alert",
    "appointment",
    "audit",
    "candidate",
    "certificate",
    "change",
    "claim",
    "committee",
    "communication",
    "competence",
    "concern",
    "context_issue",
    "contract",
    "control",
    "corrective_action",
    "customer",
    "dataset",
    "deployment",
    "discovery_source",
    "document",
    "evaluation",
    "evidence",
    "exception",
    "impact_assessment",
    "incident",
    "interested_party",
    "management_review",
    "method",
    "metric",
    "model",
    "monitor",
    "nonconformity",
    "objective",
    "obligation",
    "opportunity",
    "organisation",
    "oversight_review",
    "person",
    "process",
    "questionnaire",
    "release",
    "report",
    "risk",
    "system",
    "training",
    "unit",
    "use_case",
    "vendor",
];

/// What somebody outside can be shown.
pub(super) const SHOWN: &[&str] = &[
    "certificate",
    "claim",
    "control",
    "dataset",
    "document",
    "evaluation",
    "evidence",
    "impact_assessment",
    "model",
    "questionnaire",
    "release",
    "report",
    "risk",
    "system",
    "use_case",
];

#[cfg(test)]
mod tests;
