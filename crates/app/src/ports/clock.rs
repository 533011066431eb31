//! The time, as a parameter.

use jiff::Timestamp;

/// Tells the time. Everything that needs it takes one, so that tests can set it.
pub trait Clock: Send + Sync {
    /// The present moment. It may step back when the machine's clock is set; who needs times in
    /// order takes the later of this and the last one used.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
