//! Interested party: somebody who has a stake in the AI of the organisation.

use super::shared::{LEVELS, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl};

const TYPES: &[Choice] = &[
    Choice::new("customers", "Customers").aliases(&["customer"]),
    Choice::new("affected", "Affected people").aliases(&["data subjects", "public", "society"]),
    Choice::new("employees", "Employees").aliases(&["staff", "works council"]),
    Choice::new("regulators", "Regulators and authorities").aliases(&[
        "regulator",
        "authority",
        "government",
    ]),
    Choice::new("owners", "Owners and board").aliases(&["shareholders", "investors", "board"]),
    Choice::new("vendors", "Vendors and partners").aliases(&["suppliers", "supplier", "partner"]),
    Choice::new("civil", "Civil society and press").aliases(&["ngo", "media"]),
    Choice::new("other", "Other"),
];

/// Who has a stake, what they need and which of it is taken on.
pub static KIND: KindDecl = KindDecl {
    name: "interested_party",
    prefix: "PTY",
    singular: "interested party",
    plural: "Interested parties",
    purpose: "Who has a stake in your AI, what they need or expect, and which of it \
                   you take on as a requirement.",
    source: "ISO/IEC 42001 4.2",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Party")
            .required()
            .example("People who report a claim")
            .aliases(&["interested party", "stakeholder", "party", "name"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type", "category"]),
        FieldDecl::yes_no("affected", "Affected by AI")
            .help("They feel effects without necessarily being customers."),
        FieldDecl::long_text("needs", "Needs and expectations")
            .required()
            .material()
            .aliases(&["needs", "expectations", "requirements", "needs and expectations"]),
        FieldDecl::long_text("taken_on", "Which are taken on")
            .required()
            .material()
            .help(
                "Which of the needs become requirements of the management system, and \
                   why others do not.",
            )
            .aliases(&["addressed", "requirements addressed"]),
        FieldDecl::references("use_cases", "Touched by", &["use_case"], "touches parties"),
        FieldDecl::references(
            "obligations",
            "Obligations towards them",
            &["obligation"],
            "owed to",
        ),
        FieldDecl::text("representation", "How they are heard")
            .help("Survey, council, works council, complaints, none.")
            .aliases(&["engagement", "consultation"]),
        FieldDecl::choice("influence", "Influence", LEVELS).aliases(&["influence", "power"]),
        FieldDecl::date("reconsidered_on", "Last reconsidered")
            .required()
            .aliases(&["last reviewed"]),
        OWNER,
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: None,
    columns: &["id", "name", "type", "affected", "owner", "reconsidered_on"],
    internal: false,
};
