//! Discovery source: an export in which AI can be seen that nobody registered.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const TYPES: &[Choice] = &[
    Choice::new("sign_on", "Applications of the single sign-on").aliases(&[
        "single sign-on",
        "single sign-on apps",
        "sso",
        "oauth",
        "identity provider",
    ]),
    Choice::new("network", "Proxy, DNS or CASB log").aliases(&["proxy", "dns", "casb", "firewall"]),
    Choice::new("spend", "Expenses and purchases").aliases(&[
        "expenses",
        "purchases",
        "invoices",
        "card statements",
    ]),
    Choice::new("vendors", "Vendor list").aliases(&["suppliers", "vendor register"]),
    Choice::new("code", "Source code and dependencies").aliases(&[
        "repositories",
        "dependency manifests",
        "dependencies",
        "source code",
    ]),
    Choice::new("device", "Devices and browser extensions").aliases(&[
        "devices",
        "endpoint",
        "browser extensions",
    ]),
    Choice::new("survey", "Survey").aliases(&["interview", "questionnaire"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("active", "Active", Phase::Active).aliases(&["in use", "current"]),
        State::new("retired", "Retired", Phase::Ended).aliases(&["ended", "inactive"]),
    ],
    transitions: &[
        Transition::new(&["active"], "retired", "Retire").with_reason(),
        Transition::new(&["retired"], "active", "Use it again").with_reason(),
    ],
    aliases: &["status"],
};

/// An export that is looked through for AI, with what it cannot show.
pub static KIND: KindDecl = KindDecl {
    name: "discovery_source",
    prefix: "SRC",
    singular: "discovery source",
    plural: "Discovery sources",
    purpose: "Exports you already have in which unregistered AI can be seen: what each can see, \
                   what it cannot, how often it is looked through and when it last was.",
    source: "ISO/IEC 42001 4.3, A.4.2",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .example("Applications in the sign-on of the group")
            .aliases(&["name", "source", "title"]),
        FieldDecl::choice("type", "Type", TYPES)
            .required()
            .aliases(&["type", "source type"]),
        FieldDecl::long_text("sees", "What it can see")
            .required()
            .example("Every application that somebody signed in to with a company account.")
            .aliases(&["what it can see", "coverage"]),
        FieldDecl::long_text("misses", "What it cannot see")
            .required()
            .example("Private accounts, private devices, applications with their own sign-in.")
            .help("Each source has a blind side. Two sources with different ones find more than one twice.")
            .aliases(&["what it cannot see", "blind spots", "limits"]),
        FieldDecl::long_text("how_to", "How the export is made")
            .help("So that somebody else can make it too: where, which report, which period.")
            .aliases(&["how to export", "instructions"]),
        FieldDecl::integer("every_days", "Run every (days)")
            .required()
            .example("30")
            .section("Runs")
            .aliases(&["interval", "frequency (days)", "interval (days)"]),
        FieldDecl::date("last_run", "Last run")
            .section("Runs")
            .help("The day of the newest export that was looked through. Each run sets it.")
            .aliases(&["last run", "last export"]),
        FieldDecl::integer("last_rows", "Rows in the last run").section("Runs"),
        FieldDecl::integer("last_found", "Services found in the last run").section("Runs"),
        OWNER.help("Who brings the export."),
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "type", "last_run", "every_days", "owner", "state"],
    internal: false,
};
