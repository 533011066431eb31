//! Status chips: a word, a shape and a colour, so that none of them is the only sign.

use maud::{Markup, html};
use probity_core::Record;
use probity_core::kind::Phase;
use probity_core::register::Register;

/// The chip of a record's state; nothing for kinds without a life cycle.
pub fn state(register: &Register, record: &Record) -> Markup {
    let lifecycle = register.decl(record.id).lifecycle;
    let state = lifecycle.and_then(|lifecycle| lifecycle.states.get(usize::from(record.state)));
    html! {
        @if let Some(state) = state { (chip(state.label, state.phase)) }
        @if record.archived { " " span.chip.archived { (shape(Phase::Ended)) "Archived" } }
    }
}

/// A chip for a state by label and phase.
pub fn chip(label: &str, phase: Phase) -> Markup {
    html! { span.chip.(class(phase)) { (shape(phase)) (label) } }
}

/// The class that gives a phase its colour.
pub fn class(phase: Phase) -> &'static str {
    match phase {
        Phase::Planned => "planned",
        Phase::Trial => "trial",
        Phase::Active => "active",
        Phase::Paused => "paused",
        Phase::Ended => "ended",
        Phase::Unstated => "unstated",
    }
}

fn shape(phase: Phase) -> Markup {
    html! { svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" { (mark(phase)) } }
}

/// Ring, half disc, disc, two bars, square, broken line: told apart without colour, ten units wide.
pub fn mark(phase: Phase) -> Markup {
    html! {
        @match phase {
                Phase::Planned => { circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" {} }
                Phase::Trial => {
                    circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" {}
                    path d="M5 1.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" {}
                }
                Phase::Active => { circle cx="5" cy="5" r="4.4" fill="currentColor" {} }
                Phase::Paused => { path d="M2 1h2.2v8H2zM5.8 1H8v8H5.8z" fill="currentColor" {} }
                Phase::Ended => { path d="M1.8 1.8h6.4v6.4H1.8z" fill="none" stroke="currentColor" stroke-width="1.6" {} }
                Phase::Unstated => { path d="M1 5h8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2 1" {} }
        }
    }
}
