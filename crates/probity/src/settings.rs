//! Settings of a server: flags first, then the environment, then `probity.toml`, then defaults.

use std::fmt;
use std::io;
use std::path::Path;

use serde::Deserialize;

use crate::cli::Globals;
use crate::error::{CliError, CliResult};

/// Where a server answers when nothing else is said.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:42001";
/// The variable that many hosts set; looked at when nothing of ours names a store.
const DATABASE_URL: &str = "DATABASE_URL";

/// `probity.toml` in the data folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port.
    pub listen: Option<String>,
    /// Whether everybody signs in, on loopback too.
    pub sign_in: Option<bool>,
    /// The database, where it is not the data folder.
    pub store: Option<StoreUrl>,
    /// Where other servers on the same database reach this one.
    pub node_address: Option<String>,
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
            .hint(
                "it may hold `listen = \"127.0.0.1:42001\"`, `sign_in = true`, `store = \"postgresql://..\"` and \
                 `node_address = \"http://10.0.0.5:42001\"`",
            )
        })
    }
}

/// The address of a database. It may hold a password, so it is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct StoreUrl(String);

impl StoreUrl {
    /// Whatever was typed; [`Self::chosen`] looks at it.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the form that a value of the command line is read with"
    )]
    pub fn typed(text: &str) -> Result<Self, std::convert::Infallible> {
        Ok(Self(text.to_owned()))
    }

    /// The database that commands work on: `--store`, else `PROBITY_STORE`, else `DATABASE_URL`, else
    /// `probity.toml`; `None` for the data folder.
    pub fn chosen(globals: &Globals, settings: &Settings) -> CliResult<Option<Self>> {
        let (named, place) = match (&globals.store, std::env::var(DATABASE_URL), &settings.store) {
            (Some(store), _, _) => (store.clone(), "`--store` or `PROBITY_STORE`"),
            (None, Ok(url), _) if !url.is_empty() => (Self(url), "`DATABASE_URL`"),
            (None, _, Some(store)) => (store.clone(), "`store` in `probity.toml`"),
            (None, _, None) => return Ok(None),
        };
        if ["postgres://", "postgresql://"]
            .iter()
            .any(|start| named.0.starts_with(start))
        {
            return Ok(Some(named));
        }
        Err(
            CliError::usage(format!("{place} does not name a PostgreSQL database")).hint(
                "it looks like `postgresql://user@host/database`; without one, everything is kept in the data folder",
            ),
        )
    }

    /// The address, for the client of the database.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreUrl(..)")
    }
}
