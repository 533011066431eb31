//! The views of a list: those that were saved, and the way to save another.

use maud::{Markup, html};
use probity_app::operations::saved_view::{NAME_MAX_CHARS, may_change};
use probity_app::ports::operational::SavedView;

use super::Listing;
use crate::address::with_query;

/// Views that stand in the bar; the others unfold.
const SHOWN: usize = 7;

impl Listing<'_> {
    /// The bar above the list.
    pub(super) fn views_bar(&self) -> Markup {
        let views = &self.base.views;
        let current = self.base.view.as_ref().map(|view| view.id.as_str());
        // The one that is looked at is always in the bar.
        let (shown, rest): (Vec<&SavedView>, Vec<&SavedView>) = {
            let mut places: Vec<usize> = (0..views.len()).collect();
            places.sort_by_key(|place| Some(views[*place].id.as_str()) != current);
            let first: Vec<usize> = places.iter().copied().take(SHOWN).collect();
            let is_first = |place: &usize| first.contains(place);
            let pick = |wanted: bool| (0..views.len()).filter(move |place| is_first(place) == wanted);
            (
                pick(true).map(|place| &views[place]).collect(),
                pick(false).map(|place| &views[place]).collect(),
            )
        };
        html! {
            nav.views aria-label="Views of this list" {
                a href=(self.all_href()) aria-current=[self.base.view.is_none().then_some("page")] { "All " (self.plural()) }
                @for view in shown { (self.view_link(view)) }
                @if !rest.is_empty() {
                    details.drop { summary { (rest.len()) " more" } ul { @for view in rest { li { (self.view_link(view)) } } } }
                }
                @if self.base.is_changed(&self.address) { span.note { "changed, not saved" } }
                @if self.desk.past.is_none() { (self.view_menu()) }
            }
        }
    }

    fn view_link(&self, view: &SavedView) -> Markup {
        let is_current = self
            .base
            .view
            .as_ref()
            .is_some_and(|current| current.id == view.id);
        html! {
            a href=(with_query(&self.desk.href(&self.place()), &[("view", &view.id)])) aria-current=[is_current.then_some("page")] {
                (view.name)
                @if view.shared { " " span.note { "shared" } }
                @if self.base.first_view.as_deref() == Some(view.id.as_str()) { " " span.note { "opens first" } }
            }
        }
    }

    /// The list without any view, as this person last had it.
    fn all_href(&self) -> String {
        let place = self.desk.href(&self.place());
        match &self.base.first_view {
            Some(_) => with_query(&place, &[("view", "none")]),
            None => place,
        }
    }

    fn view_menu(&self) -> Markup {
        let view = self.base.view.as_ref();
        let account = self.desk.visitor.account_id();
        let own = view.filter(|view| may_change(&self.desk.ctx, &account, view));
        html! {
            details.drop.view-menu {
                summary { (if view.is_some() { "This view" } else { "Save view" }) }
                div {
                    @if let Some(view) = own { (self.view_forms(view)) }
                    @if let Some(view) = view { (self.first_form(view)) }
                    form method="post" action=(self.desk.href("/views")) {
                        (self.view_inputs())
                        input type="hidden" name="list" value=(self.decl.name);
                        label { (if view.is_some() { "Save as a new view called" } else { "Save what is shown as" })
                            input type="text" name="name" required maxlength=(NAME_MAX_CHARS) autocomplete="off"; }
                        label.single { input type="checkbox" name="shared" value="yes"; "Share it with everyone in this workspace" }
                        p.note { "Search, filter, order, groups and columns are saved. Everyone still sees only the records they may see." }
                        button { "Save view" }
                    }
                }
            }
        }
    }

    /// What its maker can do with a view.
    fn view_forms(&self, view: &SavedView) -> Markup {
        let action = self.desk.href(&format!("/views/{}", view.id));
        html! {
            @if self.base.is_changed(&self.address) {
                form method="post" action=(action) {
                    (self.view_inputs())
                    button.primary name="do" value="update" { "Update “" (view.name) "” to what is shown" }
                }
            }
            form method="post" action=(action) {
                input type="hidden" name="token" value=(self.desk.form_token());
                label { "Name" input type="text" name="name" required maxlength=(NAME_MAX_CHARS) value=(view.name) autocomplete="off"; }
                label.single { input type="checkbox" name="shared" value="yes" checked[view.shared]; "Shared with everyone in this workspace" }
                div.buttons {
                    button name="do" value="rename" { "Change" }
                    button name="do" value="delete" formnovalidate { "Delete view" }
                }
            }
        }
    }

    /// Which view opens when nothing else is asked for.
    fn first_form(&self, view: &SavedView) -> Markup {
        let is_first = self.base.first_view.as_deref() == Some(view.id.as_str());
        html! {
            form method="post" action=(self.desk.href(&format!("/views/{}", view.id))) {
                input type="hidden" name="token" value=(self.desk.form_token());
                @if is_first { button name="do" value="last" { "No longer open this list with it" } }
                @else { button name="do" value="first" { "Open this list with it" } }
            }
        }
    }

    fn view_inputs(&self) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.desk.form_token());
            input type="hidden" name="query" value=(self.address.text());
        }
    }
}
