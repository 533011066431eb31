//! Use case: what AI is used for, by whom, on whom and under which conditions.

use super::shared::{
    CONFIDENTIALITY, CRITICALITY, DEPUTY, NOTES, OUTSIDE_IDS, OWNER, REVIEW_DATE, REVIEW_MONTHS, STATED, TAGS,
};
use super::{FieldDecl, Group, KindDecl};

#[path = "use_case/answers.rs"]
mod answers;

use answers::{
    ASSESSMENT, AUTONOMY, CONSULTATION, EU_CLASSES, HIGH_IMPACT, LIFECYCLE, OVERSIGHT, PERSONAL_FEATURES,
    SCOPE, TIERS, YES_NO_UNKNOWN,
};

/// What AI is used for. One system may serve many use cases with different owners, classes and harms.
pub static KIND: KindDecl = KindDecl {
    name: "use_case",
    prefix: "USE",
    singular: "use case",
    plural: "Use cases",
    purpose: "What AI is used for, by whom and on whom. Purpose, risk class, impact, oversight and approval belong to the use, not to the tool behind it.",
    source: "ISO/IEC 42001 4.1, 4.3, 6.1.4, A.5, A.9; EU AI Act Art. 6",
    group: Group::Inventory,
    schema: 1,
    upcast: None,
    fields: &[
        FieldDecl::text("name", "Name")
            .required()
            .example("Triage of incoming claims")
            .aliases(&["use case name", "use_case_name", "ai use case", "title", "tool_name", "use case", "algorithm", "name", "titel", "naam"]),
        FieldDecl::long_text("intended_purpose", "Intended purpose")
            .required()
            .material()
            .section("Purpose")
            .help("What it is meant to do, for whom and in which situation, so clearly that somebody could tell a use outside of it.")
            .example("Sorts incoming claims by urgency so that handlers see urgent ones first. It does not decide on any claim.")
            .aliases(&[
                "what problem is the ai intended to solve?",
                "problem_solved",
                "what is the intended purpose and expected benefits of the ai?",
                "intended purpose and expected benefits",
                "problem to be solved",
                "summary of use case",
                "intended purpose",
                "purpose",
                "description",
                "doel",
            ]),
        FieldDecl::long_text("excluded_uses", "Excluded uses")
            .required()
            .material()
            .section("Purpose")
            .help("What it must not be used for, although somebody could.")
            .example("Not for refusing a claim; not for complaints of employees.")
            .aliases(&["excluded uses", "prohibited uses", "out of scope uses", "not to be used for"]),
        FieldDecl::references("systems", "AI systems", &["system"], "serves use cases")
            .required()
            .material()
            .section("Purpose")
            .help("The systems that do the work. One system may serve many use cases.")
            .aliases(&["systems", "ai systems", "ai system"]),
        FieldDecl::text("topic_area", "Topic area")
            .section("Purpose")
            .aliases(&["use case topic area", "topic_area", "topic area", "use case topic areas", "category", "domain"]),
        FieldDecl::text("topic_other", "Other topic area").section("Purpose").aliases(&["other (use case topic area)"]),
        FieldDecl::long_text("outputs", "What it puts out")
            .section("Purpose")
            .help("A score, a text, a picture, a decision, an action: what leaves the system and who gets it.")
            .aliases(&["describe the ai system's outputs.", "system_outputs", "ai system outputs", "outputs", "output"]),
        FieldDecl::long_text("decisions", "Decisions it influences")
            .required()
            .material()
            .section("Decisions")
            .help("Which decisions rest on the output, about whom, and who takes them.")
            .example("In which order claims are handled; the handler decides on each claim.")
            .aliases(&["decisions", "decisions influenced", "decision influenced"]),
        FieldDecl::choice("critical_decisions", "Critical decisions", YES_NO_UNKNOWN)
            .required()
            .material()
            .section("Decisions")
            .help("Yes when a wrong output could cost somebody a right, health, a job, a benefit or much money. `Not known` is never read as no.")
            .aliases(&[
                "is the ai used to significantly influence or inform decisions or actions that could have an adverse or negative impact on specific individuals or groups?",
                "critical decisions",
                "critical decision",
            ]),
        FieldDecl::long_text("critical_decisions_text", "Which decisions are critical")
            .material()
            .section("Decisions")
            .help("Name each one. Human oversight is checked for every decision named here."),
        OWNER.aliases(&["owner", "use case owner", "business owner", "responsible person", "responsible", "eigenaar"]),
        DEPUTY.required(),
        FieldDecl::reference("executive", "Accountable executive", &["person"], "is accountable for")
            .section("Responsibility")
            .help("Who answers for this use at the top.")
            .aliases(&["accountable executive", "executive sponsor", "sponsor"]),
        FieldDecl::reference("unit", "Unit", &["unit"], "use cases of this unit")
            .required()
            .section("Responsibility")
            .help("The part of the organisation it belongs to. Who may see and change it follows from this.")
            .aliases(&[
                "bureau/component",
                "agency_bureau",
                "bureau",
                "bureau / department",
                "va admin or staff office",
                "unit",
                "business unit",
                "department",
                "division",
                "team",
                "organisatie",
                "publishing_body",
                "agency_name",
                "agency",
            ]),
        FieldDecl::email("contact", "Contact address")
            .section("Responsibility")
            .aliases(&["email address", "contact_email", "contact email address", "contact", "contact email"]),
        FieldDecl::long_text("users", "Who uses it").section("People").aliases(&["users", "user group", "end users"]),
        FieldDecl::text("users_number", "How many use it")
            .section("People")
            .help("A figure or a range, as it is known.")
            .example("1001-5000")
            .aliases(&["estimated # of licenses/users", "number of users", "user count", "licenses", "licences"]),
        FieldDecl::long_text("affected_people", "Who is affected")
            .required()
            .material()
            .section("People")
            .help("People about whom it decides, suggests or acts, and others who feel the effect.")
            .example("People who report a claim; handlers whose work is ordered by it.")
            .aliases(&["affected people", "affected persons", "impacted individuals", "data subjects", "betrokkenen"]),
        FieldDecl::long_text("vulnerable_groups", "Vulnerable groups among them")
            .material()
            .section("People")
            .help("Children, ill or old people, people in need, employees who cannot refuse. Write `none` with a reason when there are none.")
            .aliases(&["vulnerable groups"]),
        FieldDecl::integer("affected_number", "How many are affected in a year")
            .material()
            .section("People")
            .aliases(&["number affected", "number of affected people", "people affected"]),
        FieldDecl::texts("regions", "Countries or regions").material().section("People").aliases(&["regions", "countries", "country", "region"]),
        FieldDecl::texts("languages", "Languages")
            .section("People")
            .help("Languages of what goes in, what comes out and what people are told. Quality often differs between them.")
            .aliases(&["languages", "language"]),
        FieldDecl::choice("can_refuse", "Can affected people opt out", STATED)
            .section("People")
            .aliases(&[
                "where practicable and consistent with applicable law and governmentwide policy, is there an established mechanism for individuals to opt-out from the ai functionality in favor of a human alternative?",
                "opt-out",
                "opt out",
            ]),
        FieldDecl::long_text("notice", "How people are told")
            .section("People")
            .aliases(&[
                "how is the agency providing reasonable and timely notice regarding the use of ai when people interact with an ai-enabled service as a result of this ai use case?",
                "notice",
            ]),
        FieldDecl::texts("data_categories", "Kinds of data put in")
            .required()
            .material()
            .section("Data")
            .example("claim text, photographs, policy number")
            .aliases(&["data categories", "data types", "input data"]),
        FieldDecl::yes_no("personal_data", "Personal data")
            .required()
            .material()
            .section("Data")
            .help("Anything about an identified or identifiable person, also in free text.")
            .aliases(&[
                "does this ai use case involve personally identifiable information (pii) that is maintained by the agency?",
                "has_pii",
                "pii",
                "personal data",
                "involves pii",
                "persoonsgegevens",
            ]),
        FieldDecl::choices("personal_features", "Traits of people used by the model", PERSONAL_FEATURES)
            .material()
            .section("Data")
            .help("Traits that the model uses as input on purpose.")
            .aliases(&[
                "which, if any, demographic variables does the ai use case explicitly use as model features?",
                "demographic_features",
                "demographic",
                "demographic features",
            ]),
        FieldDecl::text("privacy_assessment", "Privacy assessment")
            .section("Data")
            .help("Where the data protection impact assessment is found, or why there is none.")
            .aliases(&[
                "if publicly available, provide the link to the ai use case's associated privacy impact assessment (pia).",
                "pia_url",
                "privacy impact assessment",
                "pia",
                "dpia",
            ]),
        FieldDecl::long_text("legal_basis", "Legal basis").section("Data").aliases(&["legal basis", "juridische_basis", "wettelijke basis"]),
        FieldDecl::choice("autonomy", "Autonomy", AUTONOMY)
            .required()
            .material()
            .section("Oversight")
            .help("What happens without a person. Choose the highest row that fits.")
            .aliases(&["autonomy", "autonomy level", "level of automation"]),
        FieldDecl::long_text("unattended_actions", "What it does without a person")
            .section("Oversight")
            .aliases(&[
                "for this particular use case, can the ai carry out a decision or action without direct human involvement that could result in a significant impact on rights or safety?",
            ]),
        FieldDecl::choice("oversight_mode", "Human oversight", OVERSIGHT)
            .required()
            .material()
            .section("Oversight")
            .help("How a person keeps control. `None` is an answer when its reason is written below.")
            .aliases(&["human oversight", "oversight mode", "human oversight mode"]),
        FieldDecl::long_text("oversight", "How oversight works")
            .required()
            .material()
            .section("Oversight")
            .help("Who watches or decides, with which authority to override and stop, how much time they have and what they see.")
            .aliases(&["oversight description", "human oversight description", "menselijke tussenkomst"]),
        FieldDecl::choice("high_impact_stated", "High-impact, as stated", HIGH_IMPACT)
            .material()
            .section("Classification")
            .help("What the organisation itself states under its own rule. The computed class and tier stand beside it.")
            .aliases(&[
                "is the ai use case high-impact?",
                "is_high_impact",
                "is the ai use case rights-impacting, safety-impacting, both, or neither?",
                "use case high-impact",
                "high_impact",
                "high-impact status",
                "impact classification",
                "high impact",
            ]),
        FieldDecl::long_text("high_impact_reason", "Why so")
            .section("Classification")
            .aliases(&["justification", "hi_justification", "high-impact justification"]),
        FieldDecl::choices("eu_class", "EU AI Act class", EU_CLASSES)
            .computed()
            .section("Classification")
            .help("Follows from the answers given, each with article and reason. Several classes can hold together."),
        FieldDecl::choice("tier", "Impact tier", TIERS)
            .computed()
            .section("Classification")
            .help("Worst credible harm before any control, by autonomy. It sets how deep the work goes, never whether it is done."),
        FieldDecl::long_text("business_value", "Business value")
            .section("Value")
            .help("What is gained, expected and measured.")
            .aliases(&["business value", "value"]),
        FieldDecl::long_text("benefits", "Expected benefits")
            .section("Value")
            .aliases(&[
                "what are the expected benefits and positive outcomes from the ai for an agency's mission and/or the general public?",
                "what are the expected benefits and positive outcomes from the ai for the agency's mission and/or the general public?",
                "benefits",
                "expected benefits",
            ]),
        FieldDecl::choice("business_criticality", "Business criticality", CRITICALITY)
            .required()
            .section("Value")
            .help("What stops when it stops.")
            .aliases(&["business criticality", "criticality"]),
        FieldDecl::long_text("fallback", "Fallback").section("Value").help("How the work goes on without it.").aliases(&["fallback", "contingency"]),
        FieldDecl::choice("scope_decision", "In scope of the AI management system", SCOPE)
            .required()
            .material()
            .section("Scope")
            .aliases(&["scope", "scope decision", "in scope"]),
        FieldDecl::long_text("scope_reason", "Why in or out")
            .required()
            .material()
            .section("Scope")
            .help("A use outside of the scope needs its reason and who governs it instead.")
            .aliases(&["scope reason", "scope justification"]),
        FieldDecl::choice("impact_assessment_stated", "Impact assessment, as stated", ASSESSMENT)
            .section("Stated by the organisation")
            .help("A statement only. It counts as evidenced when an approved impact assessment is linked.")
            .aliases(&[
                "has an ai impact assessment been completed for this ai use case?",
                "has an ai impact assessment been completed for this ai use case? practice: complete ai impact assessment",
                "hi_assessment_completed",
                "has an ai impact assessment been conducted for this ai use case?",
                "impactassessment",
                "impact assessment",
                "ai impact assessment",
                "al impact assessment",
            ]),
        FieldDecl::long_text("potential_impacts", "Potential impacts, as stated")
            .section("Stated by the organisation")
            .aliases(&[
                "what are the potential impacts of using the ai for this particular use case and how were they identified?",
                "what are the potential impacts of using the ai for this particular use case and how were they identified? subpractice: complete ai impact assessment",
                "hi_potential_impacts",
                "what are the key risks from using the ai for this particular use case and how were they identified?",
                "potential impacts",
                "key risks",
                "risks",
            ]),
        FieldDecl::choice("testing_stated", "Testing before use, as stated", STATED)
            .section("Stated by the organisation")
            .aliases(&[
                "has pre-deployment testing been conducted for this ai use case?",
                "has pre-deployment testing been conducted for this ai use case? practice: complete ai impact assessment",
                "hi_testing_conducted",
                "has the ai use case been tested in operational or real-world environments to understand the performance and impact it may have on affected individuals or communities?",
                "pre-deployment testing",
            ]),
        FieldDecl::choice("independent_review_stated", "Independent review, as stated", STATED)
            .section("Stated by the organisation")
            .aliases(&[
                "has as independent review of the ai use case been conducted?",
                "has as independent review of the ai use case been conducted? sub practice complete ai impact assessment",
                "has an independent review of the ai use case been conducted?",
                "hi_independent_review",
                "has an independent evaluation of the ai use case been conducted?",
                "independent review",
            ]),
        FieldDecl::choice("monitoring_stated", "Monitoring in use, as stated", STATED)
            .section("Stated by the organisation")
            .aliases(&[
                "is there a process to conduct ongoing monitoring to identify any adverse impacts to the performance and security of the ai functionality, as well as to privacy, civil rights, and civil liberties?",
                "is there a process to conduct ongoing monitoring to identify any adverse impacts to the performance and security of the ai functionality, as well as to privacy, civil rights, and civil liberties? practice: conduct ongoing monitoring for performance and potential adverse impacts",
                "hi_ongoing_monitoring",
                "is there a process to monitor performance of the ai system's functionality and changes to its impact on rights or safety as part of the post-deployment plan for the ai use case?",
                "ongoing monitoring",
            ]),
        FieldDecl::choice("training_stated", "Training of operators, as stated", STATED)
            .section("Stated by the organisation")
            .aliases(&[
                "has the agency established sufficient and periodic training for operators of the ai to interpret and act on the its output and managed associated risks?",
                "has the agency established sufficient and periodic training for operators of the ai to interpret and act on the its output and managed associated risks? practice: ensure adequate human training and assessment",
                "hi_training_established",
                "periodic training",
            ]),
        FieldDecl::choice("fail_safe_stated", "Fail-safe, as stated", STATED)
            .section("Stated by the organisation")
            .help("Something that keeps harm small when the AI fails.")
            .aliases(&[
                "does this ai use case have an appropriate fail-safe that minimizes the risk of significant harm?",
                "does this ai use case have an appropriate fail-safe that minimizes the risk of significant harm? practice: provide additional human oversight, intervention, and accountability",
                "hi_failsafe_presence",
                "fail-safe",
            ]),
        FieldDecl::choice("appeal_stated", "Appeal for affected people, as stated", STATED)
            .section("Stated by the organisation")
            .aliases(&[
                "is there an established appeal process in the event that an impacted individual would like to appeal or contest the ai system's outcome?",
                "is there an established appeal process in the event that an impacted individual would like to appeal or contest the ai system's outcome? practice: offer consistent remedies or appeals",
                "hi_appeal_process",
                "is there an established fallback and escalation process for this ai use case in the event that an impacted individual or group would like to appeal or contest the ai system's outcome?",
                "appeal process",
            ]),
        FieldDecl::choices("consultation_stated", "Consultation, as stated", CONSULTATION)
            .section("Stated by the organisation")
            .aliases(&[
                "what steps has the agency taken to consult and incorporate feedback from end users of this ai use case and the public?",
                "what steps has the agency taken to consult and incorporate feedback from end users of this ai use case and the public? practice: consult and incorporate feedback from end users and the public",
                "hi_public_consultation",
                "what steps has the agency taken to consult and incorporate feedback from groups affected by this ai use case?",
                "consult and incorporate",
            ]),
        FieldDecl::long_text("fairness_stated", "Measures against unequal results, as stated")
            .section("Stated by the organisation")
            .aliases(&[
                "what steps has the agency taken to detect and mitigate significant disparities in the model's performance across demographic groups for this ai use case?",
            ]),
        FieldDecl::long_text("conditions", "Conditions and restrictions")
            .section("Life")
            .help("Each with a day by which it must hold.")
            .aliases(&["conditions", "restrictions"]),
        FieldDecl::long_text("trial_limits", "Limits of the trial")
            .section("Life")
            .help("Who takes part, on which data, and how people are told."),
        FieldDecl::date("trial_ends_on", "Trial ends on").section("Life").aliases(&["pilot end date", "trial end date"]),
        FieldDecl::date("requested_on", "Requested on").section("Life").aliases(&["date initiated", "date requested", "request date"]),
        FieldDecl::date("development_began_on", "Development or purchase began")
            .section("Life")
            .aliases(&["date when acquisition and/or development began"]),
        FieldDecl::date("planned_for", "Planned for").section("Life").aliases(&["planned date", "planned go-live", "go-live date", "target date"]),
        FieldDecl::date("in_use_since", "In use since")
            .section("Life")
            .help("Needed from the first day of use; for a trial the day it started. As exact as it is known.")
            .aliases(&[
                "date when ai use case became operational or the pilot's start date",
                "operational_date",
                "date implemented",
                "in use since",
                "start date",
            ]),
        FieldDecl::date("ended_on", "Ended on").section("Life").aliases(&["date retired", "end date", "retired on", "retirement date"]),
        REVIEW_DATE.required(),
        REVIEW_MONTHS,
        FieldDecl::link("public_link", "Public entry")
            .section("Record")
            .help("Where the public can read about it.")
            .aliases(&["url", "public link", "link", "website"]),
        FieldDecl::date("published_on", "Published on").section("Record").aliases(&["published", "geregistreerd", "publication date"]),
        CONFIDENTIALITY,
        OUTSIDE_IDS.aliases(&[
            "use case id",
            "use_case_id",
            "use case id [agency abbrev.] - [#]",
            "id",
            "identifier",
            "reference number",
        ]),
        TAGS,
        NOTES,
    ],
    lifecycle: Some(&LIFECYCLE),
    columns: &["id", "name", "state", "high_impact_stated", "unit", "owner", "systems", "review_date"],
    internal: false,
};
