//! One candidate: what was seen, and the three ways to decide.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::discovery::decide::{Dismissal, dismiss, known};
use probity_core::Record;
use probity_core::completeness::{Facts, Matcher, Proposal, Reader, Sure, Wanted};
use probity_core::rules::rights::{Permission, Target};

use super::entry::{Entry, Problem, summary};
use super::{PLACE, queue};
use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::chip;
use crate::components::form::{choices_list, resolve};
use crate::components::input::list_id;
use crate::components::value::full;
use crate::desk::Desk;
use crate::error::{PageError, status_of};
use crate::fields::Fields;
use crate::page::page;
use crate::pages::sent::{Sent, done};

/// The kinds that a candidate can belong to.
const BECOMES: &[&str] = &["system", "use_case"];

/// What is shown of a candidate, in this order.
const SHOWN: &[&str] = &[
    "guess",
    "evidence",
    "people",
    "units",
    "unit_names",
    "unit",
    "first_seen",
    "last_seen",
    "spend",
    "vendor_text",
    "found_by",
    "source_name",
    "owner",
    "returned_because",
    "decision",
    "decision_reason",
    "decided_by",
    "decided_on",
    "became",
    "stopped_by",
    "notes",
];

/// GET `/w/{workspace}/discovery/{id}`
pub async fn show(desk: Desk, Path((_, id)): Path<(String, String)>) -> Result<Markup, PageError> {
    let record = candidate(&desk, &id)?;
    Ok(draw(&desk, &record, &Fields::default(), None))
}

/// A candidate by id.
pub fn candidate(desk: &Desk, id: &str) -> Result<Record, PageError> {
    let record = desk.record(id)?;
    match desk.register().decl(record.id).name {
        "candidate" => Ok(Record::clone(record)),
        _ => Err(PageError::missing(format!(
            "`{}` is not a discovery candidate",
            id.chars().take(40).collect::<String>()
        ))),
    }
}

/// POST `/w/{workspace}/discovery/{id}/match`
pub async fn match_it(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let record = candidate(&desk, &id)?;
    let chosen = fields
        .text("target")
        .filter(|target| *target != "other")
        .or_else(|| fields.text("other"));
    let target = match chosen {
        None => {
            return Ok(again(
                &desk,
                &record,
                &fields,
                "other",
                "choose the system or use case that it is",
            ));
        }
        Some(text) => match resolve(&desk, BECOMES, text) {
            Ok(target) => target.show(desk.kinds()),
            Err(problem) => return Ok(again(&desk, &record, &fields, "other", &problem)),
        },
    };
    let reason = fields.text("reason").unwrap_or_default().to_owned();
    let (ctx, revision, wanted) = (desk.ctx.clone(), revision(&desk, &fields), id.clone());
    let outcome =
        blocking(move || Ok::<_, PageError>(known(&ctx, &wanted, revision, &target, &reason))).await?;
    decided(&desk, &record, &fields, outcome.map(drop))
}

/// POST `/w/{workspace}/discovery/{id}/dismiss`
pub async fn dismiss_it(
    Path((_, id)): Path<(String, String)>,
    Sent { desk, fields, .. }: Sent,
) -> Result<Response, PageError> {
    let record = candidate(&desk, &id)?;
    let (ctx, dismissal) = (desk.ctx.clone(), dismissal(&fields));
    let ids = [(id, revision(&desk, &fields))];
    let outcome = blocking(move || Ok::<_, PageError>(dismiss(&ctx, &ids, &dismissal))).await?;
    decided(&desk, &record, &fields, outcome.map(drop))
}

/// POST `/w/{workspace}/discovery/dismiss`
pub async fn dismiss_several(Sent { desk, fields, .. }: Sent) -> Result<Response, PageError> {
    let ids: Vec<(String, Option<u32>)> = fields
        .all("id")
        .map(|ticked| match ticked.split_once(':') {
            Some((id, revision)) => (id.to_owned(), revision.parse().ok()),
            None => (ticked.to_owned(), None),
        })
        .collect();
    if ids.is_empty() {
        return Err(PageError::invalid(
            "nothing is ticked: tick the candidates that are dismissed together",
        ));
    }
    let (ctx, dismissal, count) = (desk.ctx.clone(), dismissal(&fields), ids.len());
    blocking(move || dismiss(&ctx, &ids, &dismissal)).await?;
    Ok(done(&with_query(
        &desk.href("/discovery"),
        &[("several", &count.to_string())],
    )))
}

