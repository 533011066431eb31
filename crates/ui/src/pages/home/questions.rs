//! The questions that a head of AI governance is asked, each answered by numbers that lead to their rows.

use maud::{Markup, html};
use probity_core::kind::KindDecl;
use probity_core::query::{Filter, Query, count};

use crate::address::with_query;
use crate::components::numbers::grouped;
use crate::desk::Desk;

/// A question, the kinds it is asked of, and the filter that answers it.
struct Question {
    asks: &'static str,
    /// Kinds by name; none for every kind that the filter fits.
    kinds: &'static [&'static str],
    filter: &'static str,
    /// Whether a number above zero asks for somebody to act.
    is_gap: bool,
}

const QUESTIONS: &[Question] = &[
    Question {
        asks: "Without an owner",
        kinds: &["use_case", "system"],
        filter: "owner is missing and phase != ended",
        is_gap: true,
    },
    Question {
        asks: "In use, and no review is planned",
        kinds: &["use_case", "system"],
        filter: "phase = active and review_date is missing",
        is_gap: true,
    },
    Question {
        asks: "In use without an impact assessment",
        kinds: &["use_case"],
        filter: "phase = active and not linked from impact_assessment",
        is_gap: true,
    },
    Question {
        asks: "Review overdue",
        kinds: &[],
        filter: "review_date before today and phase != ended",
        is_gap: true,
    },
    Question {
        asks: "Candidates waiting",
        kinds: &["candidate"],
        filter: "phase != ended",
        is_gap: true,
    },
    Question {
        asks: "New this month",
        kinds: &["use_case", "system", "model", "vendor"],
        filter: "created = this month",
        is_gap: false,
    },
    Question {
        asks: "Changed in the last 7 days",
        kinds: &["use_case", "system", "risk", "control"],
        filter: "updated on or after today - 6 days",
        is_gap: false,
    },
];

/// Kinds beside the first that are named at once.
const NAMED: usize = 3;

/// One kind's answer.
struct Answer {
    decl: &'static KindDecl,
    found: usize,
    href: String,
}

/// The questions with their answers.
pub fn answers(desk: &Desk) -> Markup {
    html! {
        dl.asked { @for question in QUESTIONS {
            @let answers = answered(desk, question);
            div {
                dt { (question.asks) }
                dd {
                    @match answers.split_first() {
                        Some((first, rest)) => {
                            a.figure.bad[question.is_gap && first.found > 0] href=(first.href) { strong { (grouped(first.found as u64)) } " " span { (noun(first)) } }
                            (others(rest))
                        }
                        None => { span.none { "–" } }
                    }
                }
            }
        } }
    }
}

/// The kinds that follow: those that were asked for by name all, of the others those that have some.
fn others(rest: &[Answer]) -> Markup {
    let (shown, more) = rest.split_at(rest.len().min(NAMED));
    let one = |answer: &Answer| html! { li { a href=(answer.href) { (noun(answer)) " " span.count { (grouped(answer.found as u64)) } } } };
    html! {
        @if !shown.is_empty() { ul { @for answer in shown { (one(answer)) } } }
        @if !more.is_empty() {
            details { summary { "and " (more.len()) " more" } ul { @for answer in more { (one(answer)) } } }
        }
    }
}

fn answered(desk: &Desk, question: &Question) -> Vec<Answer> {
    let Ok(filter) = Filter::parse(question.filter) else {
        return Vec::new();
    };
    let asked_of = |decl: &KindDecl| match question.kinds {
        [] => !decl.internal,
        names => names.contains(&decl.name),
    };
    let kinds = desk.kinds().all().filter(|(_, decl)| asked_of(decl));
    let mut answers: Vec<Answer> = kinds
        .filter_map(|(kind, decl)| {
            // A kind without the field is not asked.
            let found = count(&desk.scope(), &Query::new(kind, 0).filtered(filter.clone())).ok()?;
            let place = desk.href(&format!("/{}", decl.name));
            Some(Answer {
                decl,
                found,
                href: with_query(&place, &[("filter", question.filter)]),
            })
        })
        .collect();
    let order = |answer: &Answer| {
        question
            .kinds
            .iter()
            .position(|name| *name == answer.decl.name)
            .unwrap_or(usize::MAX)
    };
    match question.kinds {
        [] => {
            let first = |answer: &Answer| answer.decl.name != "use_case";
            answers.retain(|answer| answer.found > 0 || !first(answer));
            answers
                .sort_by_key(|answer| (first(answer), std::cmp::Reverse(answer.found), answer.decl.plural));
        }
        _ => {
            answers.sort_by_key(order);
            // That there is no gap is an answer, too; that nothing is new is said once.
            let first = answers.first().map(|answer| answer.decl.name);
            answers.retain(|answer| question.is_gap || answer.found > 0 || Some(answer.decl.name) == first);
        }
    }
    answers
}

fn noun(answer: &Answer) -> String {
    let words = if answer.found == 1 {
        answer.decl.singular
    } else {
        answer.decl.plural
    };
    // `AI systems` stays as it is.
    match words.chars().nth(1) {
        Some(second) if second.is_uppercase() => words.to_owned(),
        _ => words.to_lowercase(),
    }
}
