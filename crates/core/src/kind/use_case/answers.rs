//! Answers and life cycle of the use case, with the spellings seen in published inventories.

use crate::kind::{Choice, Lifecycle, Phase, State, Transition};

pub(super) const YES_NO_UNKNOWN: &[Choice] = &[
    Choice::new("yes", "Yes").aliases(&["y", "true", "ja"]),
    Choice::new("no", "No").aliases(&["n", "false", "nee"]),
    Choice::new("unknown", "Not known yet").aliases(&["unknown", "unclear", "onbekend", "tbd"]),
];

pub(super) const AUTONOMY: &[Choice] = &[
    Choice::new("0", "0: a person drafts with it or discards it").aliases(&["none", "level 0"]),
    Choice::new("1", "1: suggests, a person decides each case").aliases(&[
        "level 1",
        "human in the loop",
        "decision support",
    ]),
    Choice::new("2", "2: decides, a person reviews before effect or in samples").aliases(&["level 2"]),
    Choice::new("3", "3: acts, a person can stop or reverse afterwards")
        .aliases(&["level 3", "human on the loop"]),
    Choice::new("4", "4: acts with tools or other agents, without review").aliases(&[
        "level 4",
        "fully autonomous",
        "human out of the loop",
    ]),
];

pub(super) const OVERSIGHT: &[Choice] = &[
    Choice::new("before_each", "A person decides before each effect")
        .aliases(&["human in the loop", "in the loop"]),
    Choice::new("on_the_loop", "A person watches and can stop it")
        .aliases(&["human on the loop", "on the loop"]),
    Choice::new("after_the_fact", "A person reviews afterwards").aliases(&[
        "after the fact",
        "sampling",
        "post review",
    ]),
    Choice::new("none", "None, with a reason").aliases(&["no oversight", "human out of the loop"]),
];

pub(super) const HIGH_IMPACT: &[Choice] = &[
    Choice::new("high", "High-impact").aliases(&[
        "high-impact",
        "yes",
        "rights-impacting",
        "safety-impacting",
        "both",
    ]),
    Choice::new("presumed_not", "Presumed high-impact, determined not").aliases(&[
        "presumed high-impact, but determined not high impact",
        "presumed high-impact but determined not high-impact",
        "presumed high-impact, but determined not high-impact",
        "presumed high-impact, but not high-impact",
    ]),
    Choice::new("not_high", "Not high-impact").aliases(&["not high-impact", "no", "neither"]),
    Choice::new("undetermined", "Not determined").aliases(&[
        "undetermined",
        "unknown",
        "case-by-case assessment",
        "no, use case is too new to fully assess impacts; will be reassessed before end of initiation stage.",
        "no, use case is too new to fully assess impacts; will be reassessed before end of acquisition and development stage.",
        "too new to assess",
    ]),
];

pub(super) const EU_CLASSES: &[Choice] = &[
    Choice::new("prohibited", "Prohibited (Art. 5)"),
    Choice::new("high_annex_i", "High-risk: product law (Art. 6(1))"),
    Choice::new("high_annex_iii", "High-risk: use (Art. 6(2))"),
    Choice::new("annex_iii_exempt", "Annex III, exempt (Art. 6(3))"),
    Choice::new("transparency", "Transparency duties (Art. 50)"),
    Choice::new("gpai", "Rests on our general-purpose model (Art. 53)"),
    Choice::new("gpai_systemic", "Rests on our systemic-risk model (Art. 55)"),
    Choice::new("minimal", "No special duties"),
    Choice::new("excluded", "Excluded (Art. 2)"),
    Choice::new("out_of_scope", "Not an AI system (Art. 3(1))"),
    Choice::new("out_of_scope_territory", "Outside the Union (Art. 2(1))"),
    Choice::new("undetermined", "Undetermined: an answer is missing"),
];

pub(super) const TIERS: &[Choice] = &[
    Choice::new("t0", "T0 negligible"),
    Choice::new("t1", "T1 low"),
    Choice::new("t2", "T2 moderate"),
    Choice::new("t3", "T3 high"),
    Choice::new("t4", "T4 critical"),
    Choice::new("unrated", "Unrated: handled as T3"),
    Choice::new("not_allowed", "Not allowed at any tier"),
];

