//! Stores for ledgers and operational state: SQLite in a data folder, and PostgreSQL.
//!
//! - [`sqlite`]: the ledger of one workspace, `probity_ledger::Store` on SQLite.
//! - [`operational`]: operational state, `probity_app::ports::Operational`, written once over tables;
//!   [`server_db`]: those tables in SQLite.
//! - [`blob_folder`], [`snapshot_folder`]: files of a workspace.
//! - [`folder`]: the data folder: its lock, its layout, its workspaces and their keys.
//! - [`workspaces`]: the same as the application opens and makes them.
//! - [`postgres`]: all of it in one PostgreSQL database, for one server or several.
//!
//! **Invariant:** nothing here knows what an entry means, and nothing is reported as written
//! before it is durable. Files are made with mode 0600, folders with 0700.

mod background;
pub mod blob_folder;
mod database;
mod durable;
mod erasure_list;
mod fault;
pub mod folder;
pub mod operational;
pub mod postgres;
#[cfg(feature = "s3")]
pub mod s3_blobs;
pub mod server_db;
pub mod snapshot_folder;
pub mod sqlite;
pub mod workspaces;

pub use blob_folder::BlobFolder;
pub use folder::DataFolder;
pub use postgres::{Postgres, PostgresBlobs, PostgresHome, PostgresNodes, PostgresStore, PostgresWorkspaces};
#[cfg(feature = "s3")]
pub use s3_blobs::{S3Blobs, S3Bucket};
pub use server_db::ServerDb;
pub use snapshot_folder::SnapshotFolder;
pub use sqlite::SqliteStore;
pub use workspaces::FolderWorkspaces;

/// The variable that names the bucket in which servers on PostgreSQL keep their files.
pub const BUCKET_VARIABLE: &str = "PROBITY_S3_BUCKET";
