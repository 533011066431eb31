//! A candidate is registered: system, use and vendor in one form and one batch.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::discovery::decide::{Registration, register as carry_out};
use probity_core::Record;
use probity_core::completeness::{Matcher, Reader, Wanted};

use super::PLACE;
use super::candidate::{candidate, on, revision};
use super::entry::{Entry, Problem, summary};
use crate::blocking::blocking;
use crate::components::form::{choices_list, resolve};
use crate::components::input::list_id;
use crate::desk::Desk;
use crate::error::{PageError, status_of};
use crate::fields::Fields;
use crate::page::page;
use crate::pages::sent::Sent;

/// GET `/w/{workspace}/discovery/{id}/register`
pub async fn form(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let record = candidate(&desk, &id)?;
    let typed = prefilled(&desk, &record);
    Ok(draw(&desk, &record, &typed, None))
}

/// What the candidate already says.
fn prefilled(desk: &Desk, record: &Record) -> Fields {
    let reader = Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    };
    let matcher = Matcher::new(desk.register(), &desk.visibility);
    let wanted = Wanted::of(desk.register(), record);
    let shown = |record: &Record| format!("{} ({})", record.title(), record.id.show(desk.kinds()));
    let text = |field: &str| reader.text(record, field).unwrap_or_default().to_owned();
    let units = reader
        .links(record, "unit")
        .iter()
        .chain(reader.links(record, "units"));
    let unit = units
        .filter_map(|unit| desk.seen(*unit))
        .map(|unit| shown(unit))
        .next();
    let system = matcher
        .proposals(&wanted)
        .into_iter()
        .filter_map(|proposal| desk.seen(proposal.target))
        .find(|record| desk.register().decl(record.id).name == "system")
        .map(|system| shown(system));
    let vendor = matcher
        .vendor(&wanted)
        .and_then(|vendor| desk.seen(vendor))
        .map(|vendor| shown(vendor));
    let pairs = [
        ("what", "both".to_owned()),
        ("stage", "in_use".to_owned()),
        ("name", record.title().to_owned()),
        ("description", text("guess")),
        ("system", system.unwrap_or_default()),
        ("unit", unit.unwrap_or_default()),
        (
            "vendor",
            vendor.unwrap_or_else(|| {
                wanted
                    .service
                    .map_or_else(|| text("vendor_text"), |service| service.vendor.to_owned())
            }),
        ),
    ];
    Fields::new(
        pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// POST `/w/{workspace}/discovery/{id}/register`
pub async fn register(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let record = candidate(&desk, &id)?;
    let again = |name: &str, words: &str, status| {
        Ok((status, draw(&desk, &record, &fields, Some((name, words)))).into_response())
    };
    let new = match read(&desk, &fields) {
        Ok(new) => new,
        Err((name, problem)) => return again(name, &problem, axum::http::StatusCode::UNPROCESSABLE_ENTITY),
    };
    let (ctx, revision) = (desk.ctx.clone(), revision(&desk, &fields));
    match blocking(move || Ok::<_, PageError>(carry_out(&ctx, &id, revision, &new))).await? {
        Ok(_) => Ok(on(&desk, &record)),
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            again(
                refusal.field.as_deref().unwrap_or_default(),
                &refusal.message,
                status,
            )
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, with names of records as ids.
fn read(desk: &Desk, fields: &Fields) -> Result<Registration, (&'static str, String)> {
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    let one = |name: &'static str, kind: &'static str| match fields.text(name) {
        None => Ok(None),
        Some(text) => match resolve(desk, &[kind], text) {
            Ok(id) => Ok(Some(id.show(desk.kinds()))),
            Err(problem) => Err((name, problem)),
        },
    };
    // A vendor that is not there is made; one that is there is found by name.
    let vendor = fields.text("vendor").map(|text| {
        resolve(desk, &["vendor"], text).map_or_else(|_| text.to_owned(), |id| id.show(desk.kinds()))
    });
    let what = fields.get("what").unwrap_or("both");
    Ok(Registration {
        name: text("name"),
        description: text("description"),
        system: if what == "use_case" {
            one("system", "system")?
        } else {
            None
        },
        with_system: what != "use_case",
        with_use_case: what != "system",
        purpose: text("purpose"),
        unit: one("unit", "unit")?,
        owner: one("owner", "person")?,
        vendor,
        stage: text("stage"),
        reason: text("reason"),
    })
}

fn draw(desk: &Desk, record: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let id = record.id.show(desk.kinds());
    let (units, people, vendors, systems) = (
        list_id(&["unit"]),
        list_id(&["person"]),
        list_id(&["vendor"]),
        list_id(&["system"]),
    );
    let title = format!("Register {}", record.title());
    let radio = |name: &str, code: &str, label: &str| {
        html! {
            label { input type="radio" name=(name) value=(code) checked[typed.get(name) == Some(code)]; (label) }
        }
    };
    let body = html! {
        p.crumb { a href=(desk.href("/discovery#queue")) { "Is the list complete?" } " / " a href=(desk.href(&format!("/discovery/{id}"))) { (record.title()) } }
        h1 { (title) }
        p.purpose { "All of it is entered at once, and " (id) " is decided with it. Everything can be completed on the record’s own page." }
        (summary(problem))
        form.entry method="post" action=(desk.href(&format!("/discovery/{id}/register"))) {
            input type="hidden" name="token" value=(desk.form_token());
            input type="hidden" name="revision" value=(record.revision);
            fieldset.section {
                legend { "What it is" }
                fieldset.field { legend { "What is registered" } div.options {
                    (radio("what", "both", "The AI system and what it is used for"))
                    (radio("what", "system", "The AI system only"))
                    (radio("what", "use_case", "A use of a system that is registered"))
                } }
                (Entry::new("name", "Name").required().help("What people call it.").line(typed, problem))
                (Entry::new("description", "What it is").area(typed, problem))
                div.only-use { (Entry::new("system", "The system it uses").list(&systems).help("Only for a use of a system that is registered.").line(typed, problem)) }
                (Entry::new("vendor", "Vendor").list(&vendors).help("A name that is not in the list becomes a new vendor.").line(typed, problem))
            }
            fieldset.section {
                legend { "What it is used for" }
                (Entry::new("purpose", "Intended purpose").help("What it is meant to do, for whom and in which situation.").area(typed, problem))
                fieldset.field { legend { "Today it is" } div.options {
                    (radio("stage", "in_use", "in use already"))
                    (radio("stage", "trial", "on trial, with limits"))
                    (radio("stage", "requested", "asked for: nobody uses it until it is approved"))
                } div.hint { p { "What is in use without approval is recorded as it is; the missing approval then shows as a gap." } } }
            }
            fieldset.section {
                legend { "Responsibility" }
                (Entry::new("unit", "Unit").list(&units).line(typed, problem))
                (Entry::new("owner", "Owner").list(&people).help("The one person who answers for it.").line(typed, problem))
                (Entry::new("reason", "Remark on the decision").line(typed, problem))
            }
            @for kinds in [&["unit"][..], &["person"], &["vendor"], &["system"]] { (choices_list(desk, kinds)) }
            div.buttons { button.primary { "Register it" } a href=(desk.href(&format!("/discovery/{id}"))) { "Cancel" } }
        }
    };
    page(desk, &title, PLACE, &body)
}
