//! Who asks, in which workspace, as of which day. Every page of a workspace takes one.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use jiff::civil::Date;
use maud::Markup;
use probity_app::ports::{Operational, WorkspaceName};
use probity_app::workspace::AsOf;
use probity_app::{AppError, Ctx, Instance, View, Workspace};
use probity_core::Record;
use probity_core::ids::{KindId, RecordId};
use probity_core::kind::{KindDecl, Kinds};
use probity_core::query::Scope;
use probity_core::register::{Register, Visibility};
use probity_core::rules::rights::{Permission, Principal, Target, authorize};

use crate::address::{place_in, with_query};
use crate::blocking::blocking;
use crate::components::attached::Attached;
use crate::error::PageError;
use crate::fields::Fields;
use crate::memo::{Basis, Memo};
use crate::own_writes::{self, Shown};
use crate::state::UiState;
use crate::visitor::{Visitor, asked};

/// One request in one workspace.
pub struct Desk {
    /// Who acts, for operations.
    pub ctx: Ctx,
    /// The state that is shown: the newest, or that of a past day.
    pub view: Arc<View>,
    /// The past day that is looked at; `None` for now.
    pub past: Option<Date>,
    /// Today in the workspace's zone.
    pub today: Date,
    /// The visitor's roles, as of now.
    pub principal: Principal,
    /// What the visitor sees of [`Self::view`].
    pub visibility: Visibility,
    /// Whoever asks.
    pub visitor: Visitor,
    /// Accounts, stagings and the like.
    pub operational: Arc<dyn Operational>,
    /// The workspaces that the visitor is a member of.
    pub workspaces: Vec<WorkspaceName>,
    /// How far the visitor has read the ledger; `None` when that could not be read.
    pub read: Option<u64>,
    /// The query part of the address.
    pub query: Fields,
    path: String,
    memo: Arc<Memo>,
    attached: Arc<Attached>,
}

struct Opened {
    operational: Arc<dyn Operational>,
    workspace: Arc<Workspace>,
    view: Arc<View>,
    workspaces: Vec<WorkspaceName>,
    read: Option<u64>,
}

impl FromRequestParts<UiState> for Desk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &UiState) -> Result<Self, PageError> {
        let visitor = Visitor::of(state, parts).await?;
        let path = asked(parts).path().to_owned();
        let nowhere = || PageError::missing(format!("there is no workspace at `{path}`"));
        let name = path
            .strip_prefix("/w/")
            .and_then(|rest| rest.split('/').next())
            .ok_or_else(nowhere)?;
        let name: WorkspaceName = name.parse().map_err(|_| nowhere())?;
        let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(asked(parts))
            .map_err(|error| PageError::invalid(format!("the address cannot be read: {error}")))?;
        let mut query = Fields::new(query);
        // No part of the page carries on a way back that leads elsewhere.
        if query
            .get("back")
            .is_some_and(|back| place_in(name.as_str(), back).is_none())
        {
            query.remove("back");
        }
        let wanted = match query.text("as_of") {
            None => AsOf::Now,
            Some(text) => AsOf::Day(text.parse().map_err(|_| {
                PageError::invalid(format!(
                    "`{text}` is not a day such as `2026-03-12`: choose the day to look at"
                ))
            })?),
        };
        let known_size = own_writes::known_size(&parts.headers, &name);
        let (instance, member) = (Arc::clone(&state.instance), visitor.clone());
        let opened = blocking(move || -> Result<Opened, AppError> {
            let workspaces = instance.known_workspaces(&name)?;
            if !workspaces.contains(&name) {
                return Err(AppError::Missing(format!("there is no workspace `{name}`")));
            }
            let workspace = instance.workspace(&name)?;
            own_writes::wait(&workspace, known_size)?;
            let view = workspace.as_of(wanted)?;
            let operational = Arc::clone(instance.operational());
            // Pages work without it; only what is new is not told then.
            let read = operational.read_mark(&member.account_id(), &name).ok();
            Ok(Opened {
                read,
                operational,
                workspace,
                view,
                workspaces: own(&instance, &member, workspaces),
            })
        })
        .await?;
        let desk = Self::at(state, visitor, opened, (path, query), wanted)?;
        Shown::note(parts, &desk.ctx.workspace);
        Ok(desk)
    }
}

/// The workspaces that a visitor is a member of; one that does not open is left out.
fn own(instance: &Instance, visitor: &Visitor, all: Vec<WorkspaceName>) -> Vec<WorkspaceName> {
    let is_own = |name: &WorkspaceName| {
        let opened = instance.workspace(name);
        opened.is_ok_and(|workspace| visitor.actor(&workspace.current().register).is_some())
    };
    match all.len() {
        1 => all,
        _ => all.into_iter().filter(is_own).collect(),
    }
}

