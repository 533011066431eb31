//! Organisation: the one this workspace governs.

use super::shared::{EU_ROLES, ISO_ROLES, NOTES, OUTSIDE_IDS, TAGS};
use super::{FieldDecl, Group, KindDecl};

/// The organisation whose AI is governed here: scope, roles and the day the management system began.
pub static KIND: KindDecl = KindDecl {
    name: "organisation",
    prefix: "ORG",
    singular: "organisation",
    plural: "Organisation",
    purpose: "The organisation whose AI is governed here: what it does, which part is \
                   in scope and which roles it holds towards AI.",
    source: "ISO/IEC 42001 4.1, 4.3",
    group: Group::Organisation,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name").required().aliases(&[
            "name",
            "organisation",
            "organization",
            "company",
        ]),
        FieldDecl::text("legal_name", "Legal name").aliases(&["legal name", "legal entity"]),
        FieldDecl::text("short_name", "Short name").aliases(&["abbreviation", "short name", "acronym"]),
        FieldDecl::long_text("business", "What it does").required().help(
            "Purpose and activities in a few sentences. Everything about AI is \
                   judged against this.",
        ),
        FieldDecl::text("country", "Country of the seat").aliases(&["country", "jurisdiction"]),
        FieldDecl::texts("countries", "Countries it works in").aliases(&["countries", "regions"]),
        FieldDecl::texts("sectors", "Sectors").aliases(&["sector", "industry"]),
        FieldDecl::choices("iso_roles", "Roles under ISO/IEC 42001", ISO_ROLES)
            .required()
            .material()
            .section("Roles")
            .help(
                "What the organisation is towards AI: it may hold several roles at once, \
                   and they decide which controls matter.",
            ),
        FieldDecl::choices("eu_roles", "Roles under the EU AI Act", EU_ROLES)
            .material()
            .section("Roles")
            .help(
                "A second vocabulary with its own duties. A deployer uses AI under its \
                   own authority; a provider puts it on the market under its name.",
            ),
        FieldDecl::long_text("scope_text", "Scope of the AI management system")
            .required()
            .material()
            .section("Scope")
            .help(
                "The short text as it would stand on a certificate: activities, places, \
                   kinds of AI.",
            )
            .example(
                "Development and operation of decision support for claims handling at \
                   the sites Utrecht and Ghent.",
            ),
        FieldDecl::long_text("in_scope", "What is inside")
            .material()
            .section("Scope")
            .help(
                "Units, places, life-cycle stages and kinds of AI systems that the \
                   management system covers.",
            ),
        FieldDecl::long_text("out_of_scope", "What is outside, and why")
            .material()
            .section("Scope")
            .help(
                "Every exclusion needs its reason; an exclusion without one is a usual \
                   finding.",
            ),
        FieldDecl::long_text("interfaces", "Interfaces and dependencies")
            .section("Scope")
            .help(
                "Other management systems (security, quality, privacy) and outside \
                   parties it depends on.",
            ),
        FieldDecl::date("aims_since", "Management system in force since")
            .section("Scope")
            .help(
                "AI in use before this day needs an adoption decision; later AI needs an \
                   approval before first use.",
            ),
        FieldDecl::text("time_zone", "Time zone")
            .section("Settings")
            .help("Days end by this zone; `as of` a date means the end of that day here.")
            .example("Europe/Amsterdam"),
        FieldDecl::texts("languages", "Working languages").section("Settings"),
        FieldDecl::link("website", "Website").aliases(&["website", "url", "homepage"]),
        OUTSIDE_IDS,
        TAGS,
        NOTES,
    ],
    lifecycle: None,
    columns: &["id", "name", "iso_roles", "eu_roles", "aims_since"],
    internal: false,
};
