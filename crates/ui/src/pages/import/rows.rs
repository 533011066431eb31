//! Row by row: what becomes of each row of a file, all of them or those behind a number.

use std::collections::BTreeSet;

use maud::{Markup, html};
use probity_app::operations::first_look::FirstLook;
use probity_app::operations::import::{RowOutcome, RowPlan};
use probity_app::operations::staged_import::Preview;

use crate::address::with_query;
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::told;

/// Rows on a page.
const PAGE: usize = 100;

/// The rows behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Every row.
    All,
    /// Rows that become new records.
    Created,
    /// Rows that change records.
    Changed,
    /// Rows whose record says all of it.
    Known,
    /// Rows that the mapping leaves out.
    LeftOut,
    /// Rows that are refused.
    Refused,
    /// Uses that run.
    InUse,
    /// Uses that are stated to be high-impact.
    HighImpact,
    /// Uses without an owner.
    WithoutOwner,
    /// Uses that run or are high-impact, without oversight.
    WithoutOversight,
    /// Uses that run or are high-impact, without an impact assessment.
    WithoutAssessment,
}

/// Each with its code in addresses and its label.
const ALL: [(Rows, &str, &str); 11] = [
    (Rows::All, "all", "Rows in the file"),
    (Rows::Created, "created", "Created"),
    (Rows::Changed, "changed", "Changed"),
    (Rows::Known, "known", "Already recorded"),
    (Rows::LeftOut, "left_out", "Left out"),
    (Rows::Refused, "refused", "Refused"),
    (Rows::InUse, "in_use", "In use"),
    (Rows::HighImpact, "high_impact", "High-impact"),
    (Rows::WithoutOwner, "without_owner", "Without an owner"),
    (Rows::WithoutOversight, "without_oversight", "Without oversight"),
    (
        Rows::WithoutAssessment,
        "without_assessment",
        "Without an impact assessment",
    ),
];

impl Rows {
    fn entry(self) -> (&'static str, &'static str) {
        let found = ALL.iter().find(|(rows, ..)| *rows == self);
        found.map_or(("all", ""), |(_, code, label)| (code, label))
    }

    /// What the number says.
    pub fn label(self) -> &'static str {
        self.entry().1
    }

    fn from_code(code: &str) -> Option<Self> {
        ALL.iter()
            .find(|(_, known, _)| *known == code)
            .map(|(rows, ..)| *rows)
    }

    /// Whether a row is one of them.
    fn holds(self, row: &RowPlan, figures: &BTreeSet<usize>) -> bool {
        let left_out = row.left_out.is_some();
        match self {
            Self::All => true,
            Self::Created => matches!(row.outcome, RowOutcome::Created),
            Self::Changed => matches!(row.outcome, RowOutcome::Updated { .. }),
            Self::Known => matches!(row.outcome, RowOutcome::Unchanged { .. }) && !left_out,
            Self::LeftOut => left_out,
            Self::Refused => matches!(row.outcome, RowOutcome::Refused),
            _ => figures.contains(&row.row),
        }
    }

    /// The numbers of the rows behind a figure of the first look.
    fn figures(self, look: Option<&FirstLook>) -> BTreeSet<usize> {
        let figure = look.and_then(|look| match self {
            Self::InUse => Some(&look.in_use),
            Self::HighImpact => Some(&look.high_impact),
            Self::WithoutOwner => Some(&look.without_owner),
            Self::WithoutOversight => Some(&look.without_oversight),
            Self::WithoutAssessment => Some(&look.without_assessment),
            _ => None,
        });
        figure
            .map(|figure| figure.rows.iter().copied().collect())
            .unwrap_or_default()
    }
}

fn href(desk: &Desk, seen: &Preview, rows: Rows, from: usize) -> String {
    let place = desk.href(&format!("/import/{}", seen.staging.id));
    let from_text = from.to_string();
    let pairs = [("rows", rows.entry().0), ("from", from_text.as_str())];
    format!(
        "{}#rows",
        with_query(&place, &pairs[..if from > 0 { 2 } else { 1 }])
    )
}

/// A number that leads to its rows.
pub fn number(desk: &Desk, seen: &Preview, rows: Rows, count: usize, is_bad: bool) -> Markup {
    html! {
        @if count > 0 {
            a href=(href(desk, seen, rows, 0)) { strong.bad[is_bad] { (grouped(count as u64)) } }
        } @else {
            strong { "0" }
        }
    }
}

/// The rows, open when a number led here.
pub fn draw(desk: &Desk, seen: &Preview) -> Markup {
    let asked = desk.query.get("rows").and_then(Rows::from_code);
    let rows = asked.unwrap_or(Rows::All);
    let figures = rows.figures(seen.look.as_ref());
    let found: Vec<&RowPlan> = seen.rows.iter().filter(|row| rows.holds(row, &figures)).collect();
    let from = desk
        .query
        .get("from")
        .and_then(|from| from.parse().ok())
        .unwrap_or(0);
    let from: usize = if from < found.len() { from } else { 0 };
    html! {
        section #rows {
            details open[asked.is_some()] {
                summary { h2 { "Row by row" @if rows != Rows::All { ": " (rows.label().to_lowercase()) } } }
                p.note { (counted(found.len(), "row", "rows"))
                    @if rows != Rows::All { ". " a href=(href(desk, seen, Rows::All, 0)) { "All rows" } } }
                div.scroll tabindex="0" role="region" aria-label="Row by row" { table.register {
                    caption.hidden { "What becomes of each row" }
                    thead { tr { th.number scope="col" { "Row" } th scope="col" { "Name" } th scope="col" { "Becomes" } } }
                    tbody { @for row in found.iter().skip(from).take(PAGE) { (line(seen, row)) } }
                } }
                nav.pager aria-label="Rows" {
                    @if from > 0 { a href=(href(desk, seen, rows, from.saturating_sub(PAGE))) { "← Rows before" } }
                    @if from + PAGE < found.len() { a href=(href(desk, seen, rows, from + PAGE)) { "Next rows →" } }
                }
            }
        }
    }
}

fn line(seen: &Preview, row: &RowPlan) -> Markup {
    html! {
        tr {
            td.number { (grouped(row.row as u64)) }
            td { span.clamp { (row.name) } }
            td { @if let Some(said) = &row.left_out {
                "left out: " (told(said))
            } @else { @match &row.outcome {
                RowOutcome::Created => { "new" }
                RowOutcome::Updated { id, fields } => { "changes " span.id { (id) } ": " (fields.join(", ")) }
                RowOutcome::Unchanged { id } => { "is " span.id { (id) } " already" }
                RowOutcome::Refused => { span.missing { "refused" } @for refusal in seen.report.refusals.iter().filter(|refusal| refusal.row == row.row) { " " (told(&refusal.reason)) } }
            } } }
        }
    }
}
