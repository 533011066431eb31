//! The tables of a ledger.

use crate::database::Form;

/// `ledger.db`.
pub(super) const LEDGER: Form = Form {
    name: "ledger",
    application_id: 0x5072_4c67, // "PrLg"
    migrations: &[VERSION_1],
};

/// An erased entry keeps its row, with zeros of the same length in place of salt and payload:
/// SQLite then overwrites the cell where it lies and never moves it, so no stale copy can stay in
/// a page.
///
/// A command's row is in no tree, so it carries a sum of its own: see [`super::command_sum`].
const VERSION_1: &str = "
CREATE TABLE entries (
    idx     INTEGER PRIMARY KEY CHECK (idx >= 0),
    subject TEXT NOT NULL,
    leaf    BLOB NOT NULL,
    erased  INTEGER NOT NULL CHECK (erased IN (0, 1)),
    salt    BLOB NOT NULL CHECK (length(salt) = 32),
    payload BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_subject ON entries (subject);

CREATE TABLE tiles (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 255),
    idx    INTEGER NOT NULL CHECK (idx >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, idx)
) STRICT;

CREATE TABLE commands (
    id           TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
    first        INTEGER NOT NULL CHECK (first >= 0),
    count        INTEGER NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    sum          BLOB NOT NULL CHECK (length(sum) = 8)
) STRICT, WITHOUT ROWID;
CREATE INDEX commands_by_first ON commands (first, count);

CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY CHECK (size >= 0),
    note TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('settled', 0);
";
