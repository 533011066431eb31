//! How the columns of a file are read, as a form: a target for each column, a meaning for each value.

mod values;

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

/// Values of a column that is no choice are listed when there are so many at most.
const LISTED: usize = 12;
/// What is sent for a column of which all targets shall be offered, where there is no script.
const OTHER: &str = "?";

/// The table of columns. Each offers what it becomes now; the script fills in the others from one list, and
/// without script "something else" asks for them.
pub fn draw(desk: &Desk, seen: &Preview) -> Markup {
    let mapping = &seen.report.mapping;
    let open: Vec<&str> = desk.query.get("open").unwrap_or_default().split(',').collect();
    html! {
        template #targets { (targets(desk, mapping, None)) }
        table.register.mapping {
            caption.hidden { "How each column is read" }
            thead { tr { th scope="col" { "Column" } th scope="col" { "Says, for example" } th.number scope="col" { "Filled" } th scope="col" { "Becomes" } } }
            tbody {
                @for (place, column) in mapping.columns.iter().enumerate() {
                    @let look = seen.columns.iter().find(|look| look.letter == column.column);
                    tr id={ "column-" (place) } {
                        th scope="row" { span.id { (column.column) } " " (if column.header.is_empty() { "(no header)" } else { &column.header }) }
                        td.samples { @if let Some(look) = look { @for (text, _) in look.values.iter().take(3) { span.sample { (beginning(text)) } } } }
                        td.number { @if let Some(look) = look { (grouped(look.filled as u64)) } }
                        td {
                            @let is_open = open.contains(&place.to_string().as_str());
                            (becomes(desk, mapping, place, column, is_open))
                            @if !column.why.is_empty() { p.note { (told(&column.why)) } }
                            @if let Some(look) = look { (values::draw(desk.kinds(), place, column, look, seen.report.rows)) }
                        }
                    }
                }
            }
        }
    }
}

fn becomes(desk: &Desk, mapping: &Mapping, place: usize, column: &ColumnMapping, is_open: bool) -> Markup {
    let chosen = column.target.to_string();
    let label = target_label(desk.kinds(), &column.target);
    html! {
        @if is_open {
            select name={ "target." (place) } aria-label={ "Column " (column.column) " becomes" } { (targets(desk, mapping, Some(&column.target))) }
        } @else {
            select name={ "target." (place) } aria-label={ "Column " (column.column) " becomes" } data-options="targets" {
                option value=(chosen) selected { (label) }
                option value=(OTHER) { "something else …" }
            }
        }
    }
}

/// A target as it is offered.
fn target_label(kinds: &'static Kinds, target: &Target) -> String {
    let decl = |kind: &str| kinds.by_name(kind).map(|kind| kinds.decl(kind));
    match target {
        Target::Custom(_) => OWN_FIELD.to_owned(),
        Target::State { kind } => decl(kind)
            .and_then(|decl| decl.lifecycle)
            .map_or_else(|| target.to_string(), |lifecycle| lifecycle.label.to_owned()),
        Target::Field { kind, field } => decl(kind)
            .and_then(|decl| decl.field(field))
            .map_or_else(|| target.to_string(), |(_, field)| field.label.to_owned()),
        other => PLAIN
            .iter()
            .find(|(code, _)| *code == other.to_string())
            .map_or_else(|| other.to_string(), |(_, label)| (*label).to_owned()),
    }
}

const OWN_FIELD: &str = "A field of its own";

/// Targets that are no fields.
const PLAIN: [(&str, &str); 5] = [
    ("ignore", "Nothing: leave it out"),
    ("record", "The id in Probity"),
    ("id", "The id in that list"),
    ("unit", "Unit"),
    ("subunit", "Part of the unit"),
];

fn targets(desk: &Desk, mapping: &Mapping, target: Option<&Target>) -> Markup {
    let grants = desk.may(Permission::ManageAccess, Scope::Workspace);
    let offered = |field: &FieldDecl| {
        let kept_apart = matches!(field.field_type, FieldType::File | FieldType::OutsideIds);
        !field.marks.computed && !kept_apart && (grants || !field.marks.access)
    };
    let chosen = target.map(ToString::to_string).unwrap_or_default();
    let option =
        |value: &str, label: &str| html! { option value=(value) selected[value == chosen] { (label) } };
    let is_custom = matches!(target, Some(Target::Custom(_)));
    html! {
        option value=(if is_custom { &chosen } else { "custom" }) selected[is_custom] { (OWN_FIELD) }
        @for (value, label) in PLAIN { (option(value, label)) }
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

/// The places of columns for which all targets shall be offered.
pub fn asks_for_more(sent: &Fields) -> String {
    let asking = sent.pairs().filter(|(_, value)| *value == OTHER);
    let places: Vec<&str> = asking
        .filter_map(|(name, _)| name.strip_prefix("target."))
        .filter(|place| place.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    places.join(",")
}

fn look_of<'a>(seen: &'a Preview, column: &ColumnMapping) -> Option<&'a ColumnLook> {
    seen.columns.iter().find(|look| look.letter == column.column)
}

/// The mapping as the form says it.
pub fn read(seen: &Preview, sent: &Fields) -> Result<Mapping, String> {
    let mut mapping = seen.report.mapping.clone();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (place, column) in mapping.columns.iter_mut().enumerate() {
        values::read_left_out(place, column, look_of(seen, column), sent);
        let Some(target) = sent
            .text(&format!("target.{place}"))
            .filter(|target| *target != OTHER)
        else {
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
            if code == OTHER {
                continue;
            }
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
