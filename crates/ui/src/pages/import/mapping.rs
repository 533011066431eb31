//! How the columns of a file are read, as a form: a target for each column, a meaning for each value.

use std::collections::BTreeSet;

use maud::{Markup, html};
use probity_app::operations::import::{ColumnMapping, Mapping, Target};
use probity_app::operations::staged_import::{ColumnLook, Preview};
use probity_core::kind::{FieldDecl, FieldType, KindDecl, Kinds};
use probity_core::rules::rights::{Permission, Target as Scope};

use crate::components::numbers::grouped;
use crate::components::value::beginning;
use crate::desk::Desk;
use crate::error::told;
use crate::fields::Fields;

/// The table of columns.
pub fn draw(desk: &Desk, seen: &Preview) -> Markup {
    let mapping = &seen.report.mapping;
    html! {
        table.register.mapping {
            caption.hidden { "How each column is read" }
            thead { tr { th scope="col" { "Column" } th scope="col" { "Says, for example" } th.number scope="col" { "Filled" } th scope="col" { "Becomes" } } }
            tbody {
                @for (place, column) in mapping.columns.iter().enumerate() {
                    @let look = seen.columns.iter().find(|look| look.letter == column.column);
                    tr {
                        th scope="row" { span.id { (column.column) } " " (if column.header.is_empty() { "(no header)" } else { &column.header }) }
                        td.samples { @if let Some(look) = look { @for (text, _) in look.values.iter().take(3) { span.sample { (beginning(text)) } } } }
                        td.number { @if let Some(look) = look { (grouped(look.filled as u64)) } }
                        td {
                            select name={ "target." (place) } aria-label={ "Column " (column.column) " becomes" } { (targets(desk, mapping, column)) }
                            @if !column.why.is_empty() { p.note { (told(&column.why)) } }
                            (values(desk.kinds(), place, column, look))
                        }
                    }
                }
            }
        }
    }
}

fn targets(desk: &Desk, mapping: &Mapping, column: &ColumnMapping) -> Markup {
    let grants = desk.may(Permission::ManageAccess, Scope::Workspace);
    let offered = |field: &FieldDecl| {
        let kept_apart = matches!(field.field_type, FieldType::File | FieldType::OutsideIds);
        !field.marks.computed && !kept_apart && (grants || !field.marks.access)
    };
    let chosen = column.target.to_string();
    let option =
        |value: &str, label: &str| html! { option value=(value) selected[value == chosen] { (label) } };
    let is_custom = matches!(column.target, Target::Custom(_));
    html! {
        option value=(if is_custom { &chosen } else { "custom" }) selected[is_custom] { "A field of its own" }
        (option("ignore", "Nothing: leave it out"))
        (option("record", "The id in Probity"))
        (option("id", "The id in that list"))
        (option("unit", "Unit"))
        (option("subunit", "Part of the unit"))
        @for decl in parts(desk.kinds(), mapping) {
            optgroup label=(capital(decl.singular)) {
                @if let Some(lifecycle) = decl.lifecycle { (option(&format!("{}.state", decl.name), lifecycle.label)) }
                @for field in decl.fields.iter().filter(|field| offered(field)) {
                    (option(&format!("{}.{}", decl.name, field.name), field.label))
                }
            }
        }
    }
}

