//! How fast a ledger takes what is written.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::chance::Author;
use crate::ledgers::Open;
use crate::machine::flushes_per_second;
use crate::table::Row;
use crate::{Setting, grouped, now, text, timed};

/// Threads that wait for their own command before they give the next.
const CLIENTS: usize = 8;

/// Commands one by one, each durable before it is answered.
pub fn commands(setting: &Setting) -> Result<Vec<Row>, String> {
    let flushes = flushes_per_second(setting)?;
    let open = Open::new(&setting.folder.path().join("commands"))?;
    let author = Mutex::new(Author::new(1));
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let seconds = if setting.quick { 2 } else { 5 };
    let client = || -> Result<(), String> {
        let ctx = open.ctx();
        while !stop.load(Ordering::Relaxed) {
            let command = author.lock().map_err(text)?.create();
            ctx.submit(command).map_err(text)?;
            done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    let (outcome, took) = timed(|| {
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
            let end = now() + Duration::from_secs(seconds);
            while now() < end && !clients.iter().any(std::thread::ScopedJoinHandle::is_finished) {
                std::thread::sleep(Duration::from_millis(5));
            }
            stop.store(true, Ordering::Relaxed);
            clients
                .into_iter()
                .try_for_each(|client| client.join().map_err(|_| "a client panicked".to_owned())?)
        })
    });
    outcome?;
    let rate = done.load(Ordering::Relaxed) as f64 / took.as_secs_f64();
    let budget = (5.0 * flushes).min(1000.0);
    Ok(vec![
        Row::at_least("durable commands one by one, 8 clients (1/s)", budget, rate),
        Row::only("  the same for each fdatasync of the disk", rate / flushes),
    ])
}

/// Batches of 5,000 items, with everything that opening and folding them takes.
pub fn batches(setting: &Setting) -> Result<Vec<Row>, String> {
    let (_, filled) = setting.ledgers.filled(setting.large())?;
    let rate = filled.entries as f64 / filled.took.as_secs_f64();
    let what = format!(
        "batches of 5,000 up to {} entries (entries/s)",
        grouped(filled.entries)
    );
    Ok(vec![Row::at_least(what, 20_000.0, rate)])
}
