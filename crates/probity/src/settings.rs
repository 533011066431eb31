//! Settings of a server: flags first, then the environment, then `probity.toml`, then defaults.

use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::error::{CliError, CliResult};

/// Where a server answers when nothing else is said.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:42001";

/// `probity.toml` in the data folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port.
    pub listen: Option<String>,
    /// Whether everybody signs in, on loopback too.
    pub sign_in: Option<bool>,
}

impl Settings {
    /// Reads the file of a data folder; no file is no setting.
    pub fn read(data: &Path) -> CliResult<Self> {
        let path = data.join("probity.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(CliError::file("read", &path, &error)),
        };
        toml::from_str(&text).map_err(|error| {
            CliError::usage(format!(
                "`{}` cannot be understood: {}",
                path.display(),
                error.message()
            ))
            .hint("it may hold `listen = \"127.0.0.1:42001\"` and `sign_in = true`")
        })
    }
}
