//! Web pages: server-rendered, no third-party script, nothing inline.
//!
//! - [`router`]: every address and the pages behind it.
//! - `desk`: who asks, in which workspace, as of which day; every page takes one.
//! - `page`, `navigation`: the frame around a page. `components`: each piece once. `pages`: one file per page.
//! - `memo`: counts over many records, kept until the next entry.
//! - `guard`: what is turned away before a page sees it; the headers of every answer.
//! - `assets`: one style sheet and one script, under addresses that carry their hash.
//!
//! **Invariant:** pages work without script, and nothing is inline: the content security policy
//! forbids it.
//! **Invariant:** a form is acted on only when its token is that of the session.
//!
//! The server must be made with `into_make_service_with_connect_info::<SocketAddr>()`: without the
//! client's address nobody counts as being at the machine.

mod address;
mod assets;
mod blocking;
mod components;
mod desk;
mod error;
mod explained;
mod fields;
mod guard;
mod memo;
mod navigation;
mod own_writes;
mod page;
mod pages;
mod router;
mod state;
mod visitor;

pub use router::router;
pub use state::{Access, UiState};
