//! A register in memory that tests fill by commands.

use jiff::civil::Date;

use crate::kind::Kinds;
use crate::patch::Patch;
use crate::register::Register;
use crate::rules::rights::Principal;
use crate::rules::{Command, Context, decide};

pub(super) struct Sample {
    pub register: Register,
    pub today: Date,
}

impl Sample {
    pub fn new() -> Self {
        Self {
            register: Register::new(Kinds::built_in()),
            today: date("2026-06-01"),
        }
    }

    /// Entered so many days before today.
    #[track_caller]
    pub fn create(&mut self, days_ago: i64, kind: &str, patch: Patch) -> String {
        let at = self
            .today
            .saturating_sub(jiff::Span::new().days(days_ago))
            .at(9, 0, 0, 0);
        let now = jiff::tz::Offset::UTC.to_timestamp(at).unwrap().as_millisecond();
        let principal = Principal::system();
        let context = Context {
            principal: &principal,
            now,
            today: self.today,
        };
        let command = Command::Create {
            kind: kind.to_owned(),
            patch,
        };
        let decision = decide(&self.register, &context, &command).unwrap();
        self.register = decision.register;
        decision.subjects[0].show(self.register.kinds())
    }
}

pub(super) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn named(name: &str) -> Patch {
    Patch::set_one("name", name)
}

pub(super) fn in_state(state: &str, patch: Patch) -> Patch {
    Patch {
        state: Some(state.to_owned()),
        ..patch
    }
}
