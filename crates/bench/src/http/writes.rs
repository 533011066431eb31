//! Durable commands over HTTP, and pages while others write.

use std::net::SocketAddr;
use std::time::Duration;

use super::client::Connection;
use super::load::{self, quantile};
use super::{BROWSER, PROCESSOR_MS, get, organisation};
use crate::machine::flushes_per_second;
use crate::server::Server;
use crate::table::Row;
use crate::{Setting, milliseconds};

/// Clients that each wait for the answer to their own command.
const CLIENTS: usize = 8;

/// Comments through the web form by eight clients, and lists while five are written a second.
pub fn writes(setting: &Setting) -> Result<Vec<Row>, String> {
    let server = Server::on(setting, &organisation::folder(setting)?)?;
    let socket = server.socket()?;
    let sender = Sender::new(socket)?;
    let flushes = flushes_per_second(setting)?;
    let length = Duration::from_secs(if setting.quick { 2 } else { 5 });
    let before = server.processor_time()?;
    let samples = load::flat_out(socket, CLIENTS, length, &|connection, place| {
        sender.comment(connection, place)
    })?;
    let cost = server.processor_time()? - before;
    let rate = samples.len() as f64 / length.as_secs_f64();
    let mut rows = vec![
        Row::at_least(
            "durable commands over HTTP, 8 clients (1/s)",
            (5.0 * flushes).min(1000.0),
            rate,
        ),
        Row::only("  the same for each fdatasync of the disk", rate / flushes),
        Row::only("  p99 (ms)", milliseconds(quantile(&samples, 0.99))),
        Row::only(
            "  server CPU, mean (ms)",
            milliseconds(cost) / samples.len() as f64,
        ),
    ];
    rows.extend(reads_beside(setting, &server, &sender)?);
    Ok(rows)
}

/// Lists have to be made anew after each write; people work on both at once.
fn reads_beside(setting: &Setting, server: &Server, sender: &Sender) -> Result<Vec<Row>, String> {
    const READS: &[&str] = &[
        "/w/main/",
        "/w/main/system",
        "/w/main/system?filter=owner+is+missing",
        "/w/main/use_case?sort=-updated",
        "/w/main/r/SYS-77",
    ];
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
            &|connection: &mut Connection, place| get(connection, READS[place % READS.len()]),
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
struct Sender {
    token: String,
    headers: String,
}

impl Sender {
    fn new(socket: SocketAddr) -> Result<Self, String> {
        let page = Connection::open(socket)?.get("/w/main/r/SYS-1", "")?;
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
            token: token.ok_or("the page of a record holds no form")?.to_owned(),
            headers: format!("content-type: application/x-www-form-urlencoded\r\n{cookie}{BROWSER}"),
        })
    }

    /// A remark on one of the systems.
    fn comment(&self, connection: &mut Connection, place: usize) -> Result<super::Answer, String> {
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
}
