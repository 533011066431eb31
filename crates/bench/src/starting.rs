//! How long the product takes to start, and the memory it then holds.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::ledgers::Size;
use crate::table::Row;
use crate::{Setting, grouped, text, timed};

/// A folder of the usual size, from its snapshot.
pub fn usual(setting: &Setting) -> Result<Vec<Row>, String> {
    let size = setting.usual();
    let (took, memory) = start_on(setting, size)?;
    let entries = grouped(u64::from(size.entries));
    Ok(vec![
        Row::at_most(
            format!("start to first answer, {entries} entries (s)"),
            1.0,
            took.as_secs_f64(),
        ),
        Row::at_most("  memory then (MiB)", 120.0, memory),
    ])
}

/// A folder with four times the records.
pub fn large(setting: &Setting) -> Result<Vec<Row>, String> {
    let size = setting.large();
    let (took, memory) = start_on(setting, size)?;
    let records = grouped(u64::from(size.records));
    Ok(vec![
        Row::only(
            format!("start to first answer, {records} records (s)"),
            took.as_secs_f64(),
        ),
        Row::at_most("  memory then (MiB)", 350.0, memory),
    ])
}

/// The fictional organisation, generated and shown.
pub fn demo(setting: &Setting) -> Result<Vec<Row>, String> {
    let mut command = Command::new(&setting.binary);
    command
        .args(["demo", "--no-open", "--listen", "127.0.0.1:0"])
        .env("TMPDIR", setting.folder.path());
    let (server, took) = timed(|| Server::start(command));
    server?.answer("/")?;
    Ok(vec![Row::only(
        "demo generated and answering (s)",
        took.as_secs_f64(),
    )])
}

fn start_on(setting: &Setting, size: Size) -> Result<(Duration, f64), String> {
    let (folder, _) = setting.ledgers.filled(size)?;
    // The first start upgrades nothing and warms the disk's cache; the figure is of the second.
    serve(setting, &folder)?;
    serve(setting, &folder)
}

fn serve(setting: &Setting, folder: &Path) -> Result<(Duration, f64), String> {
    let mut command = Command::new(&setting.binary);
    command
        .arg("--data")
        .arg(folder)
        .args(["serve", "--listen", "127.0.0.1:0"]);
    let (server, took) = timed(|| {
        let server = Server::start(command)?;
        server.answer("/")?;
        Ok::<_, String>(server)
    });
    Ok((took, server?.memory()?))
}

/// The product as a child process; ended with this value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Result<Self, String> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(text)?;
        let output = BufReader::new(child.stdout.take().ok_or("the child has no output")?);
        let mut lines = output.lines().map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.strip_prefix("listening on ")?.to_owned()));
        // Whatever it prints later has to go somewhere, or it would block.
        std::thread::spawn(move || lines.for_each(drop));
        let mut server = Self {
            child,
            address: String::new(),
        };
        server.address = address.ok_or("the product ended without the line `listening on http://..`")?;
        Ok(server)
    }

    fn answer(&self, path: &str) -> Result<(), String> {
        let url = format!("{}{path}", self.address);
        let mut answer = ureq::get(&url).call().map_err(text)?;
        answer.body_mut().read_to_string().map(drop).map_err(text)
    }

    /// Resident memory in MiB.
    fn memory(&self) -> Result<f64, String> {
        let path = format!("/proc/{}/status", self.child.id());
        let status =
            std::fs::read_to_string(&path).map_err(|e| format!("`{path}` could not be read: {e}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kibibytes
            .map(|kibibytes| kibibytes / 1024.0)
            .ok_or_else(|| format!("`{path}` names no resident memory"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended as a user would, so that the folder is left in order; killed if that does nothing.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
