//! The tables, all in the schema `probity`. `docs/design/0004-postgresql.md` says what they are for.

/// Step n brings a database of version n to version n + 1. Released steps never change.
pub(super) const STEPS: &[&str] = &[LEDGERS, BLOBS, LEASES];

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
