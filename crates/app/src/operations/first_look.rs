//! The first five minutes: what a list of AI uses says, before anything of it is kept.

use std::collections::BTreeSet;

use probity_core::kind::Phase;
use probity_core::register::Register;
use probity_tabular::Workbook;
use serde::Serialize;

use super::import::{Mapping, StatedUse, stated_uses};
use crate::error::AppError;

/// How many rows, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// How many.
    pub count: usize,
    /// Their numbers, from 1.
    pub rows: Vec<usize>,
}

/// Something that is missing, with the rows it is missing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// In a sentence that holds the number.
    pub sentence: String,
    /// Why it matters, in a sentence.
    pub why: &'static str,
    /// Requirement that it bears on, by identifier.
    pub source: &'static str,
    /// Numbers of the rows, from 1.
    pub rows: Vec<usize>,
    /// The first of them by name.
    pub examples: Vec<String>,
}

/// One page about a list that nobody has kept yet. A blank counts as unknown, never as no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstLook {
    /// AI uses: rows with a name.
    pub uses: usize,
    /// Rows without one, which are not counted.
    pub nameless: usize,
    /// Different units named.
    pub units: usize,
    /// Uses whose stage means that they run.
    pub in_use: Figure,
    /// Uses whose stage is not said.
    pub stage_unknown: Figure,
    /// Uses that name no owner.
    pub without_owner: Figure,
    /// Uses stated to be high-impact or to bear on critical decisions.
    pub high_impact: Figure,
    /// Uses that do not say whether they are.
    pub high_impact_unknown: Figure,
    /// Those of them whose words speak of matters that the law usually treats as such. A guess, to
    /// be looked at first.
    pub high_impact_likely: Figure,
    /// Uses that run or are high-impact, have not ended, and say nothing of human oversight.
    pub without_oversight: Figure,
    /// Uses that run or are high-impact, have not ended, and state no completed impact assessment.
    pub without_assessment: Figure,
    /// What is missing, worst first.
    pub gaps: Vec<Gap>,
    /// What the file has no column for, in words.
    pub not_asked: Vec<&'static str>,
}

/// Looks at a file through a mapping. Nothing is written.
///
/// # Errors
/// [`AppError::Invalid`] for a mapping that does not fit or does not read AI uses.
pub fn first_look(register: &Register, book: &Workbook, mapping: &Mapping) -> Result<FirstLook, AppError> {
    let stated = stated_uses(register, book, mapping)?;
    let uses = &stated.uses;
    let rows = |keep: &dyn Fn(&StatedUse) -> bool| figure(uses, keep);
    let units: BTreeSet<String> = uses
        .iter()
        .filter_map(|one| one.unit.as_ref().map(|unit| unit.to_lowercase()))
        .collect();
    let asked = |field: &str| stated.asked.contains(&field);
    Ok(FirstLook {
        uses: uses.len(),
        nameless: stated.nameless,
        units: units.len(),
        in_use: rows(&runs),
        stage_unknown: rows(&|one| one.phase.is_none()),
        without_owner: rows(&|one| !one.says("owner")),
        high_impact: rows(&is_high_impact),
        high_impact_unknown: rows(&impact_is_unknown),
        high_impact_likely: rows(&|one| impact_is_unknown(one) && sounds_high_impact(one)),
        without_oversight: rows(&|one| matters(one) && !is_overseen(one)),
        without_assessment: rows(&|one| matters(one) && !is_assessed(one)),
        gaps: gaps(uses),
        not_asked: NOT_ASKED
            .iter()
            .filter(|(fields, _)| !fields.iter().any(|field| asked(field)))
            .map(|(_, words)| *words)
            .collect(),
    })
}

