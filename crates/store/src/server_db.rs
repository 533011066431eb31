//! Operational state of a server in one SQLite file.

mod schema;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use probity_app::ports::OperationalError;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, TransactionBehavior, params_from_iter};

use crate::database::Database;
use crate::erasure_list::ErasureList;
use crate::fault::{Fault, Trouble};
use crate::operational::OperationalTables;
use crate::operational::tables::{Row, Statements, Tables, Value};

/// `probity_app::ports::Operational` on SQLite.
pub type ServerDb = OperationalTables<SqliteTables>;

/// The tables of operational state in a SQLite file.
pub struct SqliteTables {
    database: Database,
}

impl ServerDb {
    /// Makes a new, empty database of mode 0600. There must be no file of this name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> Result<Self, OperationalError> {
        Ok(Self::in_file(Database::create(path, &schema::SERVER)?))
    }

    /// Opens a database, upgrading its tables if they are older than this program. One that is
    /// newer, empty or something else is refused.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, OperationalError> {
        Ok(Self::in_file(Database::open(path, &schema::SERVER)?))
    }

    fn in_file(database: Database) -> Self {
        let erasures = ErasureList::of(database.path().parent().unwrap_or(Path::new(".")));
        Self::of(SqliteTables { database }, Box::new(erasures))
    }

    /// Copies the database as it is at this moment to a new file, while work goes on. The file is
    /// whole and durable when this returns `Ok`; it must not exist before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn backup_to(&self, path: &Path) -> Result<(), OperationalError> {
        Ok(self.tables().database.backup_to(path)?)
    }
}

impl fmt::Debug for ServerDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerDb")
            .field("path", &self.tables().database.path())
            .finish()
    }
}

impl Tables for SqliteTables {
    fn write<A>(&self, change: impl Fn(&dyn Statements) -> Result<A, Trouble>) -> Result<A, Trouble> {
        let mut writer = self.database.writer();
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Fault::from)?;
        let answer = change(&*transaction)?;
        transaction.commit().map_err(Fault::from)?;
        Ok(answer)
    }

    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        self.database.read(|connection| rows(connection, sql, parameters))
    }

    fn query_together(&self, queries: &[&'static str]) -> Result<Vec<Vec<Row>>, Fault> {
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            queries.iter().map(|sql| rows(&moment, sql, &[])).collect()
        })
    }

    fn scrub(&self) -> Result<(), Fault> {
        self.database.truncate_log()
    }

    fn integrity(&self) -> Result<Vec<String>, Fault> {
        self.database.integrity()
    }
}

impl Statements for Connection {
    fn execute(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Trouble> {
        let changed = self
            .prepare_cached(&with_question_marks(sql))
            .and_then(|mut statement| statement.execute(params_from_iter(parameters)));
        changed
            .map(|changed| changed as u64)
            .map_err(|error| match error.sqlite_extended_error_code() {
                Some(
                    rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE,
                ) => Trouble::Unique,
                Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Trouble::ForeignKey,
                _ => Fault::from(error).into(),
            })
    }

    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Trouble> {
        Ok(rows(self, sql, parameters)?)
    }
}

fn rows(connection: &Connection, sql: &str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
    let mut statement = connection.prepare_cached(&with_question_marks(sql))?;
    let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..names.len()).map(|column| stored(row.get_ref(column)?));
        found.push(Row::new(Arc::clone(&names), values.collect::<Result<_, _>>()?));
    }
    Ok(found)
}

fn stored(value: ValueRef<'_>) -> Result<Value<'static>, Fault> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Number(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text);
            Value::Text(
                text.map_err(|error| Fault::damaged("a stored row", error.to_string()))?
                    .to_owned()
                    .into(),
            )
        }
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec().into()),
        ValueRef::Real(number) => {
            return Err(Fault::damaged(
                "a stored row",
                format!("{number} is no whole number"),
            ));
        }
    })
}

/// SQLite takes `$1` for a name and numbers by the first place; only `?1` is the first parameter.
fn with_question_marks(sql: &str) -> String {
    sql.replace('$', "?")
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
