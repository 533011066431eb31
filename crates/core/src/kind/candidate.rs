//! Candidate: a sign of AI in use that nobody has registered yet.

use super::shared::{NOTES, OUTSIDE_IDS, TAGS};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const SOURCES: &[Choice] = &[
    Choice::new("spend", "Spend").aliases(&["invoices", "procurement", "expenses"]),
    Choice::new("sign_on", "Sign-on").aliases(&["sso", "single sign-on", "oauth"]),
    Choice::new("network", "Network").aliases(&["dns", "proxy", "casb"]),
    Choice::new("vendors", "Vendor list").aliases(&["suppliers", "vendor register"]),
    Choice::new("code", "Code").aliases(&["repository", "dependencies"]),
    Choice::new("device", "Device").aliases(&["endpoint", "browser extension"]),
    Choice::new("survey", "Survey").aliases(&["interview", "questionnaire"]),
    Choice::new("other", "Other"),
];

const CONFIDENCE: &[Choice] = &[
    Choice::new("strong", "Strong: the service itself was named").aliases(&["high"]),
    Choice::new("weak", "Weak: a word or an ending only").aliases(&["low"]),
];

const DECISIONS: &[Choice] = &[
    Choice::new("known", "A known use case or system").aliases(&["existing", "duplicate"]),
    Choice::new("request", "A new request").aliases(&["new"]),
    Choice::new("not_ai", "Not AI").aliases(&["no ai"]),
    Choice::new("forbidden", "Forbidden").aliases(&["blocked"]),
    Choice::new("out_of_scope", "Out of scope").aliases(&["out of scope"]),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("seen", "Seen", Phase::Planned).aliases(&["new", "open", "detected"]),
        State::new("looked_at", "Being looked at", Phase::Trial).aliases(&["in review", "investigating"]),
        State::new("decided", "Decided", Phase::Ended).aliases(&["closed", "resolved"]),
    ],
    transitions: &[
        Transition::new(&["seen"], "looked_at", "Look at it"),
        Transition::new(&["seen", "looked_at"], "decided", "Decide").requires(&[
            "decision",
            "decision_reason",
            "decided_by",
        ]),
        Transition::new(&["decided"], "looked_at", "Reopen").with_reason(),
    ],
    aliases: &["status"],
};

/// A sign of unregistered AI, and what was decided about it.
pub static KIND: KindDecl = KindDecl {
    name: "candidate",
    prefix: "CAN",
    singular: "discovery candidate",
    plural: "Discovery candidates",
    purpose: "Signs of AI that nobody has registered. Each is decided on: known, new, \
                   not AI, forbidden or out of scope.",
    source: "ISO/IEC 42001 4.3, A.9.2",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "What was seen")
            .required()
            .example("Sign-ins to a chat service from twelve accounts")
            .aliases(&["name", "finding", "application", "tool", "title"]),
        FieldDecl::choice("source", "Seen by", SOURCES)
            .required()
            .aliases(&["source", "discovery source", "detected by"]),
        FieldDecl::text("source_name", "Name of the source")
            .help("The tool or list that saw it, and what that source cannot see."),
        FieldDecl::long_text("evidence", "Where and how it was seen")
            .required()
            .aliases(&["evidence", "details", "description"]),
        FieldDecl::date("first_seen", "First seen")
            .required()
            .aliases(&["first seen"]),
        FieldDecl::date("last_seen", "Last seen").aliases(&["last seen"]),
        FieldDecl::integer("people", "How many people").aliases(&["users", "number of users"]),
        FieldDecl::reference("unit", "Unit", &["unit"], "candidates in this unit")
            .aliases(&["unit", "department"]),
        FieldDecl::text("vendor_text", "Vendor, as seen").aliases(&["vendor", "supplier", "publisher"]),
        FieldDecl::long_text("guess", "What it probably is")
            .required()
            .aliases(&["guess", "category"]),
        FieldDecl::reference("owner", "Looked at by", &["person"], "looks at candidates")
            .section("Decision")
            .aliases(&["owner", "assigned to"]),
        FieldDecl::choice("decision", "Decision", DECISIONS)
            .required()
            .section("Decision")
            .aliases(&["decision", "disposition"]),
        FieldDecl::long_text("decision_reason", "Why")
            .required()
            .section("Decision")
            .aliases(&["reason", "decision reason"]),
        FieldDecl::reference("decided_by", "Decided by", &["person"], "decided on candidates")
            .required()
            .section("Decision"),
        FieldDecl::date("decided_on", "Decided on")
            .required()
            .section("Decision"),
        FieldDecl::references("became", "Belongs to", &["use_case", "system"], "found as")
            .section("Decision")
            .help("The use case or system that it turned out to be."),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
        FieldDecl::reference("found_by", "Found by", &["discovery_source"], "found")
            .section("Evidence")
            .help("The declared source whose export showed it."),
        FieldDecl::text("service", "Service")
            .section("Evidence")
            .help("The short name under which the same service is found again in other exports."),
        FieldDecl::choice("confidence", "How sure", CONFIDENCE)
            .section("Evidence")
            .aliases(&["confidence"]),
        FieldDecl::integer("rows", "Rows that speak of it").section("Evidence"),
        FieldDecl::references("units", "Seen in units", &["unit"], "candidates seen here")
            .section("Evidence")
            .help("Every unit that an export named. People are counted and never named."),
        FieldDecl::texts("unit_names", "Units that are not in the register").section("Evidence"),
        FieldDecl::texts("spend", "Spent, by currency").section("Evidence"),
        FieldDecl::long_text("stopped_by", "What was done to stop it")
            .section("Decision")
            .help("For what is forbidden: blocked where, told to whom, accounts closed when."),
        FieldDecl::integer("people_at_decision", "People when it was decided").section("Decision"),
        FieldDecl::date("returned_on", "Came back on")
            .section("Decision")
            .help("Set when a later export showed something that the decision did not know."),
        FieldDecl::text("returned_because", "Came back because").section("Decision"),
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "source", "unit", "first_seen", "state", "decision"],
    internal: false,
};
