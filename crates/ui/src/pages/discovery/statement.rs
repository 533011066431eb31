//! A unit states that its list is complete, line by line.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::discovery::{Line, Statement, speaks_for, state_complete};
use probity_core::Record;
use probity_core::completeness::facts::lines_of;
use probity_core::completeness::{Facts, Reader};

use super::PLACE;
use super::entry::{Entry, Problem, summary};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::numbers::counted;
use crate::components::{chip, value::record_link};
use crate::desk::Desk;
use crate::error::{PageError, status_of};
use crate::fields::Fields;
use crate::page::page;
use crate::pages::sent::{Sent, done};

/// GET `/w/{workspace}/discovery/state/{unit}`
pub async fn form(desk: Desk, Path((_, unit)): Path<(String, String)>) -> Result<Markup, PageError> {
    let unit = unit_of(&desk, &unit)?;
    let typed = prefilled(&desk, &unit);
    Ok(draw(&desk, &unit, &typed, None))
}

/// POST `/w/{workspace}/discovery/state/{unit}`
pub async fn state(
    Path((_, unit)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let unit = unit_of(&desk, &unit)?;
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    let lines = fields
        .pairs()
        .filter_map(|(name, value)| Some((name.strip_prefix("line.")?.to_owned(), Line::from_code(value)?)));
    let said = Statement {
        unit: unit.id.show(desk.kinds()),
        declared_by: text("declared_by"),
        role: text("declared_role"),
        from: text("period_from"),
        until: text("period_until"),
        looked_where: text("looked_where"),
        exceptions: text("exceptions"),
        lines: lines.collect(),
    };
    let ctx = desk.ctx.clone();
    match blocking(move || Ok::<_, PageError>(state_complete(&ctx, &said))).await? {
        Ok(stated) => {
            let place = with_query(&desk.href("/discovery"), &[("stated", &stated.declaration)]);
            Ok(done(&format!("{place}#units")))
        }
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            let problem = (
                refusal.field.as_deref().unwrap_or_default(),
                refusal.message.as_str(),
            );
            Ok((status, draw(&desk, &unit, &fields, Some(problem))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn unit_of(desk: &Desk, id: &str) -> Result<Record, PageError> {
    let record = desk.record(id)?;
    match desk.register().decl(record.id).name {
        "unit" => Ok(Record::clone(record)),
        _ => Err(PageError::missing(format!(
            "`{}` is not a unit",
            id.chars().take(40).collect::<String>()
        ))),
    }
}

fn reader(desk: &Desk) -> Reader<'_> {
    Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    }
}

/// Who can speak for the unit, by name.
fn speakers<'a>(desk: &'a Desk, unit: &Record) -> Vec<&'a Record> {
    let reader = reader(desk);
    let mut people: Vec<&Record> = reader
        .records("person")
        .filter(|person| reader.state(person) != "left" && speaks_for(reader, person, unit))
        .collect();
    people.sort_by_key(|person| probity_core::query::fold(person.title()));
    people
}

/// The past year, the visitor if they belong to the unit, else who leads it.
fn prefilled(desk: &Desk, unit: &Record) -> Fields {
    let reader = reader(desk);
    let until = desk.today;
    let from = until
        .saturating_sub(jiff::Span::new().years(1))
        .saturating_add(jiff::Span::new().days(1));
    let speakers = speakers(desk, unit);
    let own = desk.principal.person(desk.register());
    let head = reader.links(unit, "head").first().copied();
    let can = |id: probity_core::RecordId| speakers.iter().find(|person| person.id == id);
    let speaker = own.and_then(can).or_else(|| head.and_then(can));
    let role = speaker.and_then(|person| reader.text(person, "job_title"));
    let mut pairs = vec![
        ("period_from".to_owned(), from.to_string()),
        ("period_until".to_owned(), until.to_string()),
        (
            "declared_by".to_owned(),
            speaker.map_or_else(String::new, |person| person.id.show(desk.kinds())),
        ),
        ("declared_role".to_owned(), role.unwrap_or_default().to_owned()),
    ];
    if desk.query.get("all") == Some("used") {
        let lines = lines_of(desk.register(), &desk.visibility, unit.id);
        pairs.extend(
            lines
                .into_iter()
                .map(|id| (format!("line.{}", id.show(desk.kinds())), "used".to_owned())),
        );
    }
    Fields::new(pairs)
}

fn draw(desk: &Desk, unit: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let id = unit.id.show(desk.kinds());
    let lines = lines_of(desk.register(), &desk.visibility, unit.id);
    let facts = Facts::of(desk.register(), &desk.visibility, desk.today);
    let waiting = facts
        .units
        .iter()
        .find(|facts| facts.unit == unit.id)
        .map_or(0, |facts| facts.waiting);
    let title = format!("The list of {} is complete", unit.title());
    let body = html! {
        p.crumb { a href=(desk.href("/discovery#units")) { "Is the list complete?" } }
        h1 { (title) }
        p.purpose { "Somebody of the unit says of each line whether it is still in use, and where was looked for others. The statement holds for a year." }
        (summary(problem))
        @if waiting > 0 {
            p.contradicts { strong { (counted(waiting, "candidate", "candidates")) " of this unit still " @if waiting == 1 { "waits" } @else { "wait" } ". " }
                a href=(format!("{}#queue", with_query(&desk.href("/discovery"), &[("unit", &id)]))) { "Decide on them first" } ", or say under exceptions why the list is complete all the same." }
        }
        form.entry.statement method="post" action=(desk.href(&format!("/discovery/state/{id}"))) data-guard="" {
            input type="hidden" name="token" value=(desk.form_token());
            fieldset.section #e-lines {
                legend { "The list, " (counted(lines.len(), "line", "lines")) }
                @if lines.is_empty() { p.note { "Nothing is registered for this unit: the statement says that it uses no AI." } }
                @else {
                    p.note { a href=(with_query(&desk.href(&format!("/discovery/state/{id}")), &[("all", "used")])) { "Start with all of them still in use" } " and correct those that are not." }
                    (list(desk, &lines, typed))
                }
            }
            fieldset.section {
                legend { "The statement" }
                div.two {
                    (Entry::new("period_from", "From").required().day(typed, problem))
                    (Entry::new("period_until", "Until").required().day(typed, problem))
                }
                (Entry::new("looked_where", "Where was looked").required().help("Lists, exports, people asked. Without it a complete list only means that nobody looked.").area(typed, problem))
                (Entry::new("exceptions", "Exceptions").help("What is left open, and why.").area(typed, problem))
                (speaker(desk, unit, typed, problem))
                (Entry::new("declared_role", "In which role").required().help("The role that lets the person know.").line(typed, problem))
            }
            div.buttons { button.primary { "State that the list is complete" } a href=(desk.href("/discovery#units")) { "Cancel" } }
        }
    };
    page(desk, &title, PLACE, &body)
}

