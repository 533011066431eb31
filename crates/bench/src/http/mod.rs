//! The product over real HTTP with the demo's 10,000 systems among 100,000 records: `cargo xtask bench http`.
//!
//! The server is the release binary as a process of its own; the load comes from this one, on the same
//! machine, over kept connections. What the server costs is its own processor time, so the load is not
//! in it; what an answer takes is what a client waits, so the load is in it.

mod client;
mod load;
mod organisation;
mod pages;
mod writes;

use std::path::Path;
use std::time::Duration;

use client::{Answer, Connection};
use load::{Sample, quantile};
use pages::{PAGES, Pace, Page, address};
use probity_store::folder::running_server;

use crate::server::Server;
use crate::table::Row;
use crate::{Setting, milliseconds, text, timed};

pub use writes::writes;

/// What the server may use of a processor for a page, on average.
const PROCESSOR_MS: f64 = 4.0;
/// As a browser says it.
const BROWSER: &str = "accept-encoding: gzip, deflate, br\r\n";

/// The product on the organisation's data folder.
struct Served {
    server: Server,
    /// What lets a program in that may read the data folder.
    token: String,
}

impl Served {
    fn on(setting: &Setting, folder: &Path) -> Result<Self, String> {
        let server = Server::on(setting, folder)?;
        let running = running_server(folder).map_err(text)?;
        let token = running
            .ok_or("the server does not announce itself in its folder")?
            .token;
        Ok(Self { server, token })
    }

    /// The headers of a request to this address: a browser's, or a program's.
    fn headers(&self, path: &str) -> String {
        if path.starts_with("/api/") {
            format!("authorization: Bearer {}\r\n{BROWSER}", self.token)
        } else {
            BROWSER.to_owned()
        }
    }

    /// A page that somebody sees: anything but a page is an error of the measurement.
    fn get(&self, connection: &mut Connection, path: &str) -> Result<Answer, String> {
        let answer = connection.get(path, &self.headers(path))?;
        match answer.status {
            200 => Ok(answer),
            // A record that was put away is not edited; saying so is an answer that people get, too.
            403 if path.ends_with("/edit") => Ok(answer),
            status => Err(format!("`{path}` answers with status {status}")),
        }
    }
}

/// Start to first answer, and the memory then. The second start counts, as for every start.
pub fn start(setting: &Setting) -> Result<Vec<Row>, String> {
    let folder = organisation::folder(setting)?;
    drop(started(setting, &folder)?);
    let (server, took) = started(setting, &folder)?;
    Ok(vec![
        Row::only("10,000 systems: start to first answer (s)", took.as_secs_f64()),
        Row::at_most("  memory then (MiB)", 350.0, server.memory()?),
    ])
}

fn started(setting: &Setting, folder: &Path) -> Result<(Server, Duration), String> {
    let (server, took) = timed(|| {
        let server = Server::on(setting, folder)?;
        server.answer("/")?;
        Ok::<_, String>(server)
    });
    Ok((server?, took))
}

/// Every sort of page alone at 50 requests a second, or one by one.
pub fn pages(setting: &Setting) -> Result<Vec<Row>, String> {
    let served = Served::on(setting, &organisation::folder(setting)?)?;
    let mut measured = Vec::new();
    println!("{}", Figures::HEAD);
    for page in PAGES {
        match measure(setting, &served, page) {
            Ok(figures) => {
                println!("{figures}");
                measured.push(figures);
            }
            Err(why) => return Err(format!("{}: {why}", page.name)),
        }
    }
    let mut rows = summary(&measured);
    rows.push(Row::only(
        "  memory after all pages (MiB)",
        served.server.memory()?,
    ));
    Ok(rows)
}

