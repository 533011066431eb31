//! A clock that stands still until it is told otherwise.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::Clock;

/// Shows the time it was set to. Shared between the test and what is tested.
#[derive(Debug)]
pub struct FixedClock {
    now: Mutex<Timestamp>,
}

impl FixedClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now: Mutex::new(now) }
    }

    /// Shows this time from now on; it may be an earlier one.
    pub fn set(&self, now: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves the clock on and returns the new time.
    ///
    /// # Panics
    /// When the time would leave the range of [`Timestamp`].
    pub fn advance(&self, by: SignedDuration) -> Timestamp {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(by).expect("tests stay within the range of times");
        *now
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_told() {
        let start: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        let clock = FixedClock::at(start);
        assert_eq!((clock.now(), clock.now()), (start, start));
        assert_eq!(clock.advance(SignedDuration::from_mins(5)), clock.now());
        clock.set(start);
        assert_eq!(clock.now(), start);
    }
}
