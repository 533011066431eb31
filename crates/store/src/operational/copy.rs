//! All rows from one database to another.

use super::tables::{Tables, Value};
use crate::fault::{Fault, Trouble};

/// A table: how its rows are read and added.
struct Table {
    columns: &'static [&'static str],
    read: &'static str,
    add: &'static str,
}

/// Accounts before what refers to them.
const TABLES: &[Table] = &[
    Table {
        columns: &["id", "login", "login_key", "password_hash", "created", "disabled"],
        read: "SELECT * FROM accounts ORDER BY id",
        add: "INSERT INTO accounts (id, login, login_key, password_hash, created, disabled)
              VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        columns: &[
            "token",
            "account",
            "created",
            "last_seen",
            "expires",
            "idle_seconds",
            "csrf_secret",
        ],
        read: "SELECT * FROM sessions ORDER BY token",
        add: "INSERT INTO sessions (token, account, created, last_seen, expires, idle_seconds, csrf_secret)
              VALUES ($1, $2, $3, $4, $5, $6, $7)",
    },
    Table {
        columns: &["token", "label", "account", "created", "expires"],
        read: "SELECT * FROM api_tokens ORDER BY token",
        add: "INSERT INTO api_tokens (token, label, account, created, expires) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        columns: &["login_hash", "address_prefix", "at"],
        read: "SELECT * FROM login_failures ORDER BY at, login_hash, address_prefix",
        add: "INSERT INTO login_failures (login_hash, address_prefix, at) VALUES ($1, $2, $3)",
    },
    Table {
        columns: &["account", "workspace", "key", "json", "updated"],
        read: "SELECT * FROM drafts ORDER BY account, workspace, key",
        add: "INSERT INTO drafts (account, workspace, key, json, updated) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        columns: &[
            "id",
            "workspace",
            "account",
            "file_name",
            "blob",
            "mapping",
            "state",
            "created",
        ],
        read: "SELECT * FROM import_stagings ORDER BY id",
        add: "INSERT INTO import_stagings (id, workspace, account, file_name, blob, mapping, state, created)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    },
    Table {
        columns: &["workspace", "name", "json", "updated"],
        read: "SELECT * FROM saved_mappings ORDER BY workspace, name",
        add: "INSERT INTO saved_mappings (workspace, name, json, updated) VALUES ($1, $2, $3, $4)",
    },
    Table {
        columns: &["id", "account", "workspace", "list", "name", "query", "shared"],
        read: "SELECT * FROM saved_views ORDER BY id",
        add: "INSERT INTO saved_views (id, account, workspace, list, name, query, shared)
              VALUES ($1, $2, $3, $4, $5, $6, $7)",
    },
    Table {
        columns: &["account", "workspace", "list", "query", "first_view"],
        read: "SELECT * FROM list_memories ORDER BY account, workspace, list",
        add: "INSERT INTO list_memories (account, workspace, list, query, first_view)
              VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        columns: &["account", "workspace", "size"],
        read: "SELECT * FROM read_marks ORDER BY account, workspace",
        add: "INSERT INTO read_marks (account, workspace, size) VALUES ($1, $2, $3)",
    },
    Table {
        columns: &["workspace", "at", "kind", "name", "actor"],
        read: "SELECT * FROM issued_files ORDER BY at, rowid",
        add: "INSERT INTO issued_files (workspace, at, kind, name, actor) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        columns: &["name", "folder", "created", "origin"],
        read: "SELECT * FROM workspaces ORDER BY name",
        add: "INSERT INTO workspaces (name, folder, created, origin) VALUES ($1, $2, $3, $4)",
    },
];

/// Copies every row, as of one moment, into tables that have none yet. All of it is there, and
/// durable, or nothing.
pub(crate) fn copy_tables(from: &impl Tables, to: &impl Tables) -> Result<(), Fault> {
    let queries: Vec<&'static str> = TABLES.iter().map(|table| table.read).collect();
    let found = from.query_together(&queries)?;
    to.write(|statements| {
        for (table, rows) in TABLES.iter().zip(&found) {
            for row in rows {
                let column = |name: &&str| row.get(name).cloned().unwrap_or(Value::Null);
                let values: Vec<Value<'_>> = table.columns.iter().map(column).collect();
                statements.execute(table.add, &values)?;
            }
        }
        Ok::<(), Trouble>(())
    })?;
    Ok(())
}
