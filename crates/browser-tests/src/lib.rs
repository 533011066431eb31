//! The product in a real Chromium: the harness that the tests in `tests/browser/` share.
//!
//! - [`Browser`]: a fresh headless Chromium that ends with the test, driven by [`webdriver`].
//! - [`Server`]: the product (or another program that answers HTTP) on a free port.
//! - [`crawl`]: the pages that links lead to.
//! - [`axe`]: what keeps people with a disability out.
//! - [`picture`]: what a page looks like, on a desk and on a phone, by day and by night;
//!   [`sheet`] puts many of them together.
//!
//! Everything here panics where it cannot go on, with a message for whoever reads the test's output:
//! a test has nobody to hand an error to.

pub mod axe;
mod browser;
pub mod crawl;
pub mod picture;
mod server;
pub mod sheet;
pub mod webdriver;

pub use browser::Browser;
pub use server::Server;

use std::path::PathBuf;

/// The folder that cargo builds into, told by where the running test lies.
fn target_folder() -> PathBuf {
    let own = std::env::current_exe().expect("the running test has a path");
    own.ancestors()
        .nth(3)
        .expect("tests lie in target/PROFILE/deps")
        .to_owned()
}