fn list(desk: &Desk, lines: &[probity_core::RecordId], typed: &Fields) -> Markup {
    html! {
        div.scroll { table.register.lines {
            caption.hidden { "The list of the unit" }
            thead { tr { th scope="col" { "Use or system" } th scope="col" { "State" } th scope="col" { "Still in use?" } } }
            tbody { @for id in lines { @if let Some(record) = desk.seen(*id) {
                @let shown = id.show(desk.kinds());
                @let name = format!("line.{shown}");
                tr {
                    td { (record_link(desk, *id)) }
                    td { (chip::state(desk.register(), record)) }
                    td { fieldset.answers { legend.hidden { "Is " (record.title()) " still in use?" }
                        @for (code, label) in [("used", "Still in use"), ("ended", "Ended"), ("unknown", "Not known")] {
                            label { input type="radio" name=(name) value=(code) required checked[typed.get(&name) == Some(code)]; (label) }
                        }
                    } }
                }
            } } }
        } }
        p.note { "What has ended is recorded as ended with this statement; for what is not known somebody gets a task to find out." }
    }
}

fn speaker(desk: &Desk, unit: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let people = speakers(desk, unit);
    let wrong = problem
        .filter(|(name, _)| *name == "declared_by")
        .map(|(_, words)| words);
    html! {
        div.field.wrong[wrong.is_some()] {
            label for="e-declared_by" { "Stated by " span.required { "required" } }
            select #e-declared_by name="declared_by" required aria-invalid=[wrong.map(|_| "true")] {
                option value="" { "choose somebody of " (unit.title()) }
                @for person in &people {
                    @let id = person.id.show(desk.kinds());
                    option value=(id) selected[typed.get("declared_by") == Some(id.as_str())] { (person.title()) " (" (id) ")" }
                }
            }
            div.hint {
                @if let Some(wrong) = wrong { p.wrong { (crate::error::told(wrong)) } }
                @if people.is_empty() { p { "Nobody in the register belongs to this unit or leads it: enter the person first." } }
                @else { p { "You record it; the person who states it is named in it." } }
            }
        }
    }
}
