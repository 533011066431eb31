//! Deployment: a release that runs somewhere for somebody.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ENVIRONMENTS: &[Choice] = &[
    Choice::new("production", "Production").aliases(&["prod", "live"]),
    Choice::new("pilot", "Pilot").aliases(&["trial", "beta"]),
    Choice::new("test", "Test").aliases(&["testing", "staging", "qa", "uat"]),
    Choice::new("development", "Development").aliases(&["dev", "sandbox"]),
];

const CONFIRMED_BY: &[Choice] = &[
    Choice::new("pipeline", "The delivery pipeline").aliases(&["ci", "ci/cd"]),
    Choice::new("probe", "A probe of what runs").aliases(&["monitoring"]),
    Choice::new("person", "A person").aliases(&["manual"]),
    Choice::new("vendor", "The vendor"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("planned", "Planned", Phase::Planned).aliases(&["scheduled"]),
        State::new("rolling_out", "Rolling out", Phase::Trial).aliases(&["canary", "in progress"]),
        State::new("running", "Running", Phase::Active).aliases(&["active", "live", "deployed"]),
        State::new("stopped", "Stopped", Phase::Paused).aliases(&["suspended", "paused", "down"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["retired", "removed", "decommissioned"]),
    ],
    transitions: &[
        Transition::new(&["planned"], "rolling_out", "Start roll-out").requires(&["release", "plan"]),
        Transition::new(&["planned", "rolling_out"], "running", "Go live")
            .requires(&["release", "conditions_met", "roll_back", "from"])
            .approval(),
        Transition::new(&["rolling_out", "running"], "stopped", "Stop").with_reason(),
        Transition::new(&["stopped"], "running", "Start again").with_reason(),
        Transition::new(&["planned", "rolling_out", "running", "stopped"], "ended", "End")
            .requires(&["until"]),
    ],
    aliases: &["status", "state"],
};

/// Where a release runs, for which use cases and under which conditions it went live.
pub static KIND: KindDecl = KindDecl {
    name: "deployment",
    prefix: "DEP",
    singular: "deployment",
    plural: "Deployments",
    purpose: "Which release runs where, for which use cases, since when, and on whose \
                   decision it went live.",
    source: "ISO/IEC 42001 A.4.5, A.6.2.5",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .example("Claims triage, production Frankfurt")
            .aliases(&["deployment", "name", "title"]),
        FieldDecl::reference("system", "AI system", &["system"], "deployments")
            .required()
            .aliases(&["system", "ai system"]),
        FieldDecl::reference("release", "Release", &["release"], "deployed as")
            .required()
            .material()
            .aliases(&["release", "version"]),
        FieldDecl::choice("environment", "Environment", ENVIRONMENTS)
            .required()
            .material()
            .aliases(&["environment", "stage", "env"]),
        FieldDecl::text("location", "Place")
            .required()
            .material()
            .help("Data centre, cloud region, site or device.")
            .aliases(&["location", "region", "hosting location", "place"]),
        FieldDecl::text("operator", "Operated by")
            .required()
            .material()
            .aliases(&["operator", "operated by", "host"]),
        FieldDecl::references("use_cases", "Serves use cases", &["use_case"], "deployed as")
            .required()
            .material()
            .aliases(&["use cases", "use case"]),
        FieldDecl::text("address", "Address")
            .help("Web address, service name or device group by which it is found.")
            .aliases(&["address", "url", "endpoint"]),
        FieldDecl::long_text("plan", "Plan and conditions")
            .required()
            .section("Go-live")
            .help(
                "What must be true before it goes live, who does what, and when to turn \
                   back.",
            )
            .aliases(&["plan", "deployment plan"]),
        FieldDecl::long_text("conditions_met", "How the conditions were met")
            .required()
            .section("Go-live"),
        FieldDecl::long_text("differences", "Differences from the test environment").section("Go-live"),
        FieldDecl::long_text("roll_back", "Way back, and when it was tried")
            .section("Go-live")
            .aliases(&["rollback", "roll-back", "rollback plan"]),
        FieldDecl::yes_no("users_told", "Users were told").section("Go-live"),
        FieldDecl::yes_no("logging_on", "Logging is on")
            .section("Watching")
            .aliases(&["logging", "logging on"]),
        FieldDecl::yes_no("monitoring_on", "Monitoring is on")
            .section("Watching")
            .aliases(&["monitoring", "monitoring on"]),
        FieldDecl::text("first_reading", "First reading")
            .section("Watching")
            .help("The first value that monitoring gave, with its day."),
        FieldDecl::choice("confirmed_by", "Running release confirmed by", CONFIRMED_BY).section("Watching"),
        FieldDecl::date("confirmed_on", "Last confirmed")
            .section("Watching")
            .aliases(&["last confirmed"]),
        FieldDecl::date("from", "Running since")
            .section("Life")
            .aliases(&["from", "start date", "deployed on", "deployment date"]),
        FieldDecl::date("until", "Until")
            .section("Life")
            .aliases(&["until", "end date"]),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "system", "release", "environment", "state", "from"],
    internal: false,
};
