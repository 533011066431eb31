//! Durable commands over HTTP, and pages while others write.

use std::time::Duration;

use super::client::{Answer, Connection};
use super::load::{self, quantile};
use super::{BROWSER, PROCESSOR_MS, Served, organisation};
use crate::machine::flushes_per_second;
use crate::table::Row;
use crate::{Setting, milliseconds};

/// Clients that each wait for the answer to their own command.
const CLIENTS: usize = 8;

/// Remarks through the web form and edits over the API by eight clients each, and lists while five are
/// written a second.
pub fn writes(setting: &Setting) -> Result<Vec<Row>, String> {
    let served = Served::on(setting, &organisation::folder(setting)?)?;
    let sender = Sender::new(&served)?;
    let flushes = flushes_per_second(setting)?;
    let budget = (5.0 * flushes).min(1000.0);
    let mut rows = durable(
        setting,
        &served,
        ("remarks through the web form", budget),
        &|connection, place| sender.comment(connection, place),
    )?;
    rows.extend(durable(
        setting,
        &served,
        ("edits over the API", budget),
        &|connection, place| sender.edit(connection, place),
    )?);
    rows.push(Row::only("  the disk's own fdatasync (1/s)", flushes));
    rows.extend(reads_beside(setting, &served, &sender)?);
    Ok(rows)
}

fn durable(
    setting: &Setting,
    served: &Served,
    (what, budget): (&str, f64),
    send: &(impl Fn(&mut Connection, usize) -> Result<Answer, String> + Sync),
) -> Result<Vec<Row>, String> {
    let length = Duration::from_secs(if setting.quick { 2 } else { 5 });
    let before = served.server.processor_time()?;
    let samples = load::flat_out(served.server.socket()?, CLIENTS, length, send)?;
    let cost = served.server.processor_time()? - before;
    let rate = samples.len() as f64 / length.as_secs_f64();
    Ok(vec![
        Row::at_least(format!("{what}, each durable, 8 clients (1/s)"), budget, rate),
        Row::only("  p99 (ms)", milliseconds(quantile(&samples, 0.99))),
        Row::only(
            "  server CPU, mean (ms)",
            milliseconds(cost) / samples.len() as f64,
        ),
    ])
}

/// Lists have to be made anew after each write; people work on both at once.
fn reads_beside(setting: &Setting, served: &Served, sender: &Sender<'_>) -> Result<Vec<Row>, String> {
    const READS: &[&str] = &[
        "/w/main/",
        "/w/main/system",
        "/w/main/system?filter=owner+is+missing",
        "/w/main/use_case?sort=-updated",
        "/w/main/r/SYS-77",
    ];
    let server = &served.server;
    let socket = server.socket()?;
    let seconds = if setting.quick { 2 } else { 10 };
    let before = server.processor_time()?;
    let (reads, writes) = std::thread::scope(|scope| {
        let writes = scope.spawn(|| {
            load::at_rate(socket, 5.0, 5 * seconds, &|connection, place| {
                sender.comment(connection, 50_000 + place)
            })
        });
        let reads = load::at_rate(
            socket,
            50.0,
            50 * seconds,
            &|connection: &mut Connection, place| served.get(connection, READS[place % READS.len()]),
        );
        (reads, writes.join())
    });
    let cost = server.processor_time()? - before;
    let reads = reads?;
    let writes = writes.map_err(|_| "a client panicked".to_owned())??;
    Ok(vec![
        Row::at_most(
            "pages at 50/s beside 5 commands/s: p99 (ms)",
            10.0,
            milliseconds(quantile(&reads, 0.99)),
        ),
        Row::only("  slowest (ms)", milliseconds(quantile(&reads, 1.0))),
        Row::at_most(
            "  server CPU a page, commands included, mean (ms)",
            PROCESSOR_MS,
            milliseconds(cost) / reads.len() as f64,
        ),
        Row::only(
            "  p99 of the commands (ms)",
            milliseconds(quantile(&writes, 0.99)),
        ),
    ])
}

/// Sends forms as the browser of one visitor does.
struct Sender<'a> {
    served: &'a Served,
    token: String,
    headers: String,
}

impl<'a> Sender<'a> {
    fn new(served: &'a Served) -> Result<Self, String> {
        let page = Connection::open(served.server.socket()?)?.get("/w/main/r/SYS-1", "")?;
        let cookie = page
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next());
        let cookie = cookie
            .map(|cookie| format!("cookie: {cookie}\r\n"))
            .unwrap_or_default();
        let html = String::from_utf8_lossy(&page.body);
        let token = html.split_once("name=\"token\" value=\"").map(|(_, rest)| rest);
        let token = token.and_then(|rest| rest.split('"').next());
        Ok(Self {
            served,
            token: token.ok_or("the page of a record holds no form")?.to_owned(),
            headers: format!("content-type: application/x-www-form-urlencoded\r\n{cookie}{BROWSER}"),
        })
    }

    /// A remark on one of the systems.
    fn comment(&self, connection: &mut Connection, place: usize) -> Result<Answer, String> {
        let path = format!("/w/main/r/SYS-{}/comment", place * 7_919 % 900 + 1);
        let body = format!("token={}&comment=Looked+at+in+round+{place}", self.token);
        let answer = connection.send("POST", &path, &self.headers, body.as_bytes())?;
        match answer.status {
            303 => Ok(answer),
            status => Err(format!(
                "a comment sent to `{path}` is answered with status {status}"
            )),
        }
    }

    /// Other words in a field of one of the systems, whatever stood there.
    fn edit(&self, connection: &mut Connection, place: usize) -> Result<Answer, String> {
        let path = format!("/api/v1/workspaces/main/records/SYS-{}", place * 7_919 % 900 + 1);
        let headers = format!(
            "content-type: application/json\r\nif-match: *\r\n{}",
            self.served.headers(&path)
        );
        let body = format!(r#"{{"set": {{"notes": "Looked at in round {place}"}}}}"#);
        let answer = connection.send("PATCH", &path, &headers, body.as_bytes())?;
        match answer.status {
            200 => Ok(answer),
            status => Err(format!("an edit of `{path}` is answered with status {status}")),
        }
    }
}
