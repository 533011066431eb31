//! A clock that shows a past day while history is made, and the machine's time afterwards.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::ports::Clock;

/// Shows the time it was set to, or that of the clock below.
pub struct DemoClock {
    machine: Arc<dyn Clock>,
    set: Mutex<Option<Timestamp>>,
}

impl DemoClock {
    /// A clock that shows what the clock below shows.
    pub fn new(machine: Arc<dyn Clock>) -> Self {
        Self {
            machine,
            set: Mutex::new(None),
        }
    }

    /// Shows this time until it is set again.
    pub fn set(&self, at: Timestamp) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Shows the time of the clock below again.
    pub fn follow_machine(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let set = *self.set.lock().unwrap_or_else(PoisonError::into_inner);
        set.unwrap_or_else(|| self.machine.now())
    }
}