pub(super) const ASSESSMENT: &[Choice] = &[
    Choice::new("completed", "Completed").aliases(&["yes", "ja", "y", "true", "done"]),
    Choice::new("in_progress", "In progress").aliases(&[
        "in-progress",
        "planned or in-progress",
        "planned or in-progress.",
        "ongoing",
    ]),
    Choice::new("not_started", "Not started").aliases(&["no", "nee", "n", "false", "planned"]),
    Choice::new("not_needed", "Not needed").aliases(&[
        "not applicable",
        "n/a",
        "na",
        "waived",
        "agency caio has waived this minimum practice and reported such waiver to omb",
    ]),
    Choice::new("unknown", "Not known").aliases(&["unknown", "onbekend"]),
];

pub(super) const SCOPE: &[Choice] = &[
    Choice::new("in", "In scope").aliases(&["yes", "in scope"]),
    Choice::new("out", "Out of scope").aliases(&["no", "out of scope"]),
];

pub(super) const PERSONAL_FEATURES: &[Choice] = &[
    Choice::new("race", "Race or ethnic origin").aliases(&[
        "race/ethnicity",
        "race",
        "ethnicity",
        "race / ethnicity",
    ]),
    Choice::new("sex", "Sex or gender").aliases(&["sex/gender", "gender", "gender/sex"]),
    Choice::new("age", "Age").aliases(&["age"]),
    Choice::new("religion", "Religion").aliases(&["religious affiliation"]),
    Choice::new("socioeconomic", "Social or economic situation").aliases(&["socioeconomic status"]),
    Choice::new("disability", "Ability or disability").aliases(&["ability status"]),
    Choice::new("residency", "Residency").aliases(&["residency status"]),
    Choice::new("marital", "Marital status").aliases(&["marital status"]),
    Choice::new("income", "Income").aliases(&["income"]),
    Choice::new("employment", "Employment").aliases(&["employment status"]),
    Choice::new("none", "None of these").aliases(&[
        "none of the above",
        "none of the above.",
        "not applicable",
        "n/a",
        "na",
    ]),
    Choice::new("other", "Other").aliases(&["other"]),
];

pub(super) const CONSULTATION: &[Choice] = &[
    Choice::new("usability_testing", "Tests with users").aliases(&[
        "direct usability testing",
        "direct user testing",
        "usability testing",
    ]),
    Choice::new("public_comments", "Asked the public for comments").aliases(&[
        "general solicitations of feedback and comments from the public",
        "general solicitations of comments from the public",
        "public feedback solicitations",
    ]),
    Choice::new("hearings", "Hearings or meetings").aliases(&["public hearings or meetings"]),
    Choice::new("feedback", "Feedback after the service").aliases(&[
        "post-transaction customer feedback collections",
        "post transaction customer feedback collections",
    ]),
    Choice::new("other", "Other").aliases(&["other"]),
    Choice::new("in_progress", "In progress").aliases(&["in-progress", "in progress"]),
    Choice::new("none", "None").aliases(&["none of the above", "no"]),
    Choice::new("waived", "Waived")
        .aliases(&["agency caio has waived this minimum practice and reported such waiver to omb"]),
];

const RUNNING: &[&str] = &[
    "owner",
    "intended_purpose",
    "excluded_uses",
    "oversight_mode",
    "review_date",
];

