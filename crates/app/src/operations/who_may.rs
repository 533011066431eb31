//! Who may do what, for people: which roles allow it, and, to whoever may know, who holds them.

use jiff::civil::Date;
use probity_core::ids::RecordId;
use probity_core::rules::rights::{Permission, Target, authorize};
use probity_core::rules::who_may::{Act, Allowing, Holder, Subject, allowed, holders, needed, roles};

use crate::ctx::Ctx;
use crate::workspace::View;

/// The answer to "who may?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoMay {
    /// The right it needs.
    pub permission: Permission,
    /// The roles that allow it.
    pub roles: Vec<Allowing>,
    /// Everybody who holds one of them, with the grant; `None` for whoever may not know who holds roles.
    pub people: Option<Vec<Holder>>,
}

/// Who may do something, by the roles of a view on a day.
pub fn who_may(ctx: &Ctx, view: &View, act: Act, subject: Subject<'_>, day: Date) -> WhoMay {
    let register = &view.register;
    let permission = needed(register, act, subject);
    let people = sees_grants(ctx).then(|| {
        let visibility = ctx.visibility(view);
        let seen = |id: RecordId| {
            register
                .get(id)
                .is_some_and(|person| visibility.sees(register, person))
        };
        let mut all = holders(register, act, subject, day);
        all.retain(|holder| seen(holder.person));
        all
    });
    WhoMay {
        permission,
        roles: roles(permission),
        people,
    }
}

/// By what one person may do each thing; empty where they may not. `None` for whoever may not know: the
/// roles of others are known to who grants them and to who reads the ledger, one's own to everybody.
pub fn what_may(
    ctx: &Ctx,
    view: &View,
    person: RecordId,
    subject: Subject<'_>,
    day: Date,
) -> Option<Vec<(Act, Vec<Holder>)>> {
    let is_self = ctx.principal().person(&view.register) == Some(person);
    (is_self || sees_grants(ctx)).then(|| {
        let by = |act: Act| (act, allowed(&view.register, person, act, subject, day));
        Act::ALL.into_iter().map(by).collect()
    })
}

/// Whether the actor may know who holds which role: who grants roles, and who reads the ledger, where every
/// grant stands.
pub fn sees_grants(ctx: &Ctx) -> bool {
    let (view, principal) = (ctx.view(), ctx.principal());
    [Permission::ManageAccess, Permission::ReadLedger]
        .into_iter()
        .any(|right| authorize(&view.register, &principal, right, Target::Workspace).is_ok())
}
