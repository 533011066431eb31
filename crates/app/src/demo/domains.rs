//! What the organisation uses AI for.

/// A system and what it is used for.
pub struct Domain {
    /// Place in the list of units.
    pub unit: usize,
    /// The system's name.
    pub system: &'static str,
    /// What it is.
    pub what: &'static str,
    pub techniques: &'static [&'static str],
    /// `built`, `bought`, `embedded`, `general_purpose`.
    pub origin: &'static str,
    /// Places in the lists of vendors, models and datasets.
    pub vendors: &'static [usize],
    pub models: &'static [usize],
    pub datasets: &'static [usize],
    pub uses: &'static [Use],
}

/// One use.
pub struct Use {
    pub name: &'static str,
    pub purpose: &'static str,
    pub not_for: &'static str,
    pub decisions: &'static str,
    pub users: &'static str,
    pub affected: &'static str,
    /// 0 to 4.
    pub autonomy: &'static str,
    pub oversight: &'static str,
    pub high: bool,
    pub personal: bool,
}

const fn work(name: &'static str, purpose: &'static str, users: &'static str) -> Use {
    Use {
        name,
        purpose,
        not_for: "Decisions about people.",
        decisions: "None: a person uses or discards what it drafts.",
        users,
        affected: "Nobody outside the team.",
        autonomy: "0",
        oversight: "before_each",
        high: false,
        personal: false,
    }
}

const fn about_people(
    name: &'static str,
    purpose: &'static str,
    not_for: &'static str,
    decisions: &'static str,
    users: &'static str,
    affected: &'static str,
) -> Use {
    Use { name, purpose, not_for, decisions, users, affected, autonomy: "1", oversight: "before_each", high: true, personal: true }
}

const fn running(self_: Use, autonomy: &'static str, oversight: &'static str) -> Use {
    Use { autonomy, oversight, ..self_ }
}

