//! Operational state in PostgreSQL, shared by all servers on the database.

use std::fmt;
use std::sync::Arc;

use probity_app::ports::OperationalError;
use probity_app::ports::operational::erasures::{ErasureLine, parse_erasures};
use probity_app::ports::operational::{KeptErasure, KeptErasures};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::Postgres;
use super::columns::value;
use super::connection::{self, Connection};
use crate::DataFolder;
use crate::erasure_list::ErasureList;
use crate::fault::{Fault, Trouble};
use crate::operational::OperationalTables;
use crate::operational::tables::{Row, Statements, Tables, Value};

/// `probity_app::ports::Operational` on PostgreSQL.
pub type PostgresOperational = OperationalTables<PostgresTables>;

/// The tables of operational state in a PostgreSQL database.
pub struct PostgresTables {
    postgres: Postgres,
}

impl PostgresOperational {
    /// The operational state of a database, for a server with this data folder.
    pub fn in_database(postgres: &Postgres, folder: &DataFolder) -> Self {
        let erasures = PostgresErasures {
            postgres: postgres.clone(),
            file: ErasureList::of(folder.root()),
        };
        let tables = PostgresTables {
            postgres: postgres.clone(),
        };
        Self::of(tables, Box::new(erasures))
    }
}

impl fmt::Debug for PostgresOperational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresOperational({})", self.tables().postgres.name())
    }
}

impl Tables for PostgresTables {
    fn write<A>(&self, change: impl Fn(&dyn Statements) -> Result<A, Trouble>) -> Result<A, Trouble> {
        self.postgres.attempt_twice(async |connection| {
            let inside = Inside {
                postgres: &self.postgres,
                connection,
            };
            connection.transaction(async || change(&inside)).await
        })
    }

    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        self.postgres
            .run(async |connection| rows(connection, sql, parameters).await)
    }

    fn query_together(&self, queries: &[&'static str]) -> Result<Vec<Vec<Row>>, Fault> {
        self.postgres.run_long(async |connection| {
            connection.batch(connection::ONE_MOMENT).await?;
            let mut found = Vec::new();
            for sql in queries {
                let answer = rows(connection, sql, &[]).await;
                if answer.is_err() {
                    connection.roll_back().await;
                }
                found.push(answer?);
            }
            connection.roll_back().await;
            Ok(found)
        })
    }

    fn scrub(&self) -> Result<(), Fault> {
        let anew = "VACUUM (FULL) accounts, sessions, api_tokens, login_failures, drafts, import_stagings,
            saved_mappings, saved_views, list_memories, read_marks, issued_files, workspaces";
        self.postgres
            .run_long(async |connection| connection.batch(anew).await)
    }

    /// The checks of the ledgers' indexes look at these too; here every row is read once.
    fn integrity(&self) -> Result<Vec<String>, Fault> {
        let read = self.postgres.run_long(async |connection| {
            for table in TABLES {
                connection
                    .first_word(&format!("SELECT count(t.*::text) FROM {table} AS t"))
                    .await?;
            }
            Ok(())
        });
        match read {
            Err(Fault::Damaged { place, what }) => Ok(vec![format!("{place}: {what}")]),
            other => other.map(|()| Vec::new()),
        }
    }
}

const TABLES: [&str; 12] = [
    "accounts",
    "sessions",
    "api_tokens",
    "login_failures",
    "drafts",
    "import_stagings",
    "saved_mappings",
    "saved_views",
    "list_memories",
    "read_marks",
    "issued_files",
    "workspaces",
];

/// The inside of a transaction. Each call waits for its answer on this thread.
struct Inside<'a> {
    postgres: &'a Postgres,
    connection: &'a Connection,
}

impl Statements for Inside<'_> {
    fn execute(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Trouble> {
        let parameters = references(parameters);
        self.postgres.wait(self.connection.execute(sql, &parameters))
    }

    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Trouble> {
        self.postgres.wait(rows(self.connection, sql, parameters))
    }
}

fn references<'a>(parameters: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    parameters
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

