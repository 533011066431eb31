//! Share: a view for somebody outside, with an end.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, SHOWN, TAGS, UNIT};
use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const PURPOSES: &[Choice] = &[
    Choice::new("buyer", "Due diligence of a buyer").aliases(&["buyer"]),
    Choice::new("audit", "Audit").aliases(&["auditor"]),
    Choice::new("authority", "Authority").aliases(&["regulator"]),
    Choice::new("board", "Board"),
    Choice::new("partner", "Partner or vendor").aliases(&["vendor"]),
    Choice::new("other", "Other"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("prepared", "Prepared", Phase::Planned).aliases(&["draft"]),
        State::new("open", "Open", Phase::Active).aliases(&["active"]),
        State::new("ended", "Ended", Phase::Ended).aliases(&["expired", "revoked"]),
    ],
    transitions: &[
        Transition::new(&["prepared"], "open", "Open")
            .requires(&["recipient", "purpose", "from", "until"])
            .approval(),
        Transition::new(&["prepared", "open"], "ended", "End"),
    ],
    aliases: &["status"],
};

/// What somebody outside may see, until when, and why.
pub static KIND: KindDecl = KindDecl {
    name: "share",
    prefix: "SHR",
    singular: "share",
    plural: "Shares",
    purpose: "Views given to people outside: what they may see, for which purpose, \
                   until when, and who allowed it.",
    source: "ISO/IEC 42001 7.5.3, A.8.3",
    group: Group::Reports,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Share")
            .required()
            .aliases(&["share", "name", "title"]),
        FieldDecl::text("recipient", "For whom")
            .required()
            .material()
            .personal()
            .aliases(&["recipient", "for"]),
        FieldDecl::email("recipient_email", "E-mail")
            .material()
            .aliases(&["email"]),
        FieldDecl::choice("purpose", "Purpose", PURPOSES)
            .required()
            .material()
            .aliases(&["purpose"]),
        FieldDecl::references("records", "Shows records", SHOWN, "shared in").material(),
        FieldDecl::text("view", "Shows view")
            .material()
            .help("Name of a report or list, where it is more than single records."),
        FieldDecl::date("from", "From")
            .required()
            .material()
            .aliases(&["from"]),
        FieldDecl::date("until", "Until")
            .required()
            .material()
            .help("Every share ends.")
            .aliases(&["until", "expires"]),
        FieldDecl::yes_no("download", "May take files along").material(),
        FieldDecl::text("agreement", "Agreement on secrecy"),
        OWNER,
        UNIT,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "recipient", "purpose", "until", "owner", "state"],
    internal: false,
};
