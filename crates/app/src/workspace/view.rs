//! One version of a workspace, as readers hold it.

use probity_core::ids::RecordId;
use probity_core::register::Register;
use probity_core::value::Value;

/// A register with what is derived from it for reading.
pub struct View {
    /// The folded state.
    pub register: Register,
}

impl View {
    /// A view of a register that was just folded.
    pub fn new(register: Register) -> Self {
        Self { register }
    }

    /// The view after a batch: what is derived follows the changed records only.
    pub fn after(&self, register: Register, changed: &[RecordId]) -> Self {
        let _ = changed;
        Self { register }
    }

    /// The organisation's time zone; UTC until it states one.
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        let organisation = self.register.records(self.register.kinds().known("organisation")).next();
        let named = organisation.and_then(|record| match self.register.value(record, "time_zone") {
            Some(Value::Text(name)) => jiff::tz::TimeZone::get(name).ok(),
            _ => None,
        });
        named.unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