fn dismissal(fields: &Fields) -> Dismissal {
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    Dismissal {
        decision: text("decision"),
        reason: text("decision_reason"),
        stopped_by: text("stopped_by"),
    }
}

/// The revision that somebody saw, from the form or the address of the button.
pub fn revision(desk: &Desk, fields: &Fields) -> Option<u32> {
    fields
        .get("revision")
        .or_else(|| desk.query.get("revision"))
        .and_then(|revision| revision.parse().ok())
}

fn decided(
    desk: &Desk,
    record: &Record,
    fields: &Fields,
    outcome: Result<(), AppError>,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(on(desk, record)),
        Err(AppError::Refused(refusal)) => {
            let status = status_of(&AppError::Refused(refusal.clone()));
            let problem = (
                refusal.field.as_deref().unwrap_or_default(),
                refusal.message.as_str(),
            );
            Ok((status, draw(desk, record, fields, Some(problem))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the queue, which says what was done.
pub fn on(desk: &Desk, record: &Record) -> Response {
    let id = record.id.show(desk.kinds());
    done(&format!(
        "{}#queue",
        with_query(&desk.href("/discovery"), &[("done", &id)])
    ))
}

fn again(desk: &Desk, record: &Record, fields: &Fields, name: &str, problem: &str) -> Response {
    let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    (status, draw(desk, record, fields, Some((name, problem)))).into_response()
}

fn draw(desk: &Desk, record: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let id = record.id.show(desk.kinds());
    let reader = Reader {
        register: desk.register(),
        visibility: &desk.visibility,
    };
    let is_open = reader.state(record) != "decided" && !record.archived;
    let may = desk.may(Permission::Edit, Target::Record(record));
    let body = html! {
        p.crumb { a href=(desk.href("/discovery#queue")) { "Is the list complete?" } }
        div.head { div {
            h1 { (record.title()) }
            p.under { a.id href=(desk.record_href(record.id)) { (id) } (chip::state(desk.register(), record)) (queue::confidence(reader.code(record, "confidence"))) }
        } (next(desk, record)) }
        (summary(problem))
        @if let Some(because) = reader.text(record, "returned_because").filter(|_| is_open) { p.came-back { strong { "It came back: " } (because) "." } }
        div.decide-page {
            section.what-was-seen { h2 { "What was seen" } (facts(desk, record)) }
            @if is_open && may { div.three { (matching(desk, record, typed, problem)) (registering(desk, &id)) (dismissing(desk, record, typed, problem)) } }
            @else if is_open { p.note { "You may look at it and not decide: ask its owner or an administrator of this workspace." } }
            @else { p.note { "It is decided. " a href=(desk.record_href(record.id)) { "Its page" } " shows how it came to that, and it can be reopened there." } }
        }
    };
    page(desk, record.title(), PLACE, &body)
}

/// The way through the queue.
fn next(desk: &Desk, record: &Record) -> Markup {
    let facts = Facts::of(desk.register(), &desk.visibility, desk.past.unwrap_or(desk.today));
    let waiting: Vec<_> = facts
        .queue
        .waiting
        .iter()
        .map(|waiting| waiting.candidate)
        .collect();
    let at = waiting.iter().position(|id| *id == record.id);
    let next = at
        .and_then(|at| waiting.get(at + 1))
        .and_then(|id| desk.seen(*id));
    html! { @if let Some(next) = next { div.actions { a.button href=(desk.href(&format!("/discovery/{}", next.id.show(desk.kinds())))) title=(next.title()) { "Next in the queue" } } } }
}

fn facts(desk: &Desk, record: &Record) -> Markup {
    let fields = desk.register().fields(record.id.kind);
    let has = |name: &str| {
        fields
            .iter()
            .any(|field| field.name == name && record.get(field.key).is_some())
    };
    // The record of the source says its name, and the list of units the one unit.
    let twice = |name: &str| (name == "source_name" && has("found_by")) || (name == "unit" && has("units"));
    let held = SHOWN.iter().filter(|name| !twice(name)).filter_map(|name| {
        let field = fields.iter().find(|field| field.name == *name)?;
        Some((field, record.get(field.key)?))
    });
    html! { dl.evidence { @for (field, value) in held { div { dt { (field.label) } dd { (full(desk, field, value)) } } } } }
}

fn matching(desk: &Desk, record: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let id = record.id.show(desk.kinds());
    let matcher = Matcher::new(desk.register(), &desk.visibility);
    let proposals = matcher.proposals(&Wanted::of(desk.register(), record));
    let list = list_id(BECOMES);
    let first = typed
        .get("target")
        .map(str::to_owned)
        .or_else(|| proposals.first().map(|first| first.target.show(desk.kinds())));
    let option = |proposal: &Proposal| {
        let target = proposal.target.show(desk.kinds());
        html! {
            @if let Some(found) = desk.seen(proposal.target) {
                label { input type="radio" name="target" value=(target) checked[first.as_deref() == Some(&target)];
                    span { strong { (found.title()) } " " span.id { (target) } " " (chip::state(desk.register(), found)) br;
                        span.note { @if proposal.sure == Sure::Known { "Decided before: " } (proposal.why) } } }
            }
        }
    };
    html! {
        section #match {
            h2 { "It is one we know" }
            p.note { "It is linked to the record, and the record remembers it: the next export finds it by itself." }
            form method="post" action=(desk.href(&format!("/discovery/{id}/match"))) {
                input type="hidden" name="token" value=(desk.form_token());
                input type="hidden" name="revision" value=(record.revision);
                @if !proposals.is_empty() {
                    div.options role="radiogroup" aria-label="Proposals" {
                        @for proposal in &proposals { (option(proposal)) }
                        label { input type="radio" name="target" value="other" checked[first.as_deref() == Some("other")]; "Another one:" }
                    }
                }
                (Entry::new("other", "AI system or use case").list(&list).line(typed, problem))
                (choices_list(desk, BECOMES))
                (Entry::new("reason", "Remark").line(typed, problem))
                button.primary { "It is this one" }
            }
        }
    }
}

fn registering(desk: &Desk, id: &str) -> Markup {
    html! {
        section {
            h2 { "It is new" }
            p.note { "The system, its use and, if need be, its vendor are entered in one step, with what was seen filled in." }
            p { a.button.primary href=(desk.href(&format!("/discovery/{id}/register"))) { "Register it" } }
        }
    }
}

fn dismissing(desk: &Desk, record: &Record, typed: &Fields, problem: Problem<'_>) -> Markup {
    let id = record.id.show(desk.kinds());
    html! {
        section #dismiss {
            h2 { "It does not belong on the list" }
            p.note { "It comes back by itself when a later export shows another unit, three times as many people, or that what is forbidden goes on." }
            form method="post" action=(desk.href(&format!("/discovery/{id}/dismiss"))) {
                input type="hidden" name="token" value=(desk.form_token());
                input type="hidden" name="revision" value=(record.revision);
                (reasons("", typed, problem))
                button { "Dismiss" }
            }
        }
    }
}

/// Why something is dismissed. The inputs belong to the form of this id, or to the one around them.
pub fn reasons(form: &str, typed: &Fields, problem: Problem<'_>) -> Markup {
    let owner = (!form.is_empty()).then_some(form);
    let chosen = typed.get("decision").unwrap_or_default();
    let wrong = |name: &str| {
        problem
            .filter(|(known, _)| *known == name)
            .map(|(_, words)| words)
    };
    let id = |name: &str| format!("e-{form}{name}");
    html! {
        div.reasons {
            fieldset.field.wrong[wrong("decision").is_some()] {
                legend { "Because it is" }
                div.options.inline {
                    @for (code, label) in [("not_ai", "not AI"), ("forbidden", "forbidden"), ("out_of_scope", "out of scope")] {
                        label { input type="radio" name="decision" value=(code) form=[owner] checked[chosen == code]; (label) }
                    }
                }
                @if let Some(wrong) = wrong("decision") { div.hint { p.wrong { (crate::error::told(wrong)) } } }
            }
            div.field.wrong[wrong("decision_reason").is_some()] {
                label for=(id("decision_reason")) { "Why" }
                textarea id=(id("decision_reason")) name="decision_reason" rows="2" maxlength="8000" form=[owner] { (typed.get("decision_reason").unwrap_or("")) }
                @if let Some(wrong) = wrong("decision_reason") { div.hint { p.wrong { (crate::error::told(wrong)) } } }
            }
            div.field.stopped.wrong[wrong("stopped_by").is_some()] {
                label for=(id("stopped_by")) { "What was done to stop it " span.required { "when it is forbidden" } }
                textarea id=(id("stopped_by")) name="stopped_by" rows="2" maxlength="8000" form=[owner] { (typed.get("stopped_by").unwrap_or("")) }
                @if let Some(wrong) = wrong("stopped_by") { div.hint { p.wrong { (crate::error::told(wrong)) } } }
            }
        }
    }
}