async fn rows(
    connection: &Connection,
    sql: &'static str,
    parameters: &[Value<'_>],
) -> Result<Vec<Row>, Trouble> {
    let found = connection.query(sql, &references(parameters)).await?;
    let Some(first) = found.first() else {
        return Ok(Vec::new());
    };
    let names: Arc<[String]> = first
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let row = |row: &tokio_postgres::Row| {
        let values = (0..names.len()).map(|column| stored(row, column));
        Ok(Row::new(
            Arc::clone(&names),
            values.collect::<Result<_, Fault>>()?,
        ))
    };
    found.iter().map(row).collect()
}

fn stored(row: &tokio_postgres::Row, column: usize) -> Result<Value<'static>, Fault> {
    let place = || format!("column `{}`", row.columns()[column].name());
    Ok(match *row.columns()[column].type_() {
        Type::INT8 => value::<Option<i64>>(row, column, place)?.into(),
        Type::TEXT => value::<Option<String>>(row, column, place)?.into(),
        Type::BYTEA => {
            let bytes = value::<Option<Vec<u8>>>(row, column, place)?;
            bytes.map_or(Value::Null, |bytes| Value::Bytes(bytes.into()))
        }
        ref other => return Err(Fault::damaged(place(), format!("it has the type `{other}`"))),
    })
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        column: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Number(number) => number.to_sql(column, out),
            // A byte that PostgreSQL's text cannot hold; nobody needs it.
            Self::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").to_sql(column, out),
            Self::Text(text) => text.as_ref().to_sql(column, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql(column, out),
        }
    }

    fn accepts(column: &Type) -> bool {
        matches!(*column, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// The list of erasures in two places: in the database, where every server sees it, and in a file of
/// this server, where a restore of the whole database does not take it back.
struct PostgresErasures {
    postgres: Postgres,
    file: ErasureList,
}

impl PostgresErasures {
    fn add(&self, line: &ErasureLine) -> Result<(), OperationalError> {
        let text =
            serde_json::to_string(line).map_err(|error| OperationalError::Failed(error.to_string()))?;
        let sql = "INSERT INTO erasures (line) VALUES ($1)";
        self.postgres.run(async |connection| {
            let insert = async || connection.execute(sql, &[&text]).await;
            connection.transaction(insert).await
        })?;
        self.file.add(line)
    }
}

impl KeptErasures for PostgresErasures {
    fn keep_erasure(&self, erasure: &KeptErasure) -> Result<(), OperationalError> {
        self.add(&ErasureLine::Erased(erasure.clone()))
    }

    fn withdraw_erasure(&self, id: &str) -> Result<(), OperationalError> {
        self.add(&ErasureLine::Withdrawn { id: id.to_owned() })
    }

    fn kept_erasures(&self) -> Result<Vec<KeptErasure>, OperationalError> {
        let sql = "SELECT line FROM erasures ORDER BY number";
        let mut lines = self.postgres.run(async |connection| {
            let rows = connection.query(sql, &[]).await?;
            let line = |row| Ok(value::<String>(row, 0, || "erasures".to_owned())?);
            rows.iter().map(line).collect::<Result<Vec<String>, Trouble>>()
        })?;
        // What only the file knows was lost with a state of the database that was put back.
        let filed = self.file.lines()?;
        let missing: Vec<String> = filed
            .iter()
            .filter(|line| !lines.contains(line))
            .cloned()
            .collect();
        for line in lines.iter().filter(|line| !filed.contains(line)) {
            self.file.add_text(line)?;
        }
        for line in &missing {
            let sql = "INSERT INTO erasures (line) VALUES ($1)";
            self.postgres.run(async |connection| {
                let insert = async || connection.execute(sql, &[line]).await;
                connection.transaction(insert).await
            })?;
        }
        lines.extend(missing);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        parse_erasures(&text).map_err(|(line, what)| {
            OperationalError::Failed(format!(
                "line {line} of the list of erasures cannot be read: {what}"
            ))
        })
    }
}
