//! One record with its links.

use jiff::civil::Date;
use probity_app::AppError;
use probity_app::operations::record::{Found, record};
use probity_core::history::show_value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use super::list::as_of;
use super::row::{Reader, Row};
use crate::scope::Scope;

/// Shows a record.
pub struct Show;

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowRequest {
    /// Its id.
    pub id: String,
    /// Of which day; the newest state when none is given.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub as_of: Option<Date>,
}

/// The record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowAnswer {
    /// For machines.
    #[serde(flatten)]
    pub row: Row,
    /// Its state in words; empty for kinds without states.
    pub state_label: String,
    /// For people: the fields that hold a value, in the order of forms.
    pub shown: Vec<ShownField>,
    /// Required fields that hold nothing, by name.
    pub missing: Vec<String>,
    /// Records that point at this one.
    pub links: Vec<Link>,
}

/// A field for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownField {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Its value.
    pub text: String,
}

/// A record that points at the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Name of its kind.
    pub kind: String,
    /// Name of the field that points.
    pub field: String,
    /// What the way back is called.
    pub label: String,
}

impl Operation for Show {
    const NAME: &'static str = "show";
    type Request = ShowRequest;
    type Answer = ShowAnswer;

    fn run(scope: &Scope<'_>, request: ShowRequest) -> Result<ShowAnswer, AppError> {
        let ctx = scope.ctx()?;
        let found = record(&ctx, &request.id, as_of(request.as_of))?;
        let register = &found.view.register;
        let reader = Reader {
            register,
            visibility: &found.visibility,
        };
        let fields = register.fields(found.record.id.kind);
        let shown = fields.iter().filter_map(|field| {
            let value = found.record.get(field.key)?;
            let text = show_value(register, &found.visibility, field.field_type, value);
            Some(ShownField {
                name: field.name.clone(),
                label: field.label.clone(),
                text,
            })
        });
        let missing = fields.iter().filter(|field| {
            field.decl.is_some_and(|decl| decl.marks.required) && found.record.get(field.key).is_none()
        });
        Ok(ShowAnswer {
            row: reader.row(&found.record),
            state_label: reader.state_label(&found.record),
            shown: shown.collect(),
            missing: missing.map(|field| field.name.clone()).collect(),
            links: links(&found),
        })
    }
}

fn links(found: &Found) -> Vec<Link> {
    let register = &found.view.register;
    let link = |(source, key): (std::sync::Arc<probity_core::Record>, _)| {
        let decl = register.decl(source.id);
        let field = decl.field_of(key);
        Link {
            id: source.id.show(register.kinds()),
            title: source.title().to_owned(),
            kind: decl.name.to_owned(),
            field: field.map_or_else(
                || register.name_and_type(source.id.kind, key).0,
                |field| field.name.to_owned(),
            ),
            label: field.map_or("", |field| field.reverse).to_owned(),
        }
    };
    found.links_in().into_iter().map(link).collect()
}