impl Desk {
    fn at(
        state: &UiState,
        visitor: Visitor,
        opened: Opened,
        (path, query): (String, Fields),
        wanted: AsOf,
    ) -> Result<Self, PageError> {
        let Opened {
            operational,
            workspace,
            view,
            workspaces,
            read,
        } = opened;
        let register = &workspace.current().register;
        let nobody = || PageError::missing(format!("there is no workspace `{}`", workspace.name()));
        let actor = visitor.actor(register).ok_or_else(nobody)?;
        let today = workspace.today();
        let principal = Principal::of(register, actor, today);
        if Visibility::of(register, &principal) == Visibility::None {
            return Err(nobody());
        }
        let visibility = Visibility::of(&view.register, &principal);
        let past = match wanted {
            AsOf::Day(day) if day < today => Some(day),
            _ => None,
        };
        let ctx = Ctx::new(workspace, actor);
        Ok(Self {
            ctx,
            view,
            past,
            today,
            principal,
            visibility,
            visitor,
            operational,
            workspaces,
            read,
            query,
            path,
            memo: Arc::clone(&state.memo),
            attached: Arc::clone(&state.attached),
        })
    }

    /// The register that is shown.
    pub fn register(&self) -> &Register {
        &self.view.register
    }

    /// The declarations.
    pub fn kinds(&self) -> &'static Kinds {
        self.register().kinds()
    }

    /// What queries look at.
    pub fn scope(&self) -> Scope<'_> {
        Scope {
            register: self.register(),
            visibility: &self.visibility,
            index: &self.view.index,
            today: self.past.unwrap_or(self.today),
        }
    }

    /// The address of a place in this workspace, on the day that is looked at.
    pub fn href(&self, place: &str) -> String {
        let path = format!("/w/{}{place}", self.ctx.workspace.name());
        match self.past {
            Some(day) => with_query(&path, &[("as_of", &day.to_string())]),
            None => path,
        }
    }

    /// The address of a record.
    pub fn record_href(&self, id: RecordId) -> String {
        self.href(&format!("/r/{}", id.show(self.kinds())))
    }

    /// The list that the visitor came from, as the address or a form of this page says; a place of this
    /// workspace only.
    pub fn back<'a>(&self, fields: &'a Fields) -> Option<&'a str> {
        place_in(self.ctx.workspace.name().as_str(), fields.get("back")?)
    }

    /// An address that keeps the way back.
    pub fn href_with(&self, place: &str, back: Option<&str>) -> String {
        match back {
            Some(back) => with_query(&self.href(place), &[("back", back)]),
            None => self.href(place),
        }
    }

    /// The path of this page, without its query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A record that the visitor sees, by the id people write.
    pub fn record(&self, id: &str) -> Result<&Arc<Record>, PageError> {
        let seen = self
            .register()
            .find(id)
            .filter(|record| self.visibility.sees(self.register(), record));
        seen.ok_or_else(|| {
            let when = if self.past.is_some() { " on that day" } else { "" };
            PageError::missing(format!(
                "there is no record `{}`{when}",
                id.chars().take(40).collect::<String>()
            ))
        })
    }

    /// A record that a link leads to; `None` when the visitor may not see it.
    pub fn seen(&self, id: RecordId) -> Option<&Arc<Record>> {
        self.register()
            .get(id)
            .filter(|record| self.visibility.sees(self.register(), record))
    }

    /// Whether the visitor sees more than so many records of a kind, put away or not.
    pub fn sees_more_than(&self, number: usize, kind: KindId) -> bool {
        let mut seen = self
            .register()
            .records(kind)
            .filter(|record| self.visibility.sees(self.register(), record));
        seen.nth(number).is_some()
    }

    /// Whether the visitor may do something now; never on a past day or in a read-only workspace.
    pub fn may(&self, permission: Permission, target: Target<'_>) -> bool {
        let changes = !matches!(
            permission,
            Permission::View | Permission::Export | Permission::ReadLedger
        );
        let frozen = self.past.is_some() || self.ctx.workspace.read_only().is_some();
        !(changes && frozen) && authorize(self.register(), &self.principal, permission, target).is_ok()
    }

    /// Whether the visitor may enter records of a kind now. What the machinery keeps is entered by
    /// nobody, except who holds which role and the workspace's own fields.
    pub fn may_enter(&self, decl: &KindDecl) -> bool {
        let permission = match decl.name {
            "role_grant" => Permission::ManageAccess,
            "custom_field" => Permission::ManageFields,
            _ if decl.internal => return false,
            _ => Permission::Create,
        };
        self.may(permission, Target::Workspace)
    }

    /// A part of a page that counts over many records: made once for each version of the register. Past
    /// days are not kept, since an erasure reaches them too.
    pub fn counted(&self, address: &str, make: impl FnOnce() -> Markup) -> Markup {
        if self.past.is_some() {
            return make();
        }
        let basis = Basis {
            workspace: self.ctx.workspace.name().clone(),
            size: self.register().size(),
            visibility: self.visibility.clone(),
            today: self.today,
        };
        self.memo.part(&basis, address, make)
    }

    /// Asks for a right over the whole workspace, in the words that operations use.
    pub fn demand(&self, permission: Permission) -> Result<(), PageError> {
        self.ctx.authorize(permission).map(drop).map_err(Into::into)
    }

    /// The files that were brought lately.
    pub fn attached(&self) -> &Attached {
        &self.attached
    }

    /// What the forms of this page carry.
    pub fn form_token(&self) -> String {
        self.visitor.form_secret.token()
    }
}
