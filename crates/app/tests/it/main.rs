//! The application through its public face, on workspaces in memory.

mod inventories;
mod writer;