pub(super) static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Stage",
    states: &[
        State::new("idea", "Idea", Phase::Planned).aliases(&["ideation", "concept", "proposed"]),
        State::new("requested", "Requested", Phase::Planned).aliases(&[
            "initiated",
            "planned",
            "pre-deployment",
            "pre-deployment - the use case is in a development or acquisition status",
            "pre-deployment - the use case is in a development or acquisition status.",
            "acquisition and/or development",
            "development",
            "in development",
            "ontwikkeling",
            "in ontwikkeling",
        ]),
        State::new("trial", "Trial", Phase::Trial).aliases(&[
            "pilot",
            "pilot - the use case has been deployed in a limited test or pilot capacity",
            "pilot - the use case has been deployed in a limited test or pilot capacity.",
            "implementation and assessment",
            "proof of concept",
            "poc",
            "test",
            "beta",
        ]),
        State::new("approved", "Approved", Phase::Planned).aliases(&["authorised", "authorized"]),
        State::new("approved_with_conditions", "Approved with conditions", Phase::Planned)
            .aliases(&["conditionally approved"]),
        State::new("in_use", "In use", Phase::Active).aliases(&[
            "in use",
            "deployed",
            "deployed - the use case is being actively authorized or utilized to support the functions or mission of an agency",
            "deployed - the use case is being actively authorized or utilized to support the functions or mission of an agency.",
            "operation and maintenance",
            "operations and maintenance",
            "in production",
            "production",
            "in mission",
            "in operation",
            "operational",
            "live",
            "active",
            "in_gebruik",
            "in gebruik",
            "y",
            "yes",
        ]),
        State::new("restricted", "In use, restricted", Phase::Active).aliases(&["limited use"]),
        State::new("suspended", "Suspended", Phase::Paused).aliases(&["paused", "on hold", "stopped"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&[
            "retired",
            "retired - the use case was reported in the agency's prior year's inventory, but its development and/or use has since been discontinued",
            "retired - the use case was reported in the agency's prior year's inventory, but its development and/or use has since been discontinued.",
            "research or administrative action complete",
            "decommissioned",
            "discontinued",
            "buiten_gebruik",
            "buiten gebruik",
        ]),
        State::new("rejected", "Rejected", Phase::Ended).aliases(&["denied", "not approved", "cancelled", "canceled"]),
        State::new("not_stated", "Stage not stated", Phase::Unstated),
    ],
    transitions: &[
        Transition::new(&["idea"], "requested", "Request").requires(&["intended_purpose", "owner"]),
        Transition::new(&["requested"], "trial", "Start a trial")
            .requires(&["owner", "intended_purpose", "trial_limits", "trial_ends_on"])
            .approval(),
        Transition::new(&["requested", "trial"], "approved", "Approve").requires(RUNNING).approval(),
        Transition::new(&["requested", "trial"], "approved_with_conditions", "Approve with conditions")
            .requires(&["owner", "intended_purpose", "excluded_uses", "oversight_mode", "review_date", "conditions"])
            .approval(),
        Transition::new(&["approved", "approved_with_conditions"], "in_use", "Put to use")
            .requires(&["owner", "in_use_since", "systems"]),
        Transition::new(&["in_use"], "restricted", "Restrict").requires(&["conditions"]).with_reason(),
        Transition::new(&["restricted"], "in_use", "Lift the restriction").with_reason().approval(),
        Transition::new(&["trial", "in_use", "restricted"], "suspended", "Suspend").with_reason(),
        Transition::new(&["suspended"], "in_use", "Resume").with_reason().approval(),
        Transition::new(
            &["trial", "approved", "approved_with_conditions", "in_use", "restricted", "suspended"],
            "ended",
            "End",
        )
        .requires(&["ended_on"])
        .with_reason(),
        Transition::new(&["idea", "requested", "trial"], "rejected", "Reject").with_reason().approval(),
        Transition::new(&["rejected"], "requested", "Ask again").with_reason(),
        Transition::new(&["not_stated"], "in_use", "It is in use"),
        Transition::new(&["not_stated"], "trial", "It is in trial"),
        Transition::new(&["not_stated"], "requested", "It is requested"),
        Transition::new(&["not_stated"], "idea", "It is an idea"),
        Transition::new(&["not_stated"], "suspended", "It is suspended"),
        Transition::new(&["not_stated"], "ended", "It has ended"),
    ],
    aliases: &[
        "stage of development",
        "development_stage",
        "development stage",
        "stage",
        "stages of dev",
        "stage of system development life cycle",
        "status",
        "lifecycle stage",
        "agency use (y/n)?",
    ],
};
