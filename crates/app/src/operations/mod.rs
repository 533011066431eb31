//! What web, API and CLI call: one file per operation.

pub mod backup;
pub mod erase;
pub mod export;
pub mod files;
pub mod first_look;
pub mod fsck;
pub mod import;
pub mod import_file;
pub mod issued;
pub mod list;
pub mod merge;
pub mod proof;
pub mod record;
pub mod restore;
pub mod set_up;
pub mod staged_import;
pub mod tiles;
pub mod tokens;
pub mod undo_import;
pub mod verify;
pub mod workspace_export;
pub mod workspace_import;
