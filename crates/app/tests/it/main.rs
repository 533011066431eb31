//! The application through its public face, on workspaces in memory.

mod access;
mod discovery;
mod export;
mod first_look;
mod fsck;
mod import;
mod import_left_out;
mod import_mapping;
mod import_own_lists;
mod import_tables;
mod import_undo;
mod inventories;
mod looking_back;
mod merge;
mod nodes;
mod proof;
mod workspace_files;
mod writer;
