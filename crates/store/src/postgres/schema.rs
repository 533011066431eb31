//! The tables, all in the schema `probity`. `docs/design/0004-postgresql.md` says what they are for.

/// Step n brings a database of version n to version n + 1. Released steps never change.
pub(super) const STEPS: &[&str] = &[LEDGERS, BLOBS, LEASES, OPERATIONAL];

/// Every workspace has a row in `ledgers`, which is also the lock of its ledger: a commit changes the
/// size in it before anything else. Text that is compared or sorted is so by its bytes.
///
/// Tiles hold hashes, which cannot be compressed and are replaced all the time: they stay in the row.
/// A command's row is in no tree, so it carries a sum of its own.
const LEDGERS: &str = r#"
CREATE TABLE probity.ledgers (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace text COLLATE "C" NOT NULL UNIQUE,
    size      bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    verifier  text NOT NULL DEFAULT '',
    past_keys text NOT NULL DEFAULT '',
    hold      text
) WITH (fillfactor = 10);

CREATE TABLE probity.entries (
    ledger  integer NOT NULL,
    idx     bigint NOT NULL CHECK (idx >= 0),
    subject text COLLATE "C" NOT NULL,
    leaf    bytea NOT NULL,
    erased  boolean NOT NULL,
    salt    bytea CHECK (octet_length(salt) = 32),
    payload bytea,
    PRIMARY KEY (ledger, idx),
    CHECK (erased = (salt IS NULL) AND erased = (payload IS NULL))
);
CREATE INDEX entries_by_subject ON probity.entries (ledger, subject, idx);

