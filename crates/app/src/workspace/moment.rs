//! How long something took, by this machine's own clock that nobody sets: for leases, patience and what
//! is taken to be known for a while. Never for a time that is kept or shown.

use std::time::Instant;

/// This moment. It goes on while the process is stopped.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the application that measures time; nothing that is stored or decided depends on it"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
