//! Certificate: a statement of a body that a standard is met.

use super::shared::{NOTES, OUTSIDE_IDS, OWNER, TAGS};
use super::{FieldDecl, FieldType, Group, KindDecl, Lifecycle, Phase, State, Transition};

static LIFECYCLE: Lifecycle = Lifecycle {
    label: "Status",
    states: &[
        State::new("applied", "Applied for", Phase::Planned).aliases(&["in progress", "planned"]),
        State::new("valid", "Valid", Phase::Active).aliases(&["active"]),
        State::new("suspended", "Suspended", Phase::Paused),
        State::new("ended", "Ended", Phase::Ended).aliases(&["expired", "withdrawn"]),
    ],
    transitions: &[
        Transition::new(&["applied"], "valid", "Record as valid")
            .requires(&["number", "from", "until", "scope"]),
        Transition::new(&["valid"], "suspended", "Record suspension").with_reason(),
        Transition::new(&["suspended"], "valid", "Record as valid again").with_reason(),
        Transition::new(&["applied", "valid", "suspended"], "ended", "End").with_reason(),
    ],
    aliases: &["status"],
};

/// A certificate, of the organisation or of a vendor, with scope and last day.
pub static KIND: KindDecl = KindDecl {
    name: "certificate",
    prefix: "CRT",
    singular: "certificate",
    plural: "Certificates",
    purpose: "Certificates of the organisation and its vendors: standard, scope, \
                   body, from when to when.",
    source: "ISO/IEC 42001; ISO/IEC 42006",
    group: Group::Audit,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Certificate")
            .required()
            .aliases(&["certificate", "name", "title"]),
        FieldDecl::text("standard", "Standard")
            .required()
            .material()
            .aliases(&["standard"]),
        FieldDecl::text("number", "Number")
            .required()
            .aliases(&["number", "certificate number"]),
        FieldDecl::reference(
            "holder",
            "Held by",
            &["organisation", "vendor", "unit"],
            "certificates",
        )
        .required()
        .aliases(&["holder", "organisation"]),
        FieldDecl::text("body", "Certification body")
            .required()
            .aliases(&["certification body", "body", "issuer"]),
        FieldDecl::text("accreditation", "Accredited by").aliases(&["accreditation", "accreditation body"]),
        FieldDecl::long_text("scope", "Scope")
            .required()
            .material()
            .help("In the words of the certificate.")
            .aliases(&["scope"]),
        FieldDecl::text("statement_version", "Version of the Statement of Applicability")
            .help("The certificate names one."),
        FieldDecl::date("from", "Valid from")
            .required()
            .material()
            .aliases(&["issue date", "valid from", "issued on", "from"]),
        FieldDecl::date("until", "Valid until")
            .required()
            .material()
            .aliases(&["expiry date", "valid until", "expires", "until"]),
        FieldDecl::date("next_audit", "Next surveillance audit").aliases(&["next audit", "surveillance"]),
        FieldDecl::references("audits", "Rests on audits", &["audit"], "led to certificates"),
        FieldDecl::long_text("conditions", "Conditions").aliases(&["conditions"]),
        FieldDecl::new("file", "The certificate", FieldType::File),
        FieldDecl::link("link", "Where it can be checked").aliases(&["link", "url"]),
        OWNER,
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "standard", "holder", "body", "until", "state"],
    internal: false,
};
