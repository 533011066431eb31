//! The tables of the server database. `docs/design/0002-operational-state.md` says for each what
//! it is for, how long rows stay and whether a backup holds them.

use crate::database::Form;

/// `server.db`.
pub(super) const SERVER: Form = Form {
    name: "server database",
    application_id: 0x5072_5376, // "PrSv"
    migrations: &[VERSION_1, VERSION_2],
};

/// Times are microseconds since 1970-01-01T00:00:00Z. The account of a draft, staging, view or mark
/// may be `local`, which has no row, so those columns are no foreign keys.
const VERSION_1: &str = "
CREATE TABLE accounts (
    id            TEXT NOT NULL PRIMARY KEY,
    login         TEXT NOT NULL,
    login_key     TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created       INTEGER NOT NULL,
    disabled      INTEGER
) STRICT;

CREATE TABLE sessions (
    token        BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    account      TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created      INTEGER NOT NULL,
    last_seen    INTEGER NOT NULL,
    expires      INTEGER NOT NULL,
    idle_seconds INTEGER NOT NULL,
    csrf_secret  BLOB NOT NULL CHECK (length(csrf_secret) = 32)
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE api_tokens (
    token   BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    label   TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    expires INTEGER,
    UNIQUE (account, label)
) STRICT;

CREATE TABLE login_failures (
    login_hash     BLOB NOT NULL CHECK (length(login_hash) = 32),
    address_prefix TEXT NOT NULL,
    at             INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failures_by_login ON login_failures (login_hash, at);
CREATE INDEX login_failures_by_address ON login_failures (address_prefix, at);

CREATE TABLE drafts (
    account   TEXT NOT NULL,
    workspace TEXT NOT NULL,
    key       TEXT NOT NULL,
    json      TEXT NOT NULL,
    updated   INTEGER NOT NULL,
    PRIMARY KEY (account, workspace, key)
) STRICT;

CREATE TABLE import_stagings (
    id        TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL,
    account   TEXT NOT NULL,
    file_name TEXT NOT NULL,
    blob      BLOB NOT NULL CHECK (length(blob) = 32),
    mapping   TEXT,
    state     TEXT NOT NULL,
    created   INTEGER NOT NULL
) STRICT;
CREATE INDEX import_stagings_by_workspace ON import_stagings (workspace, created);

CREATE TABLE saved_mappings (
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL,
    json      TEXT NOT NULL,
    updated   INTEGER NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT;

CREATE TABLE saved_views (
    account   TEXT NOT NULL,
    workspace TEXT NOT NULL,
    list      TEXT NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    PRIMARY KEY (account, workspace, list, name)
) STRICT;

CREATE TABLE read_marks (
    account   TEXT NOT NULL,
    workspace TEXT NOT NULL,
    size      INTEGER NOT NULL CHECK (size >= 0),
    PRIMARY KEY (account, workspace)
) STRICT;

CREATE TABLE issued_files (
    workspace TEXT NOT NULL,
    at        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    actor     TEXT NOT NULL
) STRICT;
CREATE INDEX issued_files_by_workspace ON issued_files (workspace, at);

CREATE TABLE workspaces (
    name    TEXT NOT NULL PRIMARY KEY,
    folder  TEXT NOT NULL,
    created INTEGER NOT NULL,
    origin  TEXT NOT NULL UNIQUE
) STRICT;
";

/// Views have an id and may be shared; what was last seen of a list is remembered.
const VERSION_2: &str = "
ALTER TABLE saved_views RENAME TO saved_views_1;
CREATE TABLE saved_views (
    id        TEXT NOT NULL PRIMARY KEY,
    account   TEXT NOT NULL,
    workspace TEXT NOT NULL,
    list      TEXT NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    shared    INTEGER NOT NULL CHECK (shared IN (0, 1)),
    UNIQUE (account, workspace, list, name)
) STRICT;
CREATE INDEX saved_views_by_list ON saved_views (workspace, list);
INSERT INTO saved_views (id, account, workspace, list, name, query, shared)
    SELECT lower(hex(randomblob(16))), account, workspace, list, name, query, 0 FROM saved_views_1;
DROP TABLE saved_views_1;

CREATE TABLE list_memories (
    account    TEXT NOT NULL,
    workspace  TEXT NOT NULL,
    list       TEXT NOT NULL,
    query      TEXT NOT NULL,
    first_view TEXT,
    PRIMARY KEY (account, workspace, list)
) STRICT;
";
