//! What a file says and what would become of it, before anything is kept.

use maud::{Markup, html};
use probity_app::operations::first_look::{Figure, FirstLook, Gap};
use probity_app::operations::import::Note;
use probity_app::operations::staged_import::Preview;

use super::mapping::{capital, draw as columns};
use super::rows::{self, Rows};
use crate::components::numbers::{counted, grouped};
use crate::desk::Desk;
use crate::error::told;
use crate::page::{At, page};

/// Rows named before "and the others".
const ROWS: usize = 12;
/// Refusals that are listed.
const LISTED: usize = 50;

/// The whole page.
pub fn draw(desk: &Desk, seen: &Preview, problem: Option<&str>) -> Markup {
    let body = html! {
        p.crumb { a href=(desk.href("/import")) { "Bring in a list" } }
        div.head {
            div {
                h1 { (seen.staging.file_name) }
                p.purpose { (counted(seen.report.rows, "row", "rows")) @if let Some(sheet) = &seen.report.mapping.sheet { " in the sheet “" (sheet) "”" } ". Nothing of it is kept yet." }
            }
            div.actions { (keep_button(desk, seen)) }
        }
        @if let Some(problem) = problem { div.problem role="alert" { p { (told(problem)) } } }
        @if let Some(look) = &seen.look { (first_look(desk, seen, look)) }
        (outcome(desk, seen))
        (refusals(desk, seen))
        section #columns {
            h2 { "How its columns are read" }
            form method="post" action=(desk.href(&format!("/import/{}", seen.staging.id))) {
                input type="hidden" name="token" value=(desk.form_token());
                (row_choice(desk, seen))
                div.scroll { (columns(desk, seen)) }
                div.buttons { button { "Read it again like this" } span.note { "Nothing is kept by this." } }
            }
        }
        (notes(seen))
        (rows::draw(desk, seen))
        div.buttons { (keep_button(desk, seen)) }
    };
    page(desk, &seen.staging.file_name, At::Import, &body)
}

fn keep_button(desk: &Desk, seen: &Preview) -> Markup {
    let report = &seen.report;
    let good = report.created + report.updated;
    html! {
        form method="post" action=(desk.href(&format!("/import/{}/keep", seen.staging.id))) {
            input type="hidden" name="token" value=(desk.form_token());
            @if report.refused > 0 { input type="hidden" name="partial" value="yes"; }
            @if good == 0 {
                p.note { "There is nothing to keep: " (if report.refused > 0 { "every row is refused." } else { "all of it is recorded already." }) }
            } @else if report.refused > 0 {
                button.primary { "Keep " (counted(good, "row", "rows")) " without the " (grouped(report.refused as u64)) " refused" }
            } @else {
                button.primary { "Keep it" }
            }
        }
    }
}

fn first_look(desk: &Desk, seen: &Preview, look: &FirstLook) -> Markup {
    let share = |figure: &Figure| format!("{} %", (figure.count * 100).checked_div(look.uses).unwrap_or(0));
    let line = |rows: Rows, figure: &Figure, is_bad: bool| {
        html! {
            div { dt { (rows.label()) } dd { (rows::number(desk, seen, rows, figure.count, is_bad)) " " span.note { (share(figure)) } } }
        }
    };
    html! {
        section {
            h2 { "What it says" }
            dl.says {
                div { dt { "AI uses" @if look.units > 0 { " in " (counted(look.units, "unit", "units")) } } dd { strong { (grouped(look.uses as u64)) } } }
                (line(Rows::InUse, &look.in_use, false))
                (line(Rows::HighImpact, &look.high_impact, false))
                (line(Rows::WithoutOwner, &look.without_owner, true))
                (line(Rows::WithoutOversight, &look.without_oversight, true))
                (line(Rows::WithoutAssessment, &look.without_assessment, true))
            }
            p.note { "Oversight and assessment are asked of uses that run or are high-impact. A blank counts as unknown, never as no."
                @if !look.not_asked.is_empty() { " The file has no column that says " (look.not_asked.join(", or ")) "." }
                @if look.nameless > 0 { " " (capital(&counted(look.nameless, "row names", "rows name"))) " no use and is not counted." }
            }
        }
        @if !look.gaps.is_empty() {
            section {
                h2 { "The worst gaps" }
                ol.gaps { @for gap in look.gaps.iter().take(6) { (gap_line(gap)) } }
            }
        }
    }
}

fn gap_line(gap: &Gap) -> Markup {
    html! {
        li {
            p { strong { (gap.sentence) } " " (gap.why) " " span.note { (gap.source) } }
            p.note { "Such as " @for (place, name) in gap.examples.iter().enumerate() { @if place > 0 { "; " } "“" (name) "”" } ". " (row_numbers(&gap.rows)) }
        }
    }
}

fn row_numbers(rows: &[usize]) -> Markup {
    let list = |rows: &[usize]| {
        rows.iter()
            .map(|row| grouped(*row as u64))
            .collect::<Vec<_>>()
            .join(", ")
    };
    html! {
        @if rows.len() <= ROWS { (if rows.len() == 1 { "Row " } else { "Rows " }) (list(rows)) "." }
        @else {
            details.rows { summary { "Rows " (list(&rows[..ROWS])) " and " (grouped((rows.len() - ROWS) as u64)) " more" } (list(&rows[ROWS..])) }
        }
    }
}

