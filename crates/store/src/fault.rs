//! What SQLite and the file system answer when something goes wrong, sorted by what it means to us.

use std::io;
use std::path::Path;

use probity_app::ports::OperationalError;
use probity_ledger::StoreError;
use rusqlite::ErrorCode;

/// A failure, before the contract it is reported under is known.
#[derive(Debug)]
pub enum Fault {
    /// No room on the medium.
    Full,
    /// What is stored does not have the form it must have.
    Damaged { place: String, what: String },
    /// Anything else, in words for people.
    Failed(String),
}

impl Fault {
    pub(crate) fn damaged(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Damaged {
            place: place.into(),
            what: what.into(),
        }
    }

    /// A file operation that failed, with what was being done to which file.
    pub(crate) fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Failed(format!("{doing} `{}`: {error}", path.display())),
        }
    }
}

/// A failure inside a transaction, or in other work with a connection.
#[derive(Debug)]
pub enum Trouble {
    /// The connection is gone or cannot be used any more, and nothing was changed: the work may be
    /// done again. Whoever loses it while committing must not say so but give a fault.
    Lost(String),
    /// A row of this key is there already.
    Unique,
    /// A row that is needed is not there.
    ForeignKey,
    /// The work itself found that it must not be done.
    Refused(OperationalError),
    /// Anything else.
    Fault(Fault),
}

impl Trouble {
    /// Whether waiting may help: the server is starting, or not there yet.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Lost(_))
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<OperationalError> for Trouble {
    fn from(error: OperationalError) -> Self {
        Self::Refused(error)
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Lost(why) => Self::Failed(format!("the database cannot be reached: {why}")),
            Trouble::Unique => Self::Failed("a row of this key is there already".to_owned()),
            Trouble::ForeignKey => Self::Failed("a row that is needed is not there".to_owned()),
            Trouble::Refused(error) => Self::Failed(error.to_string()),
            Trouble::Fault(fault) => fault,
        }
    }
}

impl From<Trouble> for OperationalError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(error) => error,
            other => Fault::from(other).into(),
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt) => {
                Self::damaged("the database file", "its pages do not fit together")
            }
            Some(ErrorCode::NotADatabase) => Self::damaged("the database file", "it is not a database"),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Failed(
                "another process is using the database; try again when it has finished".to_owned(),
            ),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::Failed(
                "the database may not be written; check the owner and mode of its files".to_owned(),
            ),
            Some(ErrorCode::CannotOpen) => Self::Failed(
                "the database file cannot be opened; check that it exists and may be read".to_owned(),
            ),
            Some(ErrorCode::SystemIoFailure) => Self::Failed(format!(
                "the disk answered with an error ({error}); check the disk"
            )),
            Some(_) => damaged_schema(&error).unwrap_or_else(|| Self::Failed(error.to_string())),
            None if is_wrong_value(&error) => Self::damaged("a stored row", error.to_string()),
            None => Self::Failed(error.to_string()),
        }
    }
}

/// A table or column that a statement of ours needs is gone: somebody changed the schema.
fn damaged_schema(error: &rusqlite::Error) -> Option<Fault> {
    let text = error.to_string();
    let gone = [
        "no such table",
        "no such column",
        "has no column",
        "malformed database schema",
    ];
    gone.iter()
        .any(|words| text.contains(words))
        .then(|| Fault::damaged("the database schema", text))
}

/// A value that does not have the type its column must have.
fn is_wrong_value(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::Damaged { place, what } => Self::Damaged { place, what },
            Fault::Failed(why) => Self::Failed(why),
        }
    }
}

impl From<Fault> for OperationalError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::Damaged { place, what } => Self::Damaged { place, what },
            Fault::Failed(why) => Self::Failed(why),
        }
    }
}