/// What a list should have a column for.
const NOT_ASKED: &[(&[&str], &str)] = &[
    (&["owner"], "who owns each use"),
    (&["state"], "which uses run and which are planned or over"),
    (&["intended_purpose"], "what each use is meant to do"),
    (
        &["high_impact_stated", "critical_decisions"],
        "which uses are high-impact",
    ),
    (
        &["oversight_mode", "oversight", "fail_safe_stated"],
        "how people oversee it",
    ),
    (&["impact_assessment_stated"], "whether its impact was assessed"),
    (&["personal_data"], "whether it works on personal data"),
];

fn runs(one: &StatedUse) -> bool {
    one.phase == Some(Phase::Active)
}

fn is_high_impact(one: &StatedUse) -> bool {
    one.text("high_impact_stated") == Some("high") || one.text("critical_decisions") == Some("yes")
}

fn impact_is_unknown(one: &StatedUse) -> bool {
    let open = |code: Option<&str>| matches!(code, None | Some("undetermined" | "unknown"));
    open(one.text("high_impact_stated")) && open(one.text("critical_decisions"))
}

/// Beginnings of words from the areas of EU AI Act Annex III and from the safety of life and limb,
/// in the languages of lists we have seen.
const WEIGHTY: &[&str] = &[
    "biometric",
    "face recogn",
    "facial recogn",
    "face match",
    "gezichtsherken",
    "fingerprint",
    "emotion recogn",
    "recruit",
    "hiring",
    "job applicant",
    "sollicit",
    "eligib",
    "welfare",
    "uitkering",
    "bijstand",
    "toeslag",
    "creditworth",
    "credit scor",
    "loan",
    "insurance pric",
    "diagnos",
    "patient",
    "medical device",
    "emergency call",
    "triage",
    "asylum",
    "asiel",
    "visa ",
    "border control",
    "refugee",
    "recidiv",
    "parole",
    "sentencing",
    "suspect",
    "predictive polic",
    "law enforcement",
    "opsporing",
    "exam grad",
    "student admission",
    "exam proctor",
    "child protect",
    "jeugdzorg",
    "risicoprofiel",
    "risk profil",
    "autonomous vehicle",
    "critical infrastructure",
];

fn sounds_high_impact(one: &StatedUse) -> bool {
    let texts = ["intended_purpose", "decisions", "outputs", "benefits"]
        .into_iter()
        .filter_map(|field| one.text(field));
    std::iter::once(one.name.as_str()).chain(texts).any(|text| {
        let lower = format!(" {} ", text.to_lowercase());
        WEIGHTY.iter().any(|word| {
            lower
                .match_indices(word)
                .any(|(at, _)| !lower[..at].ends_with(char::is_alphanumeric))
        })
    })
}

/// Runs, or is high-impact and not over.
fn matters(one: &StatedUse) -> bool {
    runs(one) || (is_high_impact(one) && one.phase != Some(Phase::Ended))
}

fn is_overseen(one: &StatedUse) -> bool {
    one.text("oversight_mode").is_some_and(|mode| mode != "none")
        || one.says("oversight")
        || one.text("fail_safe_stated") == Some("yes")
}

fn is_assessed(one: &StatedUse) -> bool {
    one.text("impact_assessment_stated") == Some("completed")
}

fn figure(uses: &[StatedUse], keep: &dyn Fn(&StatedUse) -> bool) -> Figure {
    let rows: Vec<usize> = uses.iter().filter(|one| keep(one)).map(|one| one.row).collect();
    Figure {
        count: rows.len(),
        rows,
    }
}

/// A kind of gap: which uses have it, and how it is told.
struct Rule {
    applies: fn(&StatedUse) -> bool,
    one: &'static str,
    many: &'static str,
    why: &'static str,
    source: &'static str,
}