/// The kinds that a row gives records of.
fn parts(kinds: &'static Kinds, mapping: &Mapping) -> Vec<&'static KindDecl> {
    let system = mapping.gives_systems().then_some("system");
    let names = [mapping.row_kind()].into_iter().chain(system);
    names
        .filter_map(|name| kinds.by_name(name))
        .map(|kind| kinds.decl(kind))
        .collect()
}

/// Which answer each value stands for, for targets that have answers.
fn values(kinds: &'static Kinds, place: usize, column: &ColumnMapping, look: Option<&ColumnLook>) -> Markup {
    let answers = answers(kinds, &column.target);
    let Some(look) = look.filter(|_| !answers.is_empty()) else {
        return html! {};
    };
    let open = look
        .values
        .iter()
        .filter(|(text, _)| column.values.get(text).is_none_or(String::is_empty))
        .count();
    html! {
        details {
            summary { "Values" @if open > 0 { " " span.missing { (open) " not understood" } } }
            table.plain.values {
                tbody { @for (at, (text, count)) in look.values.iter().enumerate() {
                    tr {
                        th scope="row" { (beginning(text)) " " span.count { (grouped(*count as u64)) } }
                        td {
                            input type="hidden" name={ "text." (place) "." (at) } value=(text);
                            @let meaning = column.values.get(text).map_or("", String::as_str);
                            select name={ "value." (place) "." (at) } aria-label={ "Meaning of " (beginning(text)) } {
                                option value="" { "keep the text only" }
                                @for (code, label) in &answers { option value=(code) selected[code == &meaning] { (label) } }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// Codes and labels of what a target's cells can mean; empty where any text will do.
fn answers(kinds: &'static Kinds, target: &Target) -> Vec<(&'static str, &'static str)> {
    let decl = |kind: &str| kinds.by_name(kind).map(|kind| kinds.decl(kind));
    match target {
        Target::State { kind } => {
            let states = decl(kind)
                .and_then(|decl| decl.lifecycle)
                .map_or(&[][..], |lifecycle| lifecycle.states);
            states.iter().map(|state| (state.code, state.label)).collect()
        }
        Target::Field { kind, field } => match decl(kind).and_then(|decl| decl.field(field)) {
            Some((_, field)) if matches!(field.field_type, FieldType::YesNo) => {
                vec![("yes", "Yes"), ("no", "No")]
            }
            Some((_, field)) => field
                .choice_list()
                .iter()
                .map(|choice| (choice.code, choice.label))
                .collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The mapping as the form says it.
pub fn read(seen: &Preview, sent: &Fields) -> Result<Mapping, String> {
    let mut mapping = seen.report.mapping.clone();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (place, column) in mapping.columns.iter_mut().enumerate() {
        let Some(target) = sent.text(&format!("target.{place}")) else {
            continue;
        };
        let target = if target == "custom" {
            format!("custom.{}", machine_name(column))
        } else {
            target.to_owned()
        };
        let target: Target = target
            .parse()
            .map_err(|error: probity_app::operations::import::TargetError| error.to_string())?;
        if let Target::Custom(name) = &target
            && !taken.insert(name.clone())
        {
            return Err(format!(
                "two columns would become the field `{name}`: choose another target for column {}",
                column.column
            ));
        }
        if target != column.target {
            column.values.clear();
            column.why = "chosen by hand".to_owned();
            column.target = target;
            continue;
        }
        for at in 0.. {
            let Some(text) = sent.get(&format!("text.{place}.{at}")) else {
                break;
            };
            let code = sent.get(&format!("value.{place}.{at}")).unwrap_or_default();
            let known = column.values.get(text).map_or("", String::as_str);
            if code != known {
                column.values.insert(text.replace("\r\n", "\n"), code.to_owned());
            }
        }
    }
    if let Some(source) = sent.text("source") {
        mapping.source = source.chars().take(100).collect();
    }
    mapping.group_by = match sent.get("group_by") {
        Some(letter) => Some(letter.to_owned()).filter(|letter| !letter.is_empty()),
        None => mapping.group_by,
    };
    Ok(mapping)
}

/// A name for a column's own field: lower-case letters, digits and underscores, with its letter.
fn machine_name(column: &ColumnMapping) -> String {
    let plain = column.header.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    });
    let plain: String = plain.take(40).collect();
    let words: Vec<&str> = plain.split('_').filter(|word| !word.is_empty()).collect();
    format!(
        "{}_{}",
        if words.is_empty() {
            "column".to_owned()
        } else {
            words.join("_")
        },
        column.column.to_ascii_lowercase()
    )
}

/// The same words with an upper-case beginning.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), chars.as_str())
    })
}
