//! What kinds of records there are, and what each declares, the workspace's own fields included.

use probity_core::kind::{Kinds, Lifecycle, Marks};
use probity_core::register::{FieldView, Register};
use probity_core::{KindDecl, KindId};
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use super::endpoint::{Access, Answer, Body, Endpoint, Method, Tag, json_content};
use super::reply::Reply;
use super::values::type_name;
use crate::problem::Problem;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/kinds",
        id: "listKinds",
        tag: Tag::Kinds,
        summary: "List the kinds of records",
        about: "",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The kinds, in the order of the code, with how many records of each the caller sees.",
            content: &[json_content::<KindList>()],
            headers: &[],
        }],
        problems: &[],
        run: list,
    },
    Endpoint {
        method: Method::Get,
        path: "/workspaces/{workspace}/kinds/{kind}",
        id: "readKind",
        tag: Tag::Kinds,
        summary: "Read what a kind declares",
        about: "Fields with their types and choices, the workspace's own among them, states and the moves between them.",
        access: Access::Token,
        query: &[],
        headers: &[],
        body: Body::None,
        answers: &[Answer {
            status: 200,
            about: "The declaration.",
            content: &[json_content::<Declaration>()],
            headers: &[],
        }],
        problems: &[],
        run: read,
    },
];

/// The kinds.
#[derive(Debug, Serialize, JsonSchema)]
struct KindList {
    /// The kinds.
    kinds: Vec<Kind>,
}

/// A kind.
#[derive(Debug, Serialize, JsonSchema)]
struct Kind {
    /// Its name in addresses.
    name: &'static str,
    /// What ids begin with.
    prefix: &'static str,
    /// What one is called.
    singular: &'static str,
    /// What several are called.
    plural: &'static str,
    /// What it is for.
    purpose: &'static str,
    /// Where it comes from: clause, control or article, by identifier.
    source: &'static str,
    /// Where it stands in the navigation.
    group: &'static str,
    /// Kept by the machinery about the workspace itself.
    internal: bool,
    /// How many records the caller sees, without those that were put away.
    records: usize,
}

/// What a kind declares.
#[derive(Debug, Serialize, JsonSchema)]
struct Declaration {
    /// The kind.
    #[serde(flatten)]
    kind: Kind,
    /// The columns that a list shows before anybody chooses others.
    columns: &'static [&'static str],
    /// Its fields in the order of forms; the first is the title.
    fields: Vec<Field>,
    /// Its states and moves, for kinds that have a life of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle: Option<Life>,
}

/// A field.
#[derive(Debug, Serialize, JsonSchema)]
struct Field {
    /// Its name in records: a declared one, or `FLD-3` for one of the workspace's own.
    name: String,
    /// Shown.
    label: String,
    /// Where the doubt arises, in plain words; may be empty.
    help: &'static str,
    /// An example; may be empty.
    example: &'static str,
    /// The heading under which it stands; may be empty.
    section: &'static str,
    /// What it holds.
    r#type: &'static str,
    /// Its answers, for choices; empty for others.
    choices: Vec<Answered>,
    /// The kinds it may point at, for links; empty for others.
    targets: &'static [&'static str],
    /// A record without it is incomplete.
    required: bool,
    /// Changing it lets approvals lapse.
    material: bool,
    /// It speaks of a living person.
    personal: bool,
    /// Written by the machinery only.
    computed: bool,
    /// One of the workspace's own.
    custom: bool,
}

/// A code and what it is called.
#[derive(Debug, Serialize, JsonSchema)]
struct Answered {
    /// As it is sent.
    code: &'static str,
    /// Shown.
    label: &'static str,
}

/// States and moves.
#[derive(Debug, Serialize, JsonSchema)]
struct Life {
    /// What the state is called.
    label: &'static str,
    /// The states in the order of life; a new record starts in the first.
    states: Vec<State>,
    /// The moves.
    moves: Vec<Move>,
}

