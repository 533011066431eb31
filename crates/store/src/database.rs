//! What both of our SQLite databases have in common: how they are made, opened, tuned and upgraded.
//!
//! One connection writes; a few others read. In WAL mode with `synchronous=FULL` a commit is synced
//! to the disk before SQLite shows it to any reader, so readers see durable state only.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::durable;
use crate::fault::Fault;

/// Read connections that are kept for the next reader.
const KEPT_READERS: usize = 8;
/// How long a connection waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What makes a database file one of ours.
pub(crate) struct Form {
    /// What it is called in messages.
    pub(crate) name: &'static str,
    /// SQLite's `application_id`, so that no other database is taken for it.
    pub(crate) application_id: i32,
    /// Step n brings a database of version n to version n + 1. Released steps never change.
    pub(crate) migrations: &'static [&'static str],
}

impl Form {
    /// The version this program writes, SQLite's `user_version`.
    fn version(&self) -> i64 {
        self.migrations.len() as i64
    }
}

/// An open database.
pub(crate) struct Database {
    path: PathBuf,
    form: &'static Form,
    // Before the writer: fields are dropped in this order, and only a connection that may write
    // merges the log into the file when it is the last to go.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

impl Database {
    /// Makes a new, empty database. There must be no file of this name.
    pub(crate) fn create(path: &Path, form: &'static Form) -> Result<Self, Fault> {
        // Made by us and not by SQLite so that the mode is right from the first moment; the files
        // beside it take the mode from it.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| Fault::io("cannot make", path, &error))?;
        let made = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|mut writer| {
            tune_writer(&writer)?;
            migrate(&mut writer, form)?;
            Ok(writer)
        });
        let writer = made.map_err(|fault| or_full(path, fault))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        durable::sync_folder(folder).map_err(|error| Fault::io("cannot sync", folder, &error))?;
        Ok(Self::new(path, form, writer))
    }

    /// Opens a database and brings it to this program's version.
    pub(crate) fn open(path: &Path, form: &'static Form) -> Result<Self, Fault> {
        let length = std::fs::metadata(path)
            .map_err(|error| Fault::io("cannot open", path, &error))?
            .len();
        if length == 0 {
            return Err(Fault::damaged(path.display().to_string(), "the file is empty"));
        }
        let opened = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|mut writer| {
            // Before anything is written: the file may be somebody else's, or newer.
            recognise(&writer, form, path)?;
            tune_writer(&writer)?;
            migrate(&mut writer, form)?;
            Ok(writer)
        });
        let writer = opened.map_err(|fault| or_full(path, fault))?;
        Ok(Self::new(path, form, writer))
    }

    fn new(path: &Path, form: &'static Form, writer: Connection) -> Self {
        Self {
            path: path.to_owned(),
            form,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The writing connection. A panic of its last holder has rolled its transaction back.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads with a connection of its own, beside other readers and the writer.
    pub(crate) fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let connection = match self.readers().pop() {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let answer = query(&connection);
        let mut readers = self.readers();
        if readers.len() < KEPT_READERS {
            readers.push(connection);
        }
        answer
    }

    fn readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the write-ahead log into the database file and cuts it to nothing.
    pub(crate) fn truncate_log(&self) -> Result<(), Fault> {
        let busy: i64 = self
            .writer()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            Ok(())
        } else {
            Err(Fault::Failed(
                "the write-ahead log is still being read; try again in a moment".to_owned(),
            ))
        }
    }

    /// Copies the state of this moment to a new file, while writers go on. The copy is whole and
    /// durable under its name, or there is none.
    pub(crate) fn backup_to(&self, target: &Path) -> Result<(), Fault> {
        if target.exists() {
            return Err(Fault::Failed(format!("`{}` exists already", target.display())));
        }
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let unfinished = durable::temporary_path(folder);
        let copied = self.copy_to(&unfinished).and_then(|()| {
            std::fs::rename(&unfinished, target)
                .and_then(|()| durable::sync_folder(folder))
                .map_err(|error| Fault::io("cannot make", target, &error))
        });
        if copied.is_err() {
            // What failed first is what is reported.
            let _ = std::fs::remove_file(&unfinished);
        }
        copied
    }

    fn copy_to(&self, target: &Path) -> Result<(), Fault> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(target)
            .map_err(|error| Fault::io("cannot make", target, &error))?;
        let mut copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        self.read(|source| {
            let backup = Backup::new(source, &mut copy)?;
            // All pages in one step: one read transaction, so the copy is one state.
            match backup.step(-1)? {
                StepResult::Done => Ok(()),
                _ => Err(Fault::Failed(
                    "the database is busy; try the backup again".to_owned(),
                )),
            }
        })?;
        copy.close().map_err(|(_, error)| Fault::from(error))?;
        file.sync_all()
            .map_err(|error| Fault::io("cannot sync", target, &error))
    }

    /// Findings of SQLite's own check and of a comparison with the schema that should be there.
    pub(crate) fn integrity(&self) -> Result<Vec<String>, Fault> {
        self.read(|connection| {
            let mut check = connection.prepare("PRAGMA integrity_check(100)")?;
            let lines = check
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()?;
            let mut findings: Vec<String> = lines.into_iter().filter(|line| line != "ok").collect();
            if schema(connection)? != expected_schema(self.form)? {
                findings.push(format!(
                    "the tables of the {} are not those that this program makes",
                    self.form.name
                ));
            }
            Ok(findings)
        })
    }
}

