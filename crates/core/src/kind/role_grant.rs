//! Role grant: who may do what in this workspace, from when to when.

use super::{Choice, FieldDecl, Group, KindDecl, Lifecycle, Phase, State, Transition};

const ROLES: &[Choice] = &[
    Choice::new("admin", "Administrator"),
    Choice::new("aims_manager", "AI management system manager"),
    Choice::new("owner", "Owner of records"),
    Choice::new("contributor", "Contributor"),
    Choice::new("approver", "Approver"),
    Choice::new("internal_auditor", "Internal auditor"),
    Choice::new("external_auditor", "External auditor"),
    Choice::new("board", "Board member"),
    Choice::new("viewer", "Viewer"),
    Choice::new("ingest", "Machine that delivers records"),
    Choice::new("guest", "Guest"),
];

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[State::new("active", "In force", Phase::Active), State::new("revoked", "Revoked", Phase::Ended)],
    transitions: &[Transition::new(&["active"], "revoked", "Revoke").with_reason()],
    aliases: &[],
};

/// A role that a person holds, in the whole workspace or in one unit.
pub static KIND: KindDecl = KindDecl {
    name: "role_grant",
    prefix: "GRT",
    singular: "role grant",
    plural: "Role grants",
    purpose: "Says who may do what here. Rights are read from these records, so who had which right on which day can be proven.",
    source: "ISO/IEC 42001 5.3, A.3.2",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required(),
        FieldDecl::reference("person", "Person", &["person"], "holds").required(),
        FieldDecl::choice("role", "Role", ROLES).required(),
        FieldDecl::reference("unit", "Only in unit", &["unit"], "roles in this unit")
            .help("Empty means the whole organisation. A unit includes the units below it."),
        FieldDecl::date("from", "From"),
        FieldDecl::date("until", "Until"),
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "person", "role", "unit", "state"],
    internal: true,
};
