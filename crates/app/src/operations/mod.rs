//! What web, API and CLI call: one file per operation.

pub mod set_up;
pub mod list;
pub mod record;
pub mod erase;
pub mod export;
pub mod fsck;
pub mod merge;
pub mod proof;
pub mod verify;
pub mod workspace_export;
pub mod workspace_import;
pub mod import;
pub mod import_file;
pub mod backup;
pub mod restore;
pub mod first_look;
pub mod undo_import;
pub mod staged_import;
pub mod issued;
