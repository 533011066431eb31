//! The states of a kind and the moves between them. Web, API and documents read the same declaration.

use crate::rules::rights::Permission;

/// What a state means for counting, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Not yet real: idea, requested, planned, draft.
    Planned,
    /// Tried with limits, in preparation.
    Trial,
    /// In force or in use.
    Active,
    /// Stopped for now.
    Paused,
    /// Over: ended, retired, rejected, closed.
    Ended,
    /// Nobody said. A list that came in without stages; never counted as any of the others.
    Unstated,
}

/// One state.
#[derive(Debug, Clone, Copy)]
pub struct State {
    /// Stored in entries; never changes once released.
    pub code: &'static str,
    /// Shown.
    pub label: &'static str,
    /// What it means for counting.
    pub phase: Phase,
    /// Other spellings in people's lists, lower case; used by imports.
    pub aliases: &'static [&'static str],
}

impl State {
    /// A state without other spellings.
    pub const fn new(code: &'static str, label: &'static str, phase: Phase) -> Self {
        Self {
            code,
            label,
            phase,
            aliases: &[],
        }
    }

    /// Other spellings, lower case.
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

/// One allowed move.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// Codes of the states it starts from.
    pub from: &'static [&'static str],
    /// Code of the state it ends in.
    pub to: &'static str,
    /// The words on the button.
    pub label: &'static str,
    /// What the actor needs.
    pub permission: Permission,
    /// Fields that must hold a value before the move.
    pub requires: &'static [&'static str],
    /// True when a reason must be given.
    pub reason: bool,
    /// True when who created or asked may not make the move (separation of duties).
    pub independent: bool,
}

impl Transition {
    /// A move that an editor of the record may make without further conditions.
    pub const fn new(from: &'static [&'static str], to: &'static str, label: &'static str) -> Self {
        Self {
            from,
            to,
            label,
            permission: Permission::Edit,
            requires: &[],
            reason: false,
            independent: false,
        }
    }

    /// Fields that must be filled.
    pub const fn requires(mut self, fields: &'static [&'static str]) -> Self {
        self.requires = fields;
        self
    }

    /// A reason must be given.
    pub const fn with_reason(mut self) -> Self {
        self.reason = true;
        self
    }

    /// Needs the right to approve, and somebody other than who asked.
    pub const fn approval(mut self) -> Self {
        self.permission = Permission::Approve;
        self.independent = true;
        self
    }
}

/// The life of a record of one kind.
#[derive(Debug)]
pub struct Lifecycle {
    /// What the state is called in tables and forms: `Stage`, `Status`.
    pub label: &'static str,
    /// All states in the order of life; the first is where a new record starts.
    pub states: &'static [State],
    /// The allowed moves.
    pub transitions: &'static [Transition],
    /// Column heads seen in people's lists, lower case; used by imports.
    pub aliases: &'static [&'static str],
}

impl Lifecycle {
    /// Place of a state by code.
    pub fn state(&self, code: &str) -> Option<u8> {
        self.states
            .iter()
            .position(|state| state.code == code)
            .and_then(|place| u8::try_from(place).ok())
    }

    /// The moves that start in a state.
    pub fn moves_from(&self, code: &str) -> impl Iterator<Item = &'static Transition> + use<> {
        let code = code.to_owned();
        self.transitions
            .iter()
            .filter(move |transition| transition.from.contains(&code.as_str()))
    }
}
