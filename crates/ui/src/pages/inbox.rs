//! What waits for the visitor: what is due, what they decide on, their tasks, who mentioned them, and
//! what others changed on their records.

use std::collections::BTreeMap;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::operations::inbox::{
    Changed, Due, Inbox, Mentioned, Opened, Waiting, count, mark_read, open, remark,
};
use probity_core::ids::RecordId;

use super::record::{actor, actors};
use super::sent::{Sent, done};
use crate::blocking::blocking;
use crate::components::numbers::{counted, grouped};
use crate::components::{chip, dates, value};
use crate::desk::Desk;
use crate::error::PageError;
use crate::page::{At, page};
use crate::state::UiState;

/// Rows of a group that are shown before "the others".
const SHOWN: usize = 12;
/// Mentions on the page.
const MENTIONS: usize = 20;

/// The addresses of these pages.
pub fn routes() -> Router<UiState> {
    Router::new()
        .route("/inbox", get(show))
        .route("/inbox/read", post(read))
}

/// How much asks for something from the visitor now; nothing for nothing. For the navigation.
pub fn badge(desk: &Desk) -> Markup {
    let (None, Some(mark)) = (desk.past, desk.read) else {
        return html! {};
    };
    let address = format!("inbox/{}/{mark}", desk.principal.actor);
    desk.counted(&address, || {
        let count = count(&desk.scope(), &desk.principal, mark);
        html! { @if count > 0 { " " span.badge { (grouped(count as u64)) span.hidden { " waiting" } } } }
    })
}

/// `/w/{workspace}/inbox`
async fn show(desk: Desk) -> Result<Markup, PageError> {
    let (ctx, account) = (desk.ctx.clone(), desk.visitor.account_id());
    let operational = std::sync::Arc::clone(&desk.operational);
    let (opened, remarks) = blocking(move || -> Result<_, AppError> {
        let opened = open(&ctx, &*operational, &account)?;
        let mut remarks = BTreeMap::new();
        for mentioned in opened.inbox.mentions.iter().take(MENTIONS) {
            let index = mentioned.mention.index;
            remarks.extend(remark(&ctx, index)?.map(|text| (index, text)));
        }
        Ok((opened, remarks))
    })
    .await?;
    Ok(page(
        &desk,
        "Inbox",
        At::Place("/inbox"),
        &body(&desk, &opened, &remarks),
    ))
}

/// POST `/w/{workspace}/inbox/read`
async fn read(sent: Sent) -> Result<Response, PageError> {
    let Sent { desk, fields, .. } = sent;
    let size = fields.get("size").and_then(|size| size.parse().ok()).unwrap_or(0);
    let (ctx, account) = (desk.ctx.clone(), desk.visitor.account_id());
    let operational = std::sync::Arc::clone(&desk.operational);
    blocking(move || mark_read(&ctx, &*operational, &account, size)).await?;
    Ok(done(&desk.href("/inbox")))
}

fn body(desk: &Desk, opened: &Opened, remarks: &BTreeMap<u64, String>) -> Markup {
    let inbox = &opened.inbox;
    let unread = inbox.mentions.iter().filter(|mention| mention.unread).count();
    let is_news = unread > 0 || !opened.changed.is_empty();
    let (overdue, soon): (Vec<&Due>, Vec<&Due>) = inbox
        .due
        .iter()
        .partition(|due| due.days.is_some_and(|days| days < 0));
    html! {
        div.head {
            div {
                h1 { "Inbox" }
                p.purpose { "What is yours and due. Everything here follows from the records: when something is done there, it goes from here." }
            }
            @if is_news {
                form.actions method="post" action=(desk.href("/inbox/read")) {
                    input type="hidden" name="token" value=(desk.form_token());
                    input type="hidden" name="size" value=(opened.view.register.size());
                    button { "Mark all as read" }
                }
            }
        }
        @if inbox.is_empty() && opened.changed.is_empty() { (nothing(desk)) }
        (group("Overdue", overdue.len(), &html! { (due_rows(desk, &overdue)) }))
        (decisions(desk, inbox))
        (group("Tasks", inbox.tasks.len(), &html! { (due_rows(desk, &inbox.tasks.iter().collect::<Vec<_>>())) }))
        (group("Mentions", inbox.mentions.len(), &mentions(desk, &inbox.mentions, remarks)))
        (group("Due in the next 30 days", soon.len(), &html! { (due_rows(desk, &soon)) }))
        (group("Changed by others since you last looked", opened.changed.len(), &changed(desk, &opened.changed)))
    }
}

