//! Where a list begins: as it usually is, as this person last had it, or as a view says.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri, header};
use probity_app::AppError;
use probity_app::ports::operational::{ListMemory, SavedView};

use super::address::{LAYOUT, ListAddress, PARTS, fields_of};
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;
use crate::fields::Fields;

/// What an address means where it says nothing.
#[derive(Debug, Default)]
pub struct Base {
    /// The list as it begins.
    pub address: ListAddress,
    /// The view that it is of.
    pub view: Option<SavedView>,
    /// The views that this person finds on this list.
    pub views: Vec<SavedView>,
    /// A view was asked for that is not there, or not theirs to see.
    pub is_gone: bool,
    /// The view that opens when nothing is asked for.
    pub first_view: Option<String>,
    memory: Option<ListMemory>,
}

impl Base {
    /// The base of a list for whoever asks.
    pub async fn of(desk: &Desk, list: &'static str) -> Result<Self, PageError> {
        let (operational, account) = (Arc::clone(&desk.operational), desk.visitor.account_id());
        let workspace = desk.ctx.workspace.name().clone();
        let (views, memory) = blocking(move || -> Result<_, AppError> {
            let views = operational.views(&account, &workspace, list)?;
            Ok((views, operational.list_memory(&account, &workspace, list)?))
        })
        .await?;
        let asked = desk.query.text("view");
        let is_bare = asked.is_none() && !PARTS.iter().any(|part| desk.query.has(part));
        let find = |id: &str| views.iter().find(|view| view.id == id).cloned();
        let first_view = memory
            .as_ref()
            .and_then(|memory| memory.first_view.clone())
            .filter(|id| find(id).is_some());
        let view = match asked {
            Some(id) => find(id),
            None if is_bare => first_view.as_deref().and_then(find),
            None => None,
        };
        let address = match (&view, &memory) {
            (Some(view), _) => ListAddress::read_text(&view.query),
            (None, Some(memory)) => ListAddress::read_text(&memory.query).layout(),
            (None, None) => ListAddress::default(),
        };
        Ok(Self {
            address,
            is_gone: view.is_none() && asked.is_some_and(|id| id != "none"),
            view,
            views,
            first_view,
            memory,
        })
    }

    /// What an address must say so that it brings this list back.
    pub fn pairs(&self, address: &ListAddress) -> Vec<(&'static str, String)> {
        if let Some(view) = &self.view {
            let mut pairs = vec![("view", view.id.clone())];
            pairs.extend(address.pairs(&self.address));
            return pairs;
        }
        let said = PARTS.into_iter().map(|part| (part, address.part(part)));
        let pairs: Vec<_> = said
            .filter(|(part, text)| !text.is_empty() || !self.address.part(part).is_empty())
            .collect();
        match (pairs.is_empty(), &self.first_view) {
            (true, Some(_)) => vec![("view", "none".to_owned())],
            _ => pairs,
        }
    }

    /// The same for the person who asks: what they have anyway is left out.
    pub fn own_pairs(&self, address: &ListAddress) -> Vec<(&'static str, String)> {
        let pairs = match &self.view {
            Some(_) => self.pairs(address),
            None => address.pairs(&self.address),
        };
        let opens_here = self.view.as_ref().map(|view| view.id.as_str()) == self.first_view.as_deref();
        match pairs.len() {
            0 if self.first_view.is_some() => vec![("view", "none".to_owned())],
            1 if self.view.is_some() && opens_here => Vec::new(),
            _ => pairs,
        }
    }

    /// Whether the list was changed away from the view that it is of.
    pub fn is_changed(&self, address: &ListAddress) -> bool {
        self.view.is_some() && !address.pairs(&self.address).is_empty()
    }

    /// Remembers columns, sort and grouping when this request changed them on this very list. An
    /// address that came from elsewhere is looked at and not remembered.
    pub async fn remember(
        &self,
        desk: &Desk,
        headers: &HeaderMap,
        list: &'static str,
        address: &ListAddress,
    ) -> Result<(), PageError> {
        let Some(before) = came_from(desk, headers).filter(|_| self.view.is_none()) else {
            return Ok(());
        };
        let said = |query: &Fields, part: &'static str| query.all(part).collect::<Vec<_>>().join(",");
        let changed = LAYOUT
            .into_iter()
            .any(|part| desk.query.has(part) && said(&desk.query, part) != said(&before, part));
        let query = address.layout().text();
        if !changed || self.memory.as_ref().is_some_and(|memory| memory.query == query) {
            return Ok(());
        }
        self.keep(desk, list, query, self.first_view.clone()).await
    }

    /// Forgets columns, sort and grouping.
    pub async fn forget(&self, desk: &Desk, list: &'static str) -> Result<(), PageError> {
        match &self.memory {
            Some(memory) if !memory.query.is_empty() => {
                self.keep(desk, list, String::new(), self.first_view.clone())
                    .await
            }
            _ => Ok(()),
        }
    }

    async fn keep(
        &self,
        desk: &Desk,
        list: &'static str,
        query: String,
        first_view: Option<String>,
    ) -> Result<(), PageError> {
        let memory = ListMemory {
            account: desk.visitor.account_id(),
            workspace: desk.ctx.workspace.name().clone(),
            list: list.to_owned(),
            query,
            first_view,
        };
        let operational = Arc::clone(&desk.operational);
        blocking(move || operational.remember_list(&memory)).await
    }
}

/// What the address said that the browser came from, when that was this very list on this server.
pub fn came_from(desk: &Desk, headers: &HeaderMap) -> Option<Fields> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let from: Uri = text(header::REFERER)?.parse().ok()?;
    let here = from.authority().map(axum::http::uri::Authority::as_str) == text(header::HOST);
    (here && from.path() == desk.path()).then(|| fields_of(from.query().unwrap_or_default()))
}
