//! Contract: what was agreed with a vendor or customer.

use super::shared::{CONFIDENTIALITY, NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("negotiated", "Being negotiated", Phase::Planned).aliases(&["draft", "in negotiation"]),
        State::new("in_force", "In force", Phase::Active).aliases(&["active", "signed"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["expired", "terminated"]),
    ],
    transitions: &[
        Transition::new(&["negotiated"], "in_force", "Mark as in force")
            .requires(&["from", "responsibilities"]),
        Transition::new(&["negotiated", "in_force"], "ended", "End").with_reason(),
    ],
    aliases: &["status"],
};

/// An agreement and the clauses that matter for AI.
pub static KIND: KindDecl = KindDecl {
    name: "contract",
    prefix: "CTR",
    singular: "contract",
    plural: "Contracts",
    purpose: "What was agreed with vendors and customers about AI: data, notice of \
                   incidents and changes, audit, exit.",
    source: "ISO/IEC 42001 A.10.2, A.10.3, A.10.4",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Contract").required().aliases(&[
            "contract",
            "contract name",
            "title",
            "name",
        ]),
        FieldDecl::reference("vendor", "With vendor", &["vendor"], "contracts")
            .aliases(&["vendor", "supplier"]),
        FieldDecl::reference("customer", "With customer", &["customer"], "contracts")
            .aliases(&["customer", "client"]),
        FieldDecl::text("number", "Number").aliases(&["contract number", "number", "piid"]),
        FieldDecl::text("version", "Version")
            .required()
            .aliases(&["version"]),
        FieldDecl::references(
            "covers",
            "Covers",
            &["system", "use_case", "model", "dataset"],
            "under contracts",
        )
        .aliases(&["covers", "systems"]),
        FieldDecl::long_text("data_clause", "Data and training")
            .required()
            .material()
            .help("What the other side may do with your data, and where it says so.")
            .aliases(&["data clause", "data protection"]),
        FieldDecl::long_text("incident_clause", "Notice of incidents")
            .required()
            .material()
            .aliases(&["incident clause"]),
        FieldDecl::long_text("change_clause", "Notice of changes")
            .required()
            .material()
            .aliases(&["change clause"]),
        FieldDecl::long_text("audit_clause", "Right to audit")
            .material()
            .aliases(&["audit clause", "audit right"]),
        FieldDecl::long_text("liability", "Liability and intellectual property")
            .material()
            .aliases(&["liability", "indemnity", "ip"]),
        FieldDecl::long_text("responsibilities", "Who does what")
            .required()
            .material()
            .help(
                "For each activity (data, building, oversight, logging, incidents, \
                   notice to people) the one party that answers for it.",
            )
            .aliases(&["responsibilities", "raci"]),
        FieldDecl::long_text("exit", "End and way out")
            .material()
            .aliases(&["exit", "termination"]),
        FieldDecl::date("from", "In force from").required().aliases(&[
            "start date",
            "effective date",
            "from",
        ]),
        FieldDecl::date("until", "Until").aliases(&["end date", "expiry date", "until", "expires"]),
        FieldDecl::date("notice_by", "Give notice by").aliases(&["notice date", "notice by"]),
        FieldDecl::new("file", "The contract", FieldType::File),
        FieldDecl::text("link", "Where it is kept").aliases(&["link", "url", "location"]),
        OWNER,
        UNIT,
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&["contract id", "id"]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &[
        "id", "name", "vendor", "customer", "from", "until", "owner", "state",
    ],
    internal: false,
};
