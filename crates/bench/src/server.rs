//! The product as a process beside this one, ended with its value.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{Setting, text};

/// The product as a child process; ended with this value.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Serves this data folder on a free port.
    pub fn on(setting: &Setting, folder: &Path) -> Result<Self, String> {
        let mut command = Command::new(&setting.binary);
        command
            .arg("--data")
            .arg(folder)
            .args(["serve", "--listen", "127.0.0.1:0"]);
        Self::start(command)
    }

    /// Any program that prints `listening on http://ADDRESS` once it answers.
    pub fn start(mut command: Command) -> Result<Self, String> {
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

    /// Asks for a page and reads all of the answer.
    pub fn answer(&self, path: &str) -> Result<(), String> {
        let url = format!("{}{path}", self.address.trim_end_matches('/'));
        let mut answer = ureq::get(&url).call().map_err(text)?;
        answer.body_mut().read_to_string().map(drop).map_err(text)
    }

    /// Where it listens.
    pub fn socket(&self) -> Result<SocketAddr, String> {
        let address = self.address.trim_start_matches("http://").trim_end_matches('/');
        address
            .parse()
            .map_err(|error| format!("`{}`: {error}", self.address))
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64, String> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kibibytes
            .map(|kibibytes| kibibytes / 1024.0)
            .ok_or_else(|| "the system names no resident memory".to_owned())
    }

    /// Processor time it has used since its start, in steps of 10 ms (proc_pid_stat(5), fields 14
    /// and 15, at the 100 ticks a second that Linux shows to programs on all its machines).
    pub fn processor_time(&self) -> Result<Duration, String> {
        let stat = self.proc("stat")?;
        // The name in the second field may hold anything but ends with the last parenthesis.
        let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
        let ticks = |place: usize| fields.split_whitespace().nth(place)?.parse::<u64>().ok();
        let sum = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
        sum.map(|ticks| Duration::from_millis(10 * ticks))
            .ok_or_else(|| "the system names no processor time".to_owned())
    }

    fn proc(&self, file: &str) -> Result<String, String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        std::fs::read_to_string(&path).map_err(|e| format!("`{path}` could not be read: {e}"))
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
