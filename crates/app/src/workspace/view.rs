//! One version of a workspace, as readers hold it.

use probity_core::ids::RecordId;
use probity_core::query::Index;
use probity_core::register::Register;
use probity_core::value::Value;

/// A register with what is derived from it for reading.
pub struct View {
    /// The folded state.
    pub register: Register,
    /// What lists are answered from; never hashed.
    pub index: Index,
}

impl View {
    /// A view of a register that was just folded.
    pub fn new(register: Register) -> Self {
        let index = Index::build(&register);
        Self { register, index }
    }

    /// The view after a batch: what is derived follows the changed records only.
    pub fn after(&self, register: Register, changed: &[RecordId]) -> Self {
        let index = self.index.after(&register, changed).renewed(&register);
        Self { register, index }
    }

    /// The same view over an index that has become warm since.
    pub(super) fn renewed(&self) -> Self {
        Self {
            register: self.register.clone(),
            index: self.index.clone().renewed(&self.register),
        }
    }

    /// The organisation's time zone; UTC until it states one.
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        let organisation = self
            .register
            .records(self.register.kinds().known("organisation"))
            .next();
        let named = organisation.and_then(|record| match self.register.value(record, "time_zone") {
            Some(Value::Text(name)) => jiff::tz::TimeZone::get(name).ok(),
            _ => None,
        });
        named.unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
