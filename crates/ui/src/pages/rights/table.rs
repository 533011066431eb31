//! The whole table of rights.

use maud::{Markup, html};
use probity_core::rules::rights::{Ground, Role};
use probity_core::rules::who_may::{Act, Subject, needed, roles};

use super::{role_label, words};

/// Every role and every act, by the table that is enforced.
pub fn draw() -> Markup {
    // What an act needs in general does not depend on any record.
    let register = probity_core::register::Register::new(probity_core::Kinds::built_in());
    let columns: Vec<_> = Act::ALL
        .into_iter()
        .map(|act| (act, roles(needed(&register, act, Subject::Workspace))))
        .collect();
    html! {
        section {
            details {
                summary { h2 { "The whole table" } }
                p.note { "Who may what, by role. A role that was granted for one unit reaches that unit and those below it." }
                div.scroll tabindex="0" role="region" aria-label="The whole table" { table.register.rights {
                    caption.hidden { "What each role allows" }
                    thead { tr { th scope="col" { "Role" } @for (act, _) in &columns { th scope="col" { (words(*act)) } } } }
                    tbody { @for role in Role::ALL {
                        tr {
                            th scope="row" { (role_label(role)) }
                            @for (_, allowing) in &columns {
                                td { (cell(allowing.iter().find(|one| one.role == role).map(|one| one.ground))) }
                            }
                        }
                    } }
                } }
            }
        }
    }
}

fn cell(ground: Option<Ground>) -> Markup {
    html! {
        @match ground {
            Some(Ground::Role) => { "yes" }
            Some(Ground::Ownership) => { "own" }
            None => { span.none { "–" } }
        }
    }
}