fn nothing(desk: &Desk) -> Markup {
    html! {
        section.blank {
            h2 { "Nothing waits for you" }
            p { "Here comes what you own and what is due on it, decisions that are asked of you, tasks, and remarks that mention you." }
            p { a.button href=(desk.href("/")) { "See what is missing elsewhere" } }
        }
    }
}

fn group(title: &str, count: usize, rows: &Markup) -> Markup {
    html! {
        @if count > 0 {
            section.inbox {
                h2 { (title) " " span.count { (grouped(count as u64)) } }
                (rows)
            }
        }
    }
}

/// Rows, the first of them at once and the others behind a line that counts them.
fn rows<T>(all: &[T], row: impl Fn(&T) -> Markup) -> Markup {
    let (shown, rest) = all.split_at(all.len().min(SHOWN));
    html! {
        ul.waiting { @for one in shown { (row(one)) } }
        @if !rest.is_empty() {
            details { summary { "and " (counted(rest.len(), "more", "more")) } ul.waiting { @for one in rest { (row(one)) } } }
        }
    }
}

fn due_rows(desk: &Desk, all: &[&Due]) -> Markup {
    rows(all, |due| {
        let id = due.record.id;
        html! {
            li {
                div {
                    (record(desk, id))
                    span.day { @match due.date {
                        Some(date) => { (due.what) ": " (dates::due(date, desk.today)) }
                        None => { span.missing { "no day stated" } }
                    } }
                }
            }
        }
    })
}

fn record(desk: &Desk, id: RecordId) -> Markup {
    html! {
        (value::record_link(desk, id))
        @if let Some(record) = desk.seen(id) { " " (chip::state(desk.register(), record)) }
    }
}

fn decisions(desk: &Desk, inbox: &Inbox) -> Markup {
    let (all, more): (&[Waiting], usize) = (&inbox.decisions, inbox.more_decisions);
    let list = rows(all, |waiting| {
        let id = waiting.record.id.show(desk.kinds());
        let zone = desk.view.time_zone();
        html! {
            li {
                div {
                    (record(desk, waiting.record.id))
                    span.note {
                        @if waiting.by_name { "Names you as who decides. " }
                        "Waits since " (dates::day(dates::day_of(waiting.record.updated_at, &zone))) ", "
                        (dates::relative(dates::day_of(waiting.record.updated_at, &zone), desk.today)) "."
                    }
                    @if desk.past.is_none() { " " a.button href=(desk.href(&format!("/r/{id}/move/{}", waiting.to))) { (waiting.step) } }
                }
            }
        }
    });
    group(
        "Decisions that you may take",
        all.len() + more,
        &html! {
            @if !inbox.decides_by_role { p.note { "Whoever holds the right to approve can take them; where you are not named, they do not count as waiting for you." } }
            (list)
            @if more > 0 { p.note { "and " (grouped(more as u64)) " more: the longest waiting stand first." } }
        },
    )
}

fn mentions(desk: &Desk, all: &[Mentioned], remarks: &BTreeMap<u64, String>) -> Markup {
    let zone = desk.view.time_zone();
    let shown = &all[..all.len().min(MENTIONS)];
    html! {
        (rows(shown, |mentioned| {
            let mention = &mentioned.mention;
            html! {
                li.unread[mentioned.unread] {
                    div {
                        @if mentioned.unread { span.new { "new" } " " }
                        strong { (actor(desk, mention.by)) } " on " (value::record_link(desk, mention.record))
                        " · " (dates::moment(mention.at, &zone))
                    }
                    @if let Some(text) = remarks.get(&mention.index) {
                        blockquote.prose { (value::beginning(text)) }
                    }
                    @if desk.past.is_none() { p { a href={ (desk.record_href(mention.record)) "#history" } { "Answer" } } }
                }
            }
        }))
        @if all.len() > MENTIONS { p.note { "and " (grouped((all.len() - MENTIONS) as u64)) " older ones." } }
    }
}

fn changed(desk: &Desk, all: &[Changed]) -> Markup {
    let zone = desk.view.time_zone();
    rows(all, |changed| {
        html! {
            li {
                div { (record(desk, changed.record.id)) }
                p.note {
                    a href={ (desk.record_href(changed.record.id)) "#history" } { (counted(changed.entries, "change", "changes")) }
                    " by " (actors(desk, &changed.by)) ", the last " (dates::moment(changed.at, &zone))
                }
            }
        }
    })
}
