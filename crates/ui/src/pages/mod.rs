//! One file per page.

pub mod edit;
pub mod files;
pub mod home;
pub mod import;
pub mod ledger;
pub mod list;
pub mod record;
pub mod search;
pub mod sent;
pub mod sign_in;
