//! Loads: requests at a fixed rate whatever the answers do, and as fast as answers come.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::client::{Answer, Connection};
use crate::now;

/// Connections of a load at a fixed rate: as many answers may be outstanding before a request has to
/// wait, and what it then waits is counted.
const CONNECTIONS: usize = 32;

/// One answered request.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The place of the request in the load.
    pub place: usize,
    /// From the moment it was due until the last byte of its answer.
    pub took: Duration,
    /// Bytes of the body.
    pub bytes: usize,
}

/// Asks `count` times at a fixed rate a second. A late request does not delay those after it, and
/// its lateness is part of what it took, so that an overloaded server cannot look fast.
pub fn at_rate(
    address: SocketAddr,
    rate: f64,
    count: usize,
    ask: &(impl Fn(&mut Connection, usize) -> Result<Answer, String> + Sync),
) -> Result<Vec<Sample>, String> {
    let started = now();
    let wait = |place: usize| {
        let due = (place < count).then(|| started + Duration::from_secs_f64(place as f64 / rate))?;
        if let Some(left) = due.checked_duration_since(now()) {
            std::thread::sleep(left);
        }
        Some(due)
    };
    together(address, CONNECTIONS.min(count), &wait, ask)
}

/// Each connection asks again as soon as it has its answer, for this long.
pub fn flat_out(
    address: SocketAddr,
    connections: usize,
    length: Duration,
    ask: &(impl Fn(&mut Connection, usize) -> Result<Answer, String> + Sync),
) -> Result<Vec<Sample>, String> {
    let end = now() + length;
    let next = |_| Some(now()).filter(|at| *at < end);
    together(address, connections, &next, ask)
}

/// One connection asks so many times, one after the other.
pub fn one_by_one(
    address: SocketAddr,
    count: usize,
    ask: &(impl Fn(&mut Connection, usize) -> Result<Answer, String> + Sync),
) -> Result<Vec<Sample>, String> {
    let next = |place| (place < count).then(now);
    together(address, 1, &next, ask)
}

/// Threads take places in order until `next`, which may wait, gives no moment for one.
fn together(
    address: SocketAddr,
    connections: usize,
    next: &(impl Fn(usize) -> Option<Instant> + Sync),
    ask: &(impl Fn(&mut Connection, usize) -> Result<Answer, String> + Sync),
) -> Result<Vec<Sample>, String> {
    let taken = AtomicUsize::new(0);
    let work = || -> Result<Vec<Sample>, String> {
        let mut connection = Connection::open(address)?;
        let mut samples = Vec::new();
        loop {
            let place = taken.fetch_add(1, Ordering::Relaxed);
            let Some(due) = next(place) else {
                return Ok(samples);
            };
            let answer = ask(&mut connection, place)?;
            samples.push(Sample {
                place,
                took: now().saturating_duration_since(due),
                bytes: answer.body.len(),
            });
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| "a client panicked".to_owned())??);
        }
        all.sort_unstable_by_key(|sample| sample.place);
        Ok(all)
    })
}

/// The time that this part of the requests stayed below: 0.5 for the middle, 1.0 for the slowest.
pub fn quantile(samples: &[Sample], part: f64) -> Duration {
    let mut times: Vec<Duration> = samples.iter().map(|sample| sample.took).collect();
    times.sort_unstable();
    let rank = (part * times.len() as f64).ceil() as usize;
    times.get(rank.max(1) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(milliseconds: &[u64], part: f64, expected: u64) {
        let samples: Vec<Sample> = (milliseconds.iter())
            .map(|took| Sample {
                place: 0,
                took: Duration::from_millis(*took),
                bytes: 0,
            })
            .collect();
        assert_eq!(quantile(&samples, part), Duration::from_millis(expected));
    }

    #[test]
    fn quantiles_are_of_the_nearest_rank() {
        check(&[], 0.99, 0);
        check(&[7], 0.5, 7);
        check(&[4, 1, 3, 2], 0.5, 2);
        check(&[4, 1, 3, 2], 0.75, 3);
        check(&[4, 1, 3, 2], 0.99, 4);
        check(&[4, 1, 3, 2], 1.0, 4);
    }
}