/// All of them.
pub const DOMAINS: &[Domain] = &[
    Domain {
        unit: 2, system: "Claims triage", what: "Sorts new claims by urgency and likely effort, from the form and the text.",
        techniques: &["classical_ml", "nlp"], origin: "built", vendors: &[], models: &[2], datasets: &[0, 8],
        uses: &[
            about_people("Order of claims", "Decide which claim is handled first.", "Refusing a claim.",
                "The order in which people look at claims.", "Claims handlers", "Members with a claim"),
            running(about_people("Small claims paid at once", "Pay claims below a limit without waiting.", "Claims about injury.",
                "Payment of small claims.", "Claims handlers", "Members with a claim"), "2", "after_the_fact"),
        ],
    },
    Domain {
        unit: 7, system: "Member assistant", what: "Answers members' questions in chat from the help pages and their contract.",
        techniques: &["generative", "nlp"], origin: "mixed", vendors: &[0], models: &[0], datasets: &[4, 9],
        uses: &[
            running(Use { personal: true, ..work("Questions in chat", "Answer questions at any hour, in four languages.", "Members") }, "3", "on_the_loop"),
            work("Drafts for service agents", "Draft answers to letters that an agent sends.", "Service agents"),
        ],
    },
    Domain {
        unit: 8, system: "Applicant ranking", what: "Compares applications with the profile of a vacancy.",
        techniques: &["nlp", "classical_ml"], origin: "bought", vendors: &[4], models: &[], datasets: &[],
        uses: &[
            about_people("Shortlist of applicants", "Suggest whom to invite, with reasons.", "Rejecting anybody without a person.",
                "Who is invited to an interview.", "Recruiters", "Applicants"),
            work("Wording of vacancies", "Find words that keep people from applying.", "Recruiters"),
        ],
    },
    Domain {
        unit: 4, system: "Credit scoring", what: "Estimates whether a small firm will repay a loan.",
        techniques: &["classical_ml"], origin: "built", vendors: &[7], models: &[5], datasets: &[2, 7],
        uses: &[
            about_people("Loans to sole traders", "Estimate the risk of a loan to a person in business.", "Loans to households.",
                "Whether a loan is granted, and its rate.", "Credit officers", "Sole traders"),
            work("Early warning in the portfolio", "Show firms whose payments slow down.", "Credit officers"),
        ],
    },
    Domain {
        unit: 2, system: "Fraud watch", what: "Scores claims by how much they look like known fraud.",
        techniques: &["classical_ml"], origin: "bought", vendors: &[3], models: &[6], datasets: &[],
        uses: &[
            about_people("Claims for a second look", "Send unusual claims to a specialist.", "Refusing a claim by the score alone.",
                "Which claims are investigated.", "Investigators", "Members with a claim"),
        ],
    },
    Domain {
        unit: 5, system: "Demand forecast", what: "Forecasts orders for each product and warehouse.",
        techniques: &["classical_ml"], origin: "built", vendors: &[], models: &[4], datasets: &[6],
        uses: &[
            running(work("Weekly orders", "Propose what is ordered for the next weeks.", "Planners"), "1", "before_each"),
            running(work("Shift plans", "Estimate how many people a shift needs.", "Team leads"), "1", "before_each"),
        ],
    },
    Domain {
        unit: 6, system: "Pump maintenance", what: "Notices wear of pumps and belts before they stop.",
        techniques: &["classical_ml"], origin: "built", vendors: &[9], models: &[9], datasets: &[5],
        uses: &[running(work("Work orders for pumps", "Order maintenance before a pump fails.", "Mechanics"), "2", "after_the_fact")],
    },
    Domain {
        unit: 9, system: "Coding assistant", what: "Completes and explains code in the editor.",
        techniques: &["generative"], origin: "general_purpose", vendors: &[0], models: &[0, 8], datasets: &[],
        uses: &[
            work("Writing code", "Complete code that an engineer reviews.", "Software engineers"),
            running(work("Upkeep of dependencies", "Propose updates as changes with tests.", "Software engineers"), "3", "on_the_loop"),
        ],
    },
    Domain {
        unit: 0, system: "Office assistant", what: "The assistant in the office suite: summaries, drafts, minutes.",
        techniques: &["generative"], origin: "embedded", vendors: &[2], models: &[0], datasets: &[],
        uses: &[
            work("Drafts and summaries", "Draft and shorten texts.", "Everybody"),
            Use { personal: true, ..work("Minutes of meetings", "Write minutes from a recording.", "Everybody") },
        ],
    },
    Domain {
        unit: 7, system: "Translation desk", what: "Translates letters and pages between four languages.",
        techniques: &["nlp", "generative"], origin: "bought", vendors: &[0], models: &[1], datasets: &[],
        uses: &[work("Letters to members", "Translate letters that an agent checks.", "Service agents")],
    },
    Domain {
        unit: 2, system: "Damage from photographs", what: "Estimates damage and cost from photographs.",
        techniques: &["computer_vision"], origin: "mixed", vendors: &[5, 8], models: &[3], datasets: &[1],
        uses: &[
            about_people("First estimate of damage", "Give handlers an estimate to begin with.", "The final amount.",
                "The first offer to a member.", "Claims handlers", "Members with a claim"),
        ],
    },
    Domain {
        unit: 7, system: "Call transcripts", what: "Writes down calls and marks the topic.",
        techniques: &["speech", "nlp"], origin: "bought", vendors: &[6], models: &[7], datasets: &[3],
        uses: &[
            Use { personal: true, affected: "Members who call", ..work("Notes of calls", "Write the note of a call that the agent corrects.", "Service agents") },
            about_people("Quality of service", "Pick calls for coaching.", "Judging the work of one person.",
                "Which calls are listened to.", "Team leads", "Service agents"),
        ],
    },
    Domain {
        unit: 3, system: "Risk pricing", what: "Estimates the cost of a contract from past claims.",
        techniques: &["classical_ml"], origin: "built", vendors: &[], models: &[2], datasets: &[0],
        uses: &[
            about_people("Price of household contracts", "Propose a price within the approved table.", "Health contracts.",
                "What a member pays.", "Underwriters", "Members"),
        ],
    },
    Domain {
        unit: 5, system: "Route planning", what: "Plans routes and loads of vans.",
        techniques: &["rules", "classical_ml"], origin: "bought", vendors: &[10], models: &[], datasets: &[6],
        uses: &[running(Use { affected: "Drivers", ..work("Daily routes", "Plan the day of each van.", "Dispatchers") }, "2", "on_the_loop")],
    },
    Domain {
        unit: 6, system: "Stock count by camera", what: "Counts pallets on camera pictures.",
        techniques: &["computer_vision"], origin: "bought", vendors: &[5], models: &[3], datasets: &[],
        uses: &[
            running(work("Nightly count", "Correct stock in the books after a check.", "Warehouse planners"), "2", "after_the_fact"),
            Use { high: true, personal: true, affected: "People in the warehouse", ..work("Safety zones", "Warn when somebody stands where a lift moves.", "Shift leads") },
        ],
    },
    Domain {
        unit: 11, system: "Contract reader", what: "Finds clauses in contracts and compares them with our terms.",
        techniques: &["nlp", "generative"], origin: "bought", vendors: &[2], models: &[1], datasets: &[9],
        uses: &[work("Review of contracts", "Point counsel to clauses that differ.", "Legal counsel")],
    },
    Domain {
        unit: 9, system: "Alert sorting", what: "Groups security alerts and suggests which come first.",
        techniques: &["classical_ml", "agentic"], origin: "bought", vendors: &[1], models: &[], datasets: &[],
        uses: &[running(work("First look at alerts", "Close alerts that are known to be harmless.", "Security engineers"), "3", "on_the_loop")],
    },
    Domain {
        unit: 8, system: "Learning suggestions", what: "Suggests courses from role and wishes.",
        techniques: &["classical_ml"], origin: "embedded", vendors: &[4], models: &[], datasets: &[],
        uses: &[Use { personal: true, affected: "Employees", ..work("Courses for employees", "Suggest courses that a person may take.", "Employees") }],
    },
    Domain {
        unit: 10, system: "Data quality watch", what: "Finds values that do not fit before they reach a model.",
        techniques: &["classical_ml", "rules"], origin: "built", vendors: &[], models: &[], datasets: &[0, 6],
        uses: &[work("Checks of nightly loads", "Hold back data that does not fit.", "Data engineers")],
    },
    Domain {
        unit: 7, system: "Hardship signals", what: "Notices members who may have trouble paying.",
        techniques: &["classical_ml"], origin: "built", vendors: &[], models: &[5], datasets: &[2, 3],
        uses: &[
            about_people("Early help", "Offer help before a payment is missed.", "Raising a price or ending a contract.",
                "Whom an agent calls.", "Service agents", "Members in difficulty"),
        ],
    },
    Domain {
        unit: 4, system: "Document intake", what: "Reads forms and balance sheets into fields.",
        techniques: &["computer_vision", "nlp"], origin: "bought", vendors: &[9], models: &[], datasets: &[],
        uses: &[running(work("Loan applications", "Fill in fields that an officer checks.", "Credit officers"), "1", "before_each")],
    },
    Domain {
        unit: 10, system: "Internal search", what: "Searches documents and answers with sources.",
        techniques: &["generative", "nlp"], origin: "built", vendors: &[0], models: &[1, 8], datasets: &[4, 9],
        uses: &[
            work("Questions about procedures", "Answer questions of employees with sources.", "Employees"),
            work("Help for new colleagues", "Explain terms and forms.", "Employees"),
        ],
    },
    Domain {
        unit: 6, system: "Energy control", what: "Sets heating and cooling by forecast.",
        techniques: &["reinforcement"], origin: "bought", vendors: &[9], models: &[], datasets: &[5],
        uses: &[running(work("Heating of warehouses", "Save energy within fixed limits.", "Building managers"), "4", "on_the_loop")],
    },
    Domain {
        unit: 3, system: "Flood maps", what: "Estimates how water spreads at an address.",
        techniques: &["classical_ml"], origin: "bought", vendors: &[7], models: &[], datasets: &[],
        uses: &[work("Advice to members", "Tell members how to protect a house.", "Advisers")],
    },
];
