//! Customer: who gets AI from us and what was promised to them.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("business", "Business").aliases(&["company", "b2b"]),
    Choice::new("public_body", "Public body").aliases(&["government", "public sector"]),
    Choice::new("consumers", "Group of consumers").aliases(&["consumer", "b2c", "individual"]),
    Choice::new("internal", "Inside the group").aliases(&["internal"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("prospect", "Prospect", Phase::Planned).aliases(&["lead", "new"]),
        State::new("active", "Active", Phase::Active).aliases(&["current", "customer"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["inactive", "former", "churned"]),
    ],
    transitions: &[
        Transition::new(&["prospect"], "active", "Make active"),
        Transition::new(&["prospect", "active"], "ended", "End"),
        Transition::new(&["ended"], "active", "Bring back"),
    ],
    aliases: &["status"],
};

/// A customer or group of customers, with commitments, expectations and feedback.
pub static KIND: KindDecl = KindDecl {
    name: "customer",
    prefix: "CUS",
    singular: "customer",
    plural: "Customers",
    purpose: "Who gets AI from you, what was promised to them and what they expect, \
                   so that promises are kept and can be shown.",
    source: "ISO/IEC 42001 A.10.4, A.8.2",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().aliases(&[
            "customer",
            "customer name",
            "client",
            "account",
            "name",
        ]),
        FieldDecl::choice("type", "Type", TYPES).aliases(&["type", "customer type", "segment"]),
        FieldDecl::references("use_cases", "Use cases", &["use_case"], "serves customers")
            .aliases(&["use cases"]),
        FieldDecl::references("systems", "AI systems", &["system"], "delivered to")
            .aliases(&["systems", "products"]),
        FieldDecl::long_text("commitments", "What was promised")
            .required()
            .material()
            .section("Commitments")
            .help(
                "Each promise in its own words, with its source: contract, \
                   questionnaire, advert, support.",
            )
            .aliases(&["commitments", "promises"]),
        FieldDecl::references("contracts", "Contracts", &["contract"], "with customers")
            .section("Commitments")
            .aliases(&["contracts", "contract"]),
        FieldDecl::references(
            "controls",
            "Controls that keep the promises",
            &["control"],
            "keeps promises to",
        )
        .section("Commitments"),
        FieldDecl::date("valid_from", "Valid from")
            .section("Commitments")
            .aliases(&["valid from", "start date"]),
        FieldDecl::date("valid_until", "Valid until")
            .section("Commitments")
            .aliases(&["valid until", "end date"]),
        FieldDecl::date("checked_on", "Last checked")
            .section("Commitments")
            .help("When it was last looked at whether the promises hold."),
        FieldDecl::long_text("check_result", "Result of the check").section("Commitments"),
        FieldDecl::long_text("expectations", "What they expect")
            .section("Expectations")
            .help(
                "Needs that were never promised, how they were weighed and what was \
                   decided.",
            )
            .aliases(&["expectations", "needs"]),
        FieldDecl::long_text("responsibilities", "Who does what")
            .section("Expectations")
            .help(
                "What the customer must do, such as oversight or notice to people, and \
                   where it says so.",
            ),
        FieldDecl::text("contact", "Contact")
            .personal()
            .aliases(&["contact", "contact person"]),
        FieldDecl::text("country", "Country").aliases(&["country"]),
        OWNER.aliases(&["owner", "account manager", "account owner"]),
        UNIT,
        REVIEW_DATE,
        OUTSIDE_IDS.aliases(&["customer id", "account id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "state", "systems", "owner", "review_date"],
    internal: false,
};
