//! Forms that were begun and not saved: kept for whoever typed them, offered when they come back.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use probity_app::AppError;
use probity_app::ports::operational::Draft;

use crate::address::with_query;
use crate::blocking::blocking;
use crate::components::dates;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;
use crate::pages::sent::done;

/// The most bytes of a draft; a form that holds more is saved or stays in the browser.
const BYTES: usize = 1024 * 1024;
/// Fields that belong to the form and not to what was typed.
const OWN: [&str; 3] = ["token", "draft", "back"];

/// What a form asks to be done with its draft, instead of saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Keep it and show the form again.
    Keep,
    /// Keep it while somebody types.
    Auto,
    /// Drop it.
    Discard,
}

impl Wish {
    /// The wish of a form that was sent; `None` to save the record.
    pub fn of(fields: &Fields) -> Option<Self> {
        match fields.get("draft")? {
            "keep" => Some(Self::Keep),
            "auto" => Some(Self::Auto),
            "discard" => Some(Self::Discard),
            _ => None,
        }
    }
}

/// The draft of a form.
pub struct Kept {
    /// What was typed.
    pub fields: Fields,
    /// When it was kept, milliseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// Does what a form asks for its draft.
pub async fn follow(desk: &Desk, key: &str, wish: Wish, fields: &Fields) -> Result<Response, PageError> {
    let here = match desk.back(fields) {
        Some(back) => with_query(desk.path(), &[("back", back)]),
        None => desk.path().to_owned(),
    };
    match wish {
        Wish::Discard => {
            drop_draft(desk, key).await?;
            Ok(done(&here))
        }
        Wish::Keep => {
            keep(desk, key, fields).await?;
            Ok(done(&with_query(&here, &[("draft", "kept")])))
        }
        Wish::Auto => {
            keep(desk, key, fields).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    }
}

async fn keep(desk: &Desk, key: &str, fields: &Fields) -> Result<(), PageError> {
    let pairs: Vec<(&str, &str)> = fields.pairs().filter(|(name, _)| !OWN.contains(name)).collect();
    let json = serde_json::to_string(&pairs).map_err(|error| AppError::Internal(error.to_string()))?;
    if json.len() > BYTES {
        return Err(PageError::Explained {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            what: "the form holds more than a draft can: save it, or keep long texts as files".to_owned(),
        });
    }
    let draft = Draft {
        account: desk.visitor.account_id(),
        workspace: desk.ctx.workspace.name().clone(),
        key: key.to_owned(),
        json,
        updated: desk.ctx.workspace.now(),
    };
    let operational = Arc::clone(&desk.operational);
    blocking(move || operational.save_draft(&draft).map_err(AppError::from)).await
}

/// Drops the draft of a form; nothing happens where there is none.
pub async fn drop_draft(desk: &Desk, key: &str) -> Result<(), PageError> {
    let (account, workspace, key) = place(desk, key);
    let operational = Arc::clone(&desk.operational);
    blocking(move || {
        operational
            .delete_draft(&account, &workspace, &key)
            .map(drop)
            .map_err(AppError::from)
    })
    .await
}

/// The draft of a form, where there is one that can be read.
pub async fn kept(desk: &Desk, key: &str) -> Result<Option<Kept>, PageError> {
    let (account, workspace, key) = place(desk, key);
    let operational = Arc::clone(&desk.operational);
    let draft = blocking(move || {
        operational
            .draft(&account, &workspace, &key)
            .map_err(AppError::from)
    })
    .await?;
    Ok(draft.and_then(|draft| {
        let pairs: Vec<(String, String)> = serde_json::from_str(&draft.json).ok()?;
        Some(Kept {
            fields: Fields::new(pairs),
            at: draft.updated.as_millisecond(),
        })
    }))
}

fn place(
    desk: &Desk,
    key: &str,
) -> (
    probity_app::ports::operational::AccountId,
    probity_app::ports::WorkspaceName,
    String,
) {
    let workspace = desk.ctx.workspace.name().clone();
    (desk.visitor.account_id(), workspace, key.to_owned())
}

/// What is said above a form of which a draft is kept.
pub enum Offer {
    /// There is a draft, and the form shows something else.
    Waiting(i64),
    /// The form shows the draft.
    Shown(i64),
    /// The form was held while somebody signed in again.
    Held,
}

impl Offer {
    /// The lines above the form.
    pub fn draw(&self, desk: &Desk, query: &Fields) -> Markup {
        let zone = desk.view.time_zone();
        let back = desk.back(query);
        let open = match back {
            Some(back) => with_query(desk.path(), &[("back", back), ("draft", "open")]),
            None => with_query(desk.path(), &[("draft", "open")]),
        };
        let discard = html! {
            form method="post" action=(desk.path()) {
                input type="hidden" name="token" value=(desk.form_token());
                (crate::pages::record::back_input(back))
                button.quiet name="draft" value="discard" { "Discard the draft" }
            }
        };
        html! {
            div.draft role="status" {
                @match self {
                    Self::Waiting(at) => {
                        p { "You began this " (dates::moment(*at, &zone)) " and did not save it." }
                        a.button href=(open) { "Go on with your draft" }
                        (discard)
                    }
                    Self::Shown(at) => {
                        p { strong { "Your draft" } " of " (dates::moment(*at, &zone)) ". Nobody else sees it until you save." }
                        (discard)
                    }
                    Self::Held => { p { strong { "Nothing was saved yet." } " Your session was over when you sent this. What you typed is below: look it over and save it." } }
                }
            }
        }
    }
}
