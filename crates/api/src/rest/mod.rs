//! `/api/v1`: everything the web can do, for programs.
//!
//! - [`endpoint`]: what one address declares. [`ENDPOINTS`] lists the declarations of every file here;
//!   the router and the description are both made from that list.
//! - [`dispatch`]: the checks that follow from a declaration, once for all addresses.
//! - [`call`], [`reply`], [`form`]: a request, an answer, a parameter.
//! - [`values`]: the fields of a record as they are sent, over [`probity_core::KindDecl`].
//! - All others: one file for each resource.

mod account;
mod bulk;
pub(crate) mod call;
mod changes;
mod cursor;
mod deeds;
mod description;
pub(crate) mod dispatch;
pub(crate) mod endpoint;
mod export;
mod files;
pub(crate) mod form;
mod graph;
mod imports;
mod inbox;
mod kinds;
mod ledger;
mod list;
mod news;
mod operations;
mod past;
mod proof;
mod record;
pub(crate) mod reply;
mod search;
mod stale;
mod tokens;
pub(crate) mod values;
mod views;
mod who_may;
mod workspaces;

use endpoint::Endpoint;

pub use operations::BODY_MAX_BYTES;

/// Every address, in the order of the description.
pub(crate) const ENDPOINTS: &[&[Endpoint]] = &[
    description::ENDPOINTS,
    account::ENDPOINTS,
    tokens::ENDPOINTS,
    workspaces::ENDPOINTS,
    who_may::ENDPOINTS,
    inbox::ENDPOINTS,
    kinds::ENDPOINTS,
    list::ENDPOINTS,
    export::ENDPOINTS,
    search::ENDPOINTS,
    record::ENDPOINTS,
    changes::ENDPOINTS,
    deeds::ENDPOINTS,
    past::ENDPOINTS,
    graph::ENDPOINTS,
    news::ENDPOINTS,
    proof::ENDPOINTS,
    files::ENDPOINTS,
    bulk::ENDPOINTS,
    imports::ENDPOINTS,
    views::ENDPOINTS,
    ledger::ENDPOINTS,
    operations::ENDPOINTS,
];

/// Every address.
pub(crate) fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().flat_map(|endpoints| endpoints.iter())
}