fn outcome(desk: &Desk, seen: &Preview) -> Markup {
    let report = &seen.report;
    let known = report.unchanged - report.left_out.min(report.unchanged);
    html! {
        section {
            h2 { "What will become of it" }
            dl.says {
                @for (rows, count) in [
                    (Rows::All, report.rows),
                    (Rows::Created, report.created),
                    (Rows::Changed, report.updated),
                    (Rows::Known, known),
                    (Rows::LeftOut, report.left_out),
                    (Rows::Refused, report.refused),
                ] {
                    @if rows != Rows::LeftOut || count > 0 {
                        div { dt { (rows.label()) } dd { (rows::number(desk, seen, rows, count, rows == Rows::Refused)) } }
                    }
                }
            }
            ul.made {
                @if report.new_systems > 0 { li { (counted(report.new_systems, "AI system", "AI systems")) " behind these uses" } }
                @for (kind, names) in &report.new_records { li { (named(kind, names, "")) } }
                @if !report.people_to_invite.is_empty() { li { (named("person", &report.people_to_invite, ", not known yet: to be invited")) } }
                @if !report.new_fields.is_empty() {
                    li { details { summary { (counted(report.new_fields.len(), "column", "columns")) " kept as fields of your own" } (report.new_fields.join(", ")) } }
                }
            }
            @for sentence in &report.rule { p.note { (told(sentence)) } }
        }
    }
}

fn named(kind: &str, names: &[String], more: &str) -> Markup {
    let decl = probity_core::Kinds::built_in()
        .by_name(kind)
        .map(|kind| probity_core::Kinds::built_in().decl(kind));
    let (one, many) = decl.map_or((kind, kind), |decl| (decl.singular, decl.plural));
    html! {
        details { summary { (counted(names.len(), one, &many.to_lowercase())) " named in it" (more) } (names.join("; ")) }
    }
}

fn refusals(desk: &Desk, seen: &Preview) -> Markup {
    let report = &seen.report;
    html! {
        @if !report.refusals.is_empty() {
            section {
                h2 { "Refused rows" }
                div.scroll tabindex="0" role="region" aria-label="Refused rows" { table.register {
                    caption.hidden { "Refused rows and why" }
                    thead { tr { th.number scope="col" { "Row" } th.number scope="col" { "Line" } th scope="col" { "Column" } th scope="col" { "Why" } } }
                    tbody { @for refusal in report.refusals.iter().take(LISTED) {
                        tr { td.number { (grouped(refusal.row as u64)) } td.number { (grouped(refusal.line as u64)) } td { (refusal.column) } td { (told(&refusal.reason)) } }
                    } }
                } }
                @if report.refusals.len() > LISTED { p.note { "and " (grouped((report.refusals.len() - LISTED) as u64)) " more" } }
                p { a.button href=(desk.href(&format!("/import/{}/refused.csv", seen.staging.id))) download="" { "Take them out as a list" } }
            }
        }
    }
}

fn row_choice(desk: &Desk, seen: &Preview) -> Markup {
    let mapping = &seen.report.mapping;
    html! {
        div.choices {
            label { "A row is" select name="kind" {
                option value="system" selected[mapping.kind == "system"] { "a use of AI and its system" }
                @for (_, decl) in desk.kinds().all().filter(|(_, decl)| !decl.internal && decl.name != "system") {
                    option value=(decl.name) selected[mapping.kind == decl.name] { "one " (decl.singular) }
                }
            } }
            @if seen.sheets.len() > 1 {
                label { "Sheet" select name="sheet" {
                    @for sheet in &seen.sheets { option value=(sheet) selected[mapping.sheet.as_ref() == Some(sheet)] { (sheet) } }
                } }
            }
            @if mapping.gives_systems() {
                label { "Rows share a system when they agree in" select name="group_by" {
                    option value="" { "nothing: each has its own" }
                    @for column in &mapping.columns {
                        option value=(column.column) selected[mapping.group_by.as_ref() == Some(&column.column)] { (column.column) ": " (column.header) }
                    }
                } }
            }
            label { "Ids are those of" input type="text" name="source" value=(mapping.source) maxlength="100"; }
        }
    }
}

fn notes(seen: &Preview) -> Markup {
    let told_of = |note: &Note| {
        html! {
            li {
                @if !note.column.is_empty() { span.id { (note.column) } " " (note.header) ": " }
                @if !note.example.is_empty() { "“" (note.example) "” " } (told(&note.what))
                @if note.count > 0 { " " span.note { (counted(note.count, "row", "rows")) ": " (note.rows.iter().take(ROWS).map(|row| grouped(*row as u64)).collect::<Vec<_>>().join(", ")) } }
            }
        }
    };
    html! {
        @if !seen.notes.is_empty() || !seen.report.notes.is_empty() {
            section {
                h2 { "What was noticed" }
                ul.noticed {
                    @for note in &seen.notes { li { (told(note)) } }
                    @for note in seen.report.notes.iter().take(LISTED) { (told_of(note)) }
                }
            }
        }
    }
}
