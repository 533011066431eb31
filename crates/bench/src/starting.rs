//! How long the product takes to start, and the memory it then holds.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::ledgers::Size;
use crate::server::Server;
use crate::table::Row;
use crate::{Setting, grouped, timed};

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
    let (server, took) = timed(|| {
        let server = Server::on(setting, folder)?;
        server.answer("/")?;
        Ok::<_, String>(server)
    });
    Ok((took, server?.memory()?))
}