/// All pages together in one mix: at 50 and at 200 a second, and as many as there can be.
pub fn mix(setting: &Setting) -> Result<Vec<Row>, String> {
    let served = Served::on(setting, &organisation::folder(setting)?)?;
    let server = &served.server;
    let socket = server.socket()?;
    let systems = organisation::systems(setting);
    let daily: Vec<&Page> = PAGES.iter().filter(|page| page.pace == Pace::Rate).collect();
    let ask = |connection: &mut Connection, place: usize| {
        let page = daily[place % daily.len()];
        served.get(connection, &address(page, place / daily.len(), systems))
    };
    load::one_by_one(socket, 2 * daily.len(), &ask)?;
    let seconds: u32 = if setting.quick { 3 } else { 15 };
    let mut rows = Vec::new();
    for rate in [50_u32, 200] {
        let before = server.processor_time()?;
        let samples = load::at_rate(socket, f64::from(rate), (rate * seconds) as usize, &ask)?;
        let cost = server.processor_time()? - before;
        let each = milliseconds(cost) / samples.len() as f64;
        let p99 = milliseconds(quantile(&samples, 0.99));
        let what = format!("all pages mixed, {rate}/s");
        match rate {
            50 => rows.push(Row::at_most(format!("{what}: p99 (ms)"), 10.0, p99)),
            _ => rows.push(Row::only(format!("{what}: p99 (ms)"), p99)),
        }
        rows.push(Row::only("  p50 (ms)", milliseconds(quantile(&samples, 0.5))));
        rows.push(Row::only("  slowest (ms)", milliseconds(quantile(&samples, 1.0))));
        rows.push(Row::at_most("  server CPU, mean (ms)", PROCESSOR_MS, each));
    }
    let length = Duration::from_secs(u64::from(seconds));
    let samples = load::flat_out(socket, 8, length, &ask)?;
    let rate = samples.len() as f64 / length.as_secs_f64();
    rows.push(Row::only("  the most, 8 clients on the same machine (1/s)", rate));
    rows.push(Row::only("  memory then (MiB)", server.memory()?));
    Ok(rows)
}

/// The figures of one sort of page.
struct Figures {
    page: Page,
    first: Duration,
    processor: f64,
    samples: Vec<Sample>,
}

impl Figures {
    const HEAD: &str = "page                            first ms  CPU ms  p50 ms  p99 ms  max ms     KB";

    fn p99(&self) -> f64 {
        milliseconds(quantile(&self.samples, 0.99))
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes: usize = self.samples.iter().map(|sample| sample.bytes).sum();
        let kilobytes = bytes as f64 / self.samples.len().max(1) as f64 / 1e3;
        write!(
            out,
            "{:30}  {:>8.1}  {:>6.2}  {:>6.2}  {:>6.2}  {:>6.1}  {kilobytes:>5.0}",
            self.page.name,
            milliseconds(self.first),
            self.processor,
            milliseconds(quantile(&self.samples, 0.5)),
            self.p99(),
            milliseconds(quantile(&self.samples, 1.0)),
        )?;
        let costly = self.page.pace == Pace::Rate && self.processor > PROCESSOR_MS;
        let slow = self.p99() > milliseconds(self.page.budget);
        out.write_str(if costly || slow { "  MISSED" } else { "" })
    }
}

/// The first answer is told apart: it may have to prepare what the others find.
fn measure(setting: &Setting, served: &Served, page: &Page) -> Result<Figures, String> {
    let server = &served.server;
    let (socket, systems) = (server.socket()?, organisation::systems(setting));
    let ask =
        |connection: &mut Connection, place: usize| served.get(connection, &address(page, place, systems));
    let first = load::one_by_one(socket, 1, &ask)?;
    let later = |connection: &mut Connection, place: usize| ask(connection, place + 1);
    let before = server.processor_time()?;
    let samples = match page.pace {
        Pace::Rate => load::at_rate(socket, 50.0, if setting.quick { 50 } else { 150 }, &later)?,
        Pace::OneByOne => load::one_by_one(socket, if setting.quick { 5 } else { 30 }, &later)?,
    };
    let cost = server.processor_time()? - before;
    Ok(Figures {
        page: *page,
        first: first[0].took,
        processor: milliseconds(cost) / samples.len() as f64,
        samples,
    })
}

/// What budgets say of any page is held against the worst; what has a budget of its own stands alone.
fn summary(measured: &[Figures]) -> Vec<Row> {
    let daily = || measured.iter().filter(|figures| figures.page.pace == Pace::Rate);
    let mut rows = Vec::new();
    let count = daily().count().max(1) as f64;
    let sum: f64 = daily().map(|figures| figures.processor).sum();
    rows.push(Row::only("any page, server CPU, mean of all (ms)", sum / count));
    if let Some(worst) = daily().max_by(|a, b| a.processor.total_cmp(&b.processor)) {
        let what = format!("  of the costliest: {} (ms)", worst.page.name);
        rows.push(Row::at_most(what, PROCESSOR_MS, worst.processor));
    }
    if let Some(worst) = daily().max_by(|a, b| a.p99().total_cmp(&b.p99())) {
        let what = format!("  p99 of the slowest at 50/s: {} (ms)", worst.page.name);
        rows.push(Row::at_most(what, milliseconds(worst.page.budget), worst.p99()));
    }
    let others = measured
        .iter()
        .filter(|figures| figures.page.pace == Pace::OneByOne);
    rows.extend(others.map(|figures| {
        let what = format!("{}, p99 (ms)", figures.page.name);
        Row::at_most(what, milliseconds(figures.page.budget), figures.p99())
    }));
    rows
}