/// Worst first: harm that can happen today before what may come, what is unknown after what is known.
const RULES: &[Rule] = &[
    Rule {
        applies: |one| runs(one) && is_high_impact(one) && !is_assessed(one),
        one: "is high-impact and in use, and no completed impact assessment is stated",
        many: "are high-impact and in use, and no completed impact assessment is stated",
        why: "Nobody has written down whom it can harm and what is done against it, and it runs.",
        source: "ISO/IEC 42001 6.1.4, 8.4",
    },
    Rule {
        applies: |one| runs(one) && is_high_impact(one) && !is_overseen(one),
        one: "is high-impact and in use, and nothing says how people oversee it",
        many: "are high-impact and in use, and nothing says how people oversee them",
        why: "When it goes wrong nobody is named who notices and can stop it.",
        source: "ISO/IEC 42001 A.9.2; EU AI Act Art. 14, 26(2)",
    },
    Rule {
        applies: |one| runs(one) && !one.says("owner"),
        one: "is in use and has no owner",
        many: "are in use and have no owner",
        why: "Without an owner nobody is asked when something is due or goes wrong.",
        source: "ISO/IEC 42001 5.3, A.3.2",
    },
    Rule {
        applies: |one| runs(one) && impact_is_unknown(one) && sounds_high_impact(one),
        one: "is in use and does not say whether it is high-impact, and its words suggest that it is",
        many: "are in use and do not say whether they are high-impact, and their words suggest that they are",
        why: "Words are only a hint; these are the ones to classify first.",
        source: "EU AI Act Art. 6, Annex III",
    },
    Rule {
        applies: |one| runs(one) && impact_is_unknown(one),
        one: "is in use, and whether it is high-impact is not said",
        many: "are in use, and whether they are high-impact is not said",
        why: "What is not classified cannot be treated according to its risk.",
        source: "ISO/IEC 42001 6.1.2; EU AI Act Art. 6",
    },
    Rule {
        applies: |one| !runs(one) && matters(one) && !is_assessed(one),
        one: "is high-impact and on its way into use without a completed impact assessment",
        many: "are high-impact and on their way into use without a completed impact assessment",
        why: "It is cheapest to assess before it runs.",
        source: "ISO/IEC 42001 6.1.4, A.5.2",
    },
    Rule {
        applies: |one| runs(one) && one.truth("personal_data").is_none(),
        one: "is in use, and whether it works on personal data is not said",
        many: "are in use, and whether they work on personal data is not said",
        why: "Duties towards people depend on it.",
        source: "ISO/IEC 42001 A.7",
    },
    Rule {
        applies: |one| runs(one) && !one.says("intended_purpose"),
        one: "is in use without a stated purpose",
        many: "are in use without a stated purpose",
        why: "A use outside of its purpose cannot be told from one within.",
        source: "ISO/IEC 42001 A.9.4",
    },
    Rule {
        applies: |one| one.phase.is_none(),
        one: "does not say whether it is planned, in use or over",
        many: "do not say whether they are planned, in use or over",
        why: "What runs must be known before anything else.",
        source: "ISO/IEC 42001 4.3",
    },
    Rule {
        applies: |one| !runs(one) && one.phase != Some(Phase::Ended) && !one.says("owner"),
        one: "that is not in use yet has no owner",
        many: "that are not in use yet have no owner",
        why: "Who wants it should answer for it.",
        source: "ISO/IEC 42001 5.3",
    },
];

/// Names shown beside a gap.
const EXAMPLES: usize = 3;

fn gaps(uses: &[StatedUse]) -> Vec<Gap> {
    let gap = |rule: &Rule| {
        let found: Vec<&StatedUse> = uses.iter().filter(|one| (rule.applies)(one)).collect();
        (!found.is_empty()).then(|| Gap {
            sentence: match found.len() {
                1 => format!("1 AI use {}.", rule.one),
                count => format!("{count} AI uses {}.", rule.many),
            },
            why: rule.why,
            source: rule.source,
            rows: found.iter().map(|one| one.row).collect(),
            examples: found.iter().take(EXAMPLES).map(|one| one.name.clone()).collect(),
        })
    };
    RULES.iter().filter_map(gap).collect()
}
