//! `cargo xtask contact-sheet`: every page on a desk and on a phone, by day and by night, to look at.

use crate::packages;
use crate::step::{self, cargo};

/// Builds the product and has Chromium take the pictures; a page wider than its screen is an error.
pub fn run() -> Result<(), String> {
    if !packages::has_browser() {
        return Err(
            "contact sheets need `chromium` and `chromedriver`, which are not on the PATH".to_owned(),
        );
    }
    step::run(cargo(&["build", "--package", "probity"]))?;
    let words = [
        "test",
        "--package",
        "probity-browser-tests",
        "--features",
        "browser",
        "--test",
        "browser",
        "--",
        "--nocapture",
        "contact_sheet",
    ];
    step::run(cargo(&words))
}
