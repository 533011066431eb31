//! Texts for fields of kinds without a story.

/// Texts by the name of a field, whatever the kind.
pub const TEXTS: &[(&str, &[&str])] = &[
    (
        "description",
        &[
            "Noticed by a colleague, looked at the same day, settled within the week.",
            "What is meant is on one page; the long form is with the documents.",
        ],
    ),
    (
        "scope",
        &[
            "All uses in insurance and lending; warehouses follow next year.",
            "Everything at Port Halden and Veyburgh.",
        ],
    ),
    (
        "reason",
        &[
            "Nothing else kept the work going in that month.",
            "It applies because models are built and bought here.",
        ],
    ),
    (
        "decision_reason",
        &[
            "The gain is larger than what can go wrong, and a person stays in it.",
            "Nobody found a way to do it with less data.",
        ],
    ),
    (
        "source",
        &[
            "The service desk",
            "A law of Veyland",
            "The team itself",
            "Minutes of the meeting",
        ],
    ),
    ("version", &["1.0", "1.3", "2.0"]),
    ("period", &["First quarter", "Half a year"]),
    (
        "criteria",
        &[
            "Nine of ten right, no group more than three points behind.",
            "Clauses 4 to 10, and our own rules.",
        ],
    ),
    (
        "method",
        &[
            "Counted each night from the log.",
            "Two people read fifty cases and compare.",
            "The share of all answers of the week.",
        ],
    ),
    (
        "result",
        &["Reached, by a small margin.", "Ninety-one of a hundred right."],
    ),
    ("threshold", &["One in five", "Three points", "Two seconds"]),
    ("frequency", &["Monthly", "Each week", "Each quarter"]),
    (
        "rhythm",
        &["First Tuesday of the month", "Each quarter, and when called"],
    ),
    (
        "mandate",
        &[
            "Decides on uses with high impact and on what is above the limit of a unit.",
            "Decides whether a version goes out.",
        ],
    ),
    (
        "authority",
        &[
            "May stop a use for a day without asking.",
            "May refuse a release.",
            "Signs for the unit.",
        ],
    ),
    (
        "in_use_source",
        &["The first invoice", "The oldest entry of the log"],
    ),
    (
        "as_found",
        &[
            "In daily use by nine people, without a named owner.",
            "Running since the move, settings never looked at.",
        ],
    ),
    (
        "missing",
        &[
            "No assessment of impact and no test set.",
            "A deputy, and a notice to members.",
        ],
    ),
    (
        "incidents_so_far",
        &[
            "None known; the desk was asked.",
            "Two letters to the wrong address in 2023.",
        ],
    ),
    (
        "reading",
        &[
            "23 of 100 answers changed",
            "4.1 points between groups",
            "2.8 seconds",
        ],
    ),
    (
        "finding",
        &[
            "A storm brought other claims than usual.",
            "A field was filled in another way since May.",
        ],
    ),
    (
        "action",
        &[
            "The owner looks each day until it is below the line again.",
            "The version before was put back.",
        ],
    ),
    (
        "question",
        &[
            "May it be used by everybody from next month?",
            "Is what was shown enough?",
            "Do reviews happen when they should?",
        ],
    ),
    ("standard", &["ISO/IEC 27001", "ISO/IEC 42001"]),
    ("number", &["VC-2207", "VC-3115"]),
    ("body", &["Veyland Certification"]),
    ("framework", &["ISO/IEC 42001"]),
    ("audience", &["Members", "The board", "All employees", "Auditors"]),
    ("channel", &["Letter", "Intranet", "Meeting"]),
    ("trigger", &["Each spring", "A new use with high impact"]),
    (
        "why",
        &[
            "So that people know whom to ask.",
            "Because it was asked for last year.",
        ],
    ),
    (
        "text",
        &[
            "A list that nobody can look into decides who is called. Please explain it.",
            "People must be able to see that a machine answered.",
        ],
    ),
    (
        "assessment",
        &["Partly right: reasons were there, and nobody showed them."],
    ),
    (
        "outcome",
        &["The form shows the reasons now; whoever asked got a letter."],
    ),
    (
        "nonconformity_decision",
        &["Raised as a nonconformity", "None: the rule was kept"],
    ),
    (
        "effect",
        &[
            "More care before something new begins.",
            "Questions are answered by fewer people.",
        ],
    ),
    (
        "cause",
        &[
            "The form let an approval pass without it.",
            "The reminder went to somebody who had left.",
        ],
    ),
    (
        "root_cause",
        &[
            "The form let an approval pass without it.",
            "A field changed its meaning and nobody told the team.",
        ],
    ),
    (
        "criterion",
        &["None found in the next quarter", "All reviews of May on time"],
    ),
    (
        "looked_where",
        &["The log of the desk, the mailbox for concerns, the list of invoices."],
    ),
    ("declared_role", &["Head of the unit", "AI governance lead"]),
    (
        "shows",
        &[
            "That it was decided by who may decide.",
            "That the notice is where it should be.",
        ],
    ),
    ("rule", &["Reviews each year", "Two overseers on each shift"]),
    (
        "conditions",
        &["Until the end of the quarter; the owner looks each week."],
    ),
    ("type_text", &["Other"]),
    ("evaluation", &["Counted on the last day of each quarter."]),
    (
        "target",
        &["All by the end of the year", "Nine of ten", "Below one in twenty"],
    ),
    ("plan", &["One unit each month, beginning with claims."]),
    ("resources", &["Two people for a day a week."]),
    (
        "how_met",
        &[
            "A sentence on each form, looked at twice a year.",
            "By the list, and its yearly look.",
        ],
    ),
    (
        "needs",
        &[
            "Reasons in plain words; a person who listens.",
            "A list that is complete and up to date.",
        ],
    ),
    ("taken_on", &["Reasons: yes. A veto: no, explained by letter."]),
    (
        "looked_at",
        &["Fifty cases drawn at random, and all in which a person said no."],
    ),
    (
        "deviations",
        &["Three cases decided within five seconds.", "None."],
    ),
    (
        "decision",
        &["Goes on; the time per case is looked at again in a month."],
    ),
    (
        "purpose",
        &[
            "That nothing begins before somebody answers for it.",
            "That harm is seen before it happens.",
        ],
    ),
    (
        "inputs",
        &[
            "A request with purpose and owner.",
            "The list of changes of the vendor.",
        ],
    ),
    (
        "outputs",
        &[
            "A decision with its reason.",
            "A record, and tasks for what is missing.",
        ],
    ),
    ("record_left", &["The record itself and its history"]),
    ("interval", &["When asked", "Each quarter"]),
    ("last_record", &["Last week", "The review of spring"]),
    (
        "content",
        &[
            "Who decides on an answer? A person, see the entry of the use. Where are data kept? In Veyland and Norland.",
            "Two hours with cases from our own work, and a test of twelve questions.",
        ],
    ),
    (
        "recipient",
        &["Veyland Certification", "Tarn Freight", "Employees' council"],
    ),
    ("programme", &["Year plan of internal audit"]),
    (
        "objectives",
        &["To see whether the list is complete and what it says is true."],
    ),
    (
        "independence",
        &["Nobody in the team has worked on what is looked at in the last two years."],
    ),
    (
        "sample_plan",
        &["Ten uses: all with high impact, the rest at random."],
    ),
    ("conformity", &["Met but for two points."]),
    ("effectiveness", &["Works where people were trained."]),
    (
        "containment",
        &["Switched off within the hour; letters called back."],
    ),
    (
        "notifications",
        &["The two members, by telephone on the same day."],
    ),
    (
        "serious_reason",
        &["No lasting harm, by the scale of the method."],
    ),
    ("requirement", &["6.1.4", "9.1"]),
    ("evidence_text", &["Three of ten entries, looked up on the day."]),
    (
        "statement",
        &["A use was in operation before its impact was assessed."],
    ),
    ("correction", &["Assessed within two weeks."]),
    ("similar", &["Looked for in all units: one more."]),
    ("root_cause_method", &["Five times why"]),
    (
        "weight_reason",
        &["Answers may differ from those that were tested."],
    ),
    ("effects", &["Other order of about one claim in thirty."]),
    ("test_result", &["Better by two points, no group worse."]),
    ("roll_out", &["One team first, back within the hour if needed."]),
    ("about", &["The use in claims"]),
    ("validity", &["Compared once with a count by hand"]),
    ("analysed", &["By the lead, in the first week of the month"]),
    ("on_breach", &["The owner is told the same day"]),
];
