//! What the records of other kinds are called.

/// Titles by kind.
pub const TITLES: &[(&str, &[&str])] = &[
    (
        "document",
        &[
            "AI policy",
            "Procedure for impact assessments",
            "Rules for using assistants",
            "Guide for overseers",
        ],
    ),
    (
        "incident",
        &[
            "Two members got each other's letter",
            "Shortlist left out part-time applicants",
            "Pump order sent twice",
            "Assistant quoted old terms",
        ],
    ),
    (
        "concern",
        &[
            "Ranking of applicants feels unfair",
            "Nobody answers questions about scores",
        ],
    ),
    (
        "objective",
        &[
            "Every high-impact use assessed",
            "Reviews on time",
            "All colleagues trained",
        ],
    ),
    (
        "obligation",
        &[
            "Tell people that they talk with a machine",
            "Keep records of high-risk systems",
            "Promise to members: a person decides",
        ],
    ),
    (
        "interested_party",
        &[
            "Members",
            "Employees' council",
            "Insurance regulator of Veyland",
            "Applicants",
        ],
    ),
    (
        "context_issue",
        &[
            "Few people know AI well",
            "New law on automated decisions",
            "Two vendors supply most models",
        ],
    ),
    (
        "metric",
        &["Uses without owner", "Reviews overdue", "Overrides by people"],
    ),
    ("committee", &["AI board", "Release meeting"]),
    (
        "audit",
        &["Internal audit of the inventory", "Audit of human oversight"],
    ),
    (
        "nonconformity",
        &[
            "Assessment missing for a use in operation",
            "Review later than planned",
        ],
    ),
    (
        "corrective_action",
        &[
            "Assess before approval, held by the form",
            "Reminders a month before a review",
        ],
    ),
    (
        "training",
        &["Using assistants with care", "Overseeing decisions"],
    ),
    (
        "task",
        &["Ask the vendor about training data", "Test the way back"],
    ),
    (
        "change",
        &[
            "New model for claims triage",
            "Longer opening hours of the assistant",
        ],
    ),
    (
        "acknowledgement",
        &[
            "AI policy, read in spring",
            "Rules for assistants, read on joining",
            "Guide for overseers, second edition",
        ],
    ),
    (
        "adoption",
        &[
            "Transcripts were there before the list",
            "Fraud scores, kept with conditions",
            "Route planning, kept as found",
        ],
    ),
    (
        "alert",
        &[
            "More overrides than usual in claims",
            "Inputs of the forecast left their range",
            "Answers slow on Monday morning",
            "One age group fell behind",
        ],
    ),
    (
        "appointment",
        &[
            "AI governance lead, whole organisation",
            "Overseer of claims triage",
            "Data steward of claims",
            "Accountable for lending",
        ],
    ),
    (
        "approval",
        &[
            "May the shortlist go to all recruiters?",
            "New version of the assistant",
            "Photographs in training",
            "Way of working without the forecast",
        ],
    ),
    (
        "certificate",
        &[
            "Information security, Port Halden",
            "AI management system, in preparation",
        ],
    ),
    (
        "claim",
        &[
            "A.2.2 in the whole organisation",
            "A.5.2 for uses with high impact",
            "A.6.2.4 for what is built here",
            "A.8.2 towards members",
            "A.10.3 for vendors of models",
        ],
    ),
    (
        "communication",
        &[
            "Yearly letter on AI to members",
            "Notice to the employees' council",
            "Page about scores for small firms",
            "Answer to a journalist",
        ],
    ),
    (
        "competence",
        &[
            "Judging the order of claims",
            "Reading reasons of a credit score",
            "Labelling damage",
            "Stopping the energy control",
        ],
    ),
    (
        "declaration",
        &[
            "No incident in lending, first quarter",
            "No new vendor since summer",
            "No use outside of the list in warehouses",
        ],
    ),
    (
        "evaluation",
        &[
            "Claims triage on the fixed set",
            "Shortlist by age and sex",
            "Attack on the member assistant",
            "Forecast against last year's orders",
        ],
    ),
    (
        "evidence",
        &[
            "Minutes of the AI board, March",
            "List of sign-ins with the role overseer",
            "Screenshots of the notice on the form",
            "Run of the fixed test set",
        ],
    ),
    (
        "exception",
        &[
            "Reviews two months late during the move",
            "Assistant without log in the lab",
            "One overseer instead of two in July",
        ],
    ),
    (
        "management_review",
        &[
            "Management review, spring",
            "Management review, autumn",
            "Extra review after the storm",
        ],
    ),
    (
        "monitor",
        &[
            "Share of changed answers in claims",
            "Age of the training data",
            "Time to answer in chat",
            "Score by place, monthly",
        ],
    ),
    (
        "opportunity",
        &[
            "Letters in a fifth language",
            "Earlier help for members in need",
            "Less heating at night",
        ],
    ),
    (
        "oversight_review",
        &[
            "Claims triage, first quarter",
            "Credit scores, half-year",
            "Chat, fifty conversations",
            "Safety zones after the near miss",
        ],
    ),
    (
        "process",
        &[
            "Request and approval of a use",
            "Impact assessment",
            "Vendors and their changes",
            "Incidents and concerns",
            "Release of a version",
        ],
    ),
    (
        "questionnaire",
        &[
            "Buyer questionnaire of Tarn Freight",
            "Questions of the Housing Union",
            "Our questions to Larkspur",
            "Survey of the insurance regulator",
            "Our questions to Mosaic Hiring",
        ],
    ),
    (
        "report",
        &[
            "State of the AI management system, spring",
            "Statement of applicability",
            "Yearly report to the board",
            "Register for the auditor",
        ],
    ),
    (
        "share",
        &[
            "Evidence for the certification body",
            "Answers for Tarn Freight",
            "List of uses for the employees' council",
        ],
    ),
];
