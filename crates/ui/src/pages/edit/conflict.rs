//! Somebody else saved first: both versions side by side, and a choice for each field.

use maud::{Markup, html};
use probity_core::history::HistoryItem;

use super::Entry;
use crate::components::dates;

/// A field that somebody else changed while this form was open.
pub struct Clash {
    field: String,
    label: String,
    theirs: Option<String>,
    mine: Option<String>,
    /// Whether this form leaves the field as it was when it was opened.
    untouched: bool,
}

/// The fields that others changed since a revision and that stand otherwise in the form.
pub fn clashes(entry: &Entry<'_>, items: &[HistoryItem], seen: u32) -> Vec<Clash> {
    let Some(record) = entry.record else {
        return Vec::new();
    };
    let newer: Vec<&HistoryItem> = items.iter().filter(|item| item.revision > seen).collect();
    let first_change = |name: &str| {
        newer
            .iter()
            .flat_map(|item| &item.changes)
            .find(|change| change.field == name)
    };
    let clash = |field: &probity_core::register::FieldView| {
        let change = first_change(&field.name)?;
        let mine = entry.shown(field);
        let show = |value| {
            probity_core::history::show_value(
                entry.desk.register(),
                &entry.desk.visibility,
                field.field_type,
                value,
            )
        };
        let theirs = record.get(field.key).map(show);
        let untouched = mine == change.old;
        (mine != theirs).then(|| Clash {
            field: field.name.clone(),
            label: field.label.clone(),
            theirs,
            mine,
            untouched,
        })
    };
    entry.fields.iter().filter_map(clash).collect()
}

/// The comparison above the form. What is chosen here holds for the field.
pub fn comparison(entry: &Entry<'_>, newest: &probity_core::Record) -> Markup {
    let zone = entry.desk.view.time_zone();
    html! {
        div.problem role="alert" {
            p { strong { "Somebody else saved this record while you were editing." } " Nothing of yours is lost. Their version was saved " (dates::moment(newest.updated_at, &zone)) "." }
            @if entry.meanwhile.is_empty() { p { "They changed other fields than you. Save again to add your changes to theirs." } }
        }
        @if !entry.meanwhile.is_empty() {
            div.scroll tabindex="0" role="region" aria-label="Both versions" {
                table.register.versions {
                    caption { "Where the two versions differ: choose one for each field, then save." }
                    thead { tr { th scope="col" { "Field" } th scope="col" { "Saved meanwhile" } th scope="col" { "Yours" } } }
                    tbody { @for clash in &entry.meanwhile {
                        tr {
                            th scope="row" { (clash.label) }
                            td { (version(clash, "theirs", clash.theirs.as_deref(), clash.untouched)) }
                            td { (version(clash, "mine", clash.mine.as_deref(), !clash.untouched)) }
                        }
                    } }
                }
            }
        }
    }
}

fn version(clash: &Clash, value: &str, text: Option<&str>, chosen: bool) -> Markup {
    html! {
        label { input type="radio" name={ "take." (clash.field) } value=(value) checked[chosen]; span.prose { (text.unwrap_or("not stated")) } }
    }
}
