//! What PostgreSQL answers when something goes wrong, sorted by what it means to us.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::fault::{Fault, Trouble};

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(answer) = error.as_db_error() {
            return answered(answer);
        }
        let cause = error.source();
        let is_io = cause.is_some_and(|cause| cause.downcast_ref::<io::Error>().is_some());
        let why = cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
        if error.is_closed() || is_io {
            Self::Lost(why)
        } else {
            Self::Fault(Fault::Failed(why))
        }
    }
}

fn answered(answer: &DbError) -> Trouble {
    let code = answer.code();
    let said = answer.message();
    match *code {
        SqlState::UNIQUE_VIOLATION => return Trouble::Unique,
        SqlState::FOREIGN_KEY_VIOLATION => return Trouble::ForeignKey,
        SqlState::DISK_FULL => return Fault::Full.into(),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => {
            return Fault::damaged("the database's files", said).into();
        }
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN => {
            return Fault::damaged("the database schema", said).into();
        }
        // What was prepared no longer fits: another program has changed the tables or the connection.
        SqlState::FEATURE_NOT_SUPPORTED if said.contains("cached plan") => {
            return Trouble::Lost(said.to_owned());
        }
        SqlState::INVALID_SQL_STATEMENT_NAME => return Trouble::Lost(said.to_owned()),
        _ => {}
    }
    if let Some(advice) = advice(code) {
        return Fault::Failed(format!("{said}; {advice}")).into();
    }
    // Class 08 is about connections, 57P of an operator's doing: the server ends or is starting.
    let is_end = matches!(answer.parsed_severity(), Some(Severity::Fatal | Severity::Panic));
    if is_end || code.code().starts_with("08") || code.code().starts_with("57P") {
        Trouble::Lost(said.to_owned())
    } else {
        Fault::Failed(format!("{said} (PostgreSQL error {})", code.code())).into()
    }
}

/// What to do about an answer that does not go away by itself.
fn advice(code: &SqlState) -> Option<&'static str> {
    Some(match *code {
        SqlState::INVALID_PASSWORD => "check user and password in the address of the database",
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "check the user, and whether the server wants encryption (`sslmode=verify-full`)"
        }
        SqlState::INVALID_CATALOG_NAME => "make it with `createdb`, or correct the address of the database",
        SqlState::INSUFFICIENT_PRIVILEGE => {
            "the user of Probity must own the database or its schema `probity`"
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => "this server is a standby: give the address of the primary",
        SqlState::TOO_MANY_CONNECTIONS => "raise `max_connections` of the server, or run fewer nodes",
        SqlState::OUT_OF_MEMORY => "the server is out of memory",
        SqlState::LOCK_NOT_AVAILABLE => "another node or program holds it; try again in a moment",
        SqlState::QUERY_CANCELED => "it took too long or was cancelled",
        _ => return None,
    })
}