CREATE TABLE probity.tiles (
    ledger integer NOT NULL,
    level  smallint NOT NULL CHECK (level BETWEEN 0 AND 255),
    idx    bigint NOT NULL CHECK (idx >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (ledger, level, idx)
);
ALTER TABLE probity.tiles ALTER COLUMN hashes SET STORAGE MAIN;

CREATE TABLE probity.commands (
    ledger       integer NOT NULL,
    id           text COLLATE "C" NOT NULL CHECK (octet_length(id) BETWEEN 1 AND 128),
    first        bigint NOT NULL CHECK (first >= 0),
    count        bigint NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    sum          bytea NOT NULL CHECK (octet_length(sum) = 8),
    PRIMARY KEY (ledger, id)
);
CREATE INDEX commands_by_first ON probity.commands (ledger, first, count);

CREATE TABLE probity.checkpoints (
    ledger integer NOT NULL,
    size   bigint NOT NULL CHECK (size >= 0),
    note   text COLLATE "C" NOT NULL,
    PRIMARY KEY (ledger, size)
);
"#;

/// A file lies in parts of 1 MiB, the last one shorter. They are kept as they are: most files are
/// compressed already.
const BLOBS: &str = "
CREATE TABLE probity.blobs (
    ledger integer NOT NULL,
    hash   bytea NOT NULL CHECK (octet_length(hash) = 32),
    size   bigint NOT NULL CHECK (size >= 0),
    PRIMARY KEY (ledger, hash)
);

CREATE TABLE probity.blob_parts (
    ledger integer NOT NULL,
    hash   bytea NOT NULL,
    part   integer NOT NULL CHECK (part >= 0),
    bytes  bytea NOT NULL,
    PRIMARY KEY (ledger, hash, part),
    FOREIGN KEY (ledger, hash) REFERENCES probity.blobs (ledger, hash) ON DELETE CASCADE
);
ALTER TABLE probity.blob_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
";

/// Who writes a workspace, or wrote it last.
const LEASES: &str = r#"
CREATE TABLE probity.leases (
    workspace text COLLATE "C" NOT NULL PRIMARY KEY,
    node      text NOT NULL,
    address   text NOT NULL,
    token     text NOT NULL,
    expires   timestamptz NOT NULL
) WITH (fillfactor = 10);
"#;

/// The same tables as in `server.db`, with the same columns, so that rows can be copied. What is
/// true or false is 1 or 0, and `rowid` is the order in which files were issued.
const OPERATIONAL: &str = r#"
CREATE TABLE probity.accounts (
    id            text COLLATE "C" NOT NULL PRIMARY KEY,
    login         text NOT NULL,
    login_key     text COLLATE "C" NOT NULL UNIQUE,
    password_hash text NOT NULL,
    created       bigint NOT NULL,
    disabled      bigint
);

CREATE TABLE probity.sessions (
    token        bytea NOT NULL PRIMARY KEY CHECK (octet_length(token) = 32),
    account      text COLLATE "C" NOT NULL REFERENCES probity.accounts (id) ON DELETE CASCADE,
    created      bigint NOT NULL,
    last_seen    bigint NOT NULL,
    expires      bigint NOT NULL,
    idle_seconds bigint NOT NULL,
    csrf_secret  bytea NOT NULL CHECK (octet_length(csrf_secret) = 32)
);
CREATE INDEX sessions_by_account ON probity.sessions (account);

CREATE TABLE probity.api_tokens (
    token   bytea NOT NULL PRIMARY KEY CHECK (octet_length(token) = 32),
    label   text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL REFERENCES probity.accounts (id) ON DELETE CASCADE,
    created bigint NOT NULL,
    expires bigint,
    UNIQUE (account, label)
);

CREATE TABLE probity.login_failures (
    login_hash     bytea NOT NULL CHECK (octet_length(login_hash) = 32),
    address_prefix text COLLATE "C" NOT NULL,
    at             bigint NOT NULL
);
CREATE INDEX login_failures_by_login ON probity.login_failures (login_hash, at);
CREATE INDEX login_failures_by_address ON probity.login_failures (address_prefix, at);

CREATE TABLE probity.drafts (
    account   text COLLATE "C" NOT NULL,
    workspace text COLLATE "C" NOT NULL,
    key       text COLLATE "C" NOT NULL,
    json      text NOT NULL,
    updated   bigint NOT NULL,
    PRIMARY KEY (account, workspace, key)
);

CREATE TABLE probity.import_stagings (
    id        text COLLATE "C" NOT NULL PRIMARY KEY,
    workspace text COLLATE "C" NOT NULL,
    account   text COLLATE "C" NOT NULL,
    file_name text NOT NULL,
    blob      bytea NOT NULL CHECK (octet_length(blob) = 32),
    mapping   text,
    state     text NOT NULL,
    created   bigint NOT NULL
);
CREATE INDEX import_stagings_by_workspace ON probity.import_stagings (workspace, created);

CREATE TABLE probity.saved_mappings (
    workspace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    json      text NOT NULL,
    updated   bigint NOT NULL,
    PRIMARY KEY (workspace, name)
);

CREATE TABLE probity.saved_views (
    id        text COLLATE "C" NOT NULL PRIMARY KEY,
    account   text COLLATE "C" NOT NULL,
    workspace text COLLATE "C" NOT NULL,
    list      text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    query     text NOT NULL,
    shared    bigint NOT NULL CHECK (shared IN (0, 1)),
    UNIQUE (account, workspace, list, name)
);
CREATE INDEX saved_views_by_list ON probity.saved_views (workspace, list);

CREATE TABLE probity.list_memories (
    account    text COLLATE "C" NOT NULL,
    workspace  text COLLATE "C" NOT NULL,
    list       text COLLATE "C" NOT NULL,
    query      text NOT NULL,
    first_view text,
    PRIMARY KEY (account, workspace, list)
);

CREATE TABLE probity.read_marks (
    account   text COLLATE "C" NOT NULL,
    workspace text COLLATE "C" NOT NULL,
    size      bigint NOT NULL CHECK (size >= 0),
    PRIMARY KEY (account, workspace)
);

CREATE TABLE probity.issued_files (
    rowid     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace text COLLATE "C" NOT NULL,
    at        bigint NOT NULL,
    kind      text NOT NULL,
    name      text NOT NULL,
    actor     text NOT NULL
);
CREATE INDEX issued_files_by_workspace ON probity.issued_files (workspace, at);

CREATE TABLE probity.workspaces (
    name    text COLLATE "C" NOT NULL PRIMARY KEY,
    folder  text NOT NULL,
    created bigint NOT NULL,
    origin  text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE probity.erasures (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line   text COLLATE "C" NOT NULL
);
"#;
