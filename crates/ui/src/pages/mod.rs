//! One file per page.

pub mod bulk;
pub mod changes;
pub mod discovery;
pub mod edit;
pub mod files;
pub mod graph;
pub mod home;
pub mod import;
pub mod inbox;
pub mod ledger;
pub mod list;
pub mod palette;
pub mod record;
pub mod rights;
pub mod search;
pub mod sent;
pub mod settings;
pub mod sign_in;
pub mod views;