/// A state.
#[derive(Debug, Serialize, JsonSchema)]
struct State {
    /// As it is sent.
    code: &'static str,
    /// Shown.
    label: &'static str,
    /// What it means for counting: `planned`, `trial`, `active`, `paused`, `ended`, `unstated`.
    phase: String,
}

/// An allowed move.
#[derive(Debug, Serialize, JsonSchema)]
struct Move {
    /// States it starts from.
    from: &'static [&'static str],
    /// State it ends in.
    to: &'static str,
    /// What it is called.
    label: &'static str,
    /// The right it needs.
    permission: String,
    /// Fields that must hold a value.
    requires: &'static [&'static str],
    /// Whether a reason must be given.
    reason: bool,
    /// Whether somebody other than who asked must make it.
    independent: bool,
}

fn list(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let scope = probity_core::query::Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: ctx.workspace.today(),
    };
    let kinds = Kinds::built_in().all().map(|(id, decl)| kind(&scope, id, decl));
    let kinds = KindList {
        kinds: kinds.collect(),
    };
    Ok(Reply::json(&kinds)?.at(view.register.size()))
}

fn read(call: &Call<'_>) -> Result<Reply, Problem> {
    let ctx = call.ctx()?;
    let (id, decl) = call.kind()?;
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let scope = probity_core::query::Scope {
        register: &view.register,
        visibility: &visibility,
        index: &view.index,
        today: ctx.workspace.today(),
    };
    let declaration = Declaration {
        kind: kind(&scope, id, decl),
        columns: decl.columns,
        fields: fields(&view.register, id),
        lifecycle: decl.lifecycle.map(life),
    };
    Ok(Reply::json(&declaration)?.at(view.register.size()))
}

fn kind(scope: &probity_core::query::Scope<'_>, id: KindId, decl: &'static KindDecl) -> Kind {
    let query = probity_core::query::Query::new(id, 0);
    Kind {
        name: decl.name,
        prefix: decl.prefix,
        singular: decl.singular,
        plural: decl.plural,
        purpose: decl.purpose,
        source: decl.source,
        group: decl.group.label(),
        internal: decl.internal,
        // Without a filter a count cannot fail.
        records: probity_core::query::count(scope, &query).unwrap_or_default(),
    }
}

fn fields(register: &Register, kind: KindId) -> Vec<Field> {
    register.fields(kind).into_iter().map(field).collect()
}

fn field(view: FieldView) -> Field {
    let marks = view.decl.map_or_else(Marks::default, |decl| decl.marks);
    let choices = view.decl.map_or(&[][..], |decl| decl.choice_list());
    Field {
        help: view.decl.map_or("", |decl| decl.help),
        example: view.decl.map_or("", |decl| decl.example),
        section: view.decl.map_or("", |decl| decl.section),
        r#type: type_name(view.field_type),
        choices: choices
            .iter()
            .map(|choice| Answered {
                code: choice.code,
                label: choice.label,
            })
            .collect(),
        targets: view.decl.map_or(&[][..], |decl| decl.targets()),
        required: marks.required,
        material: marks.material,
        personal: marks.personal,
        computed: marks.computed,
        custom: view.decl.is_none(),
        name: view.name,
        label: view.label,
    }
}

fn life(lifecycle: &'static Lifecycle) -> Life {
    Life {
        label: lifecycle.label,
        states: lifecycle
            .states
            .iter()
            .map(|state| State {
                code: state.code,
                label: state.label,
                phase: format!("{:?}", state.phase).to_lowercase(),
            })
            .collect(),
        moves: lifecycle
            .transitions
            .iter()
            .map(|transition| Move {
                from: transition.from,
                to: transition.to,
                label: transition.label,
                permission: snake_case(&format!("{:?}", transition.permission)),
                requires: transition.requires,
                reason: transition.reason,
                independent: transition.independent,
            })
            .collect(),
    }
}

/// `ReadLedger` as `read_ledger`.
pub(super) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (place, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && place > 0 {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