/// SQLite does not say that there was no room for the files it makes beside the database.
fn or_full(path: &Path, fault: Fault) -> Fault {
    match fault {
        Fault::Failed(_) if !has_room_beside(path) => Fault::Full,
        fault => fault,
    }
}

/// Whether a page can be written beside a file, by writing one.
fn has_room_beside(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-room");
    let written = std::fs::write(&name, [0; 4096]);
    // A probe that stays is written over by the next one.
    let _ = std::fs::remove_file(&name);
    !written.is_err_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
}

/// Opens a connection that trusts nothing the file brings along.
fn connect(path: &Path, access: OpenFlags) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000",
    )?;
    Ok(connection)
}

/// Durability first: a commit is synced before it returns, and what is deleted is overwritten.
fn tune_writer(connection: &Connection) -> Result<(), Fault> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(Fault::Failed(format!(
            "the database cannot use a write-ahead log here (it stays in mode `{mode}`)"
        )));
    }
    connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    connection.query_row("PRAGMA journal_size_limit = 67108864", [], |_| Ok(()))?;
    Ok(())
}

/// Refuses a file that is not ours or is newer than this program.
fn recognise(connection: &Connection, form: &Form, path: &Path) -> Result<(), Fault> {
    let application_id: i32 = pragma(connection, "application_id")?;
    if application_id != form.application_id {
        return Err(Fault::damaged(
            path.display().to_string(),
            format!("this is not a Probity {}", form.name),
        ));
    }
    let version: i64 = pragma(connection, "user_version")?;
    if version > form.version() {
        return Err(Fault::Failed(format!(
            "the {} `{}` has version {version} and this program knows versions up to {}: it was written by a newer \
             Probity; install that version or later",
            form.name,
            path.display(),
            form.version()
        )));
    }
    if version < 1 {
        return Err(Fault::damaged(
            path.display().to_string(),
            format!("version {version} of a {} never was", form.name),
        ));
    }
    Ok(())
}

/// Carries out the steps that are missing, each in a transaction of its own.
fn migrate(connection: &mut Connection, form: &Form) -> Result<(), Fault> {
    loop {
        // The write lock comes first, so two processes cannot carry out the same step.
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = pragma(&step, "user_version")?;
        let Some(sql) = usize::try_from(version)
            .ok()
            .and_then(|version| form.migrations.get(version))
        else {
            return Ok(());
        };
        step.execute_batch(sql)?;
        step.pragma_update(None, "application_id", form.application_id)?;
        step.pragma_update(None, "user_version", version + 1)?;
        step.commit()?;
    }
}

fn pragma<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> Result<T, Fault> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Name and text of everything in the schema, sorted.
fn schema(connection: &Connection) -> Result<Vec<(String, Option<String>)>, Fault> {
    // The tables of the statistics that SQLite may keep for itself are no part of ours.
    let sql = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn expected_schema(form: &Form) -> Result<Vec<(String, Option<String>)>, Fault> {
    let model = Connection::open_in_memory()?;
    for step in form.migrations {
        model.execute_batch(step)?;
    }
    schema(&model)
}
