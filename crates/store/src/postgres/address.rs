//! The address of a database, and whether the way to it is encrypted.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::fault::Fault;

/// How long one server may take to answer a new connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long bytes may go unacknowledged on the network.
const NETWORK_TIMEOUT: Duration = Duration::from_secs(15);

/// A database and how to reach it.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    /// `None` when the address does not ask for encryption.
    pub(super) tls: Option<MakeRustlsConnect>,
    name: String,
}

impl Address {
    /// Reads an address in the form of libpq, `postgresql://…` or `host=… dbname=…`.
    ///
    /// `sslmode` is `disable` (as without it), or `require`, `verify-ca` and `verify-full`, which all
    /// mean here that the server's certificate is checked, against the system's authorities or those in
    /// the file `sslrootcert`. A password that is not in the address is taken from `PGPASSWORD`.
    pub(super) fn parse(url: &str) -> Result<Self, Fault> {
        let (url, encryption) = Encryption::take_from(url);
        // What is wrong is said without the address: a password may be in it.
        let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
            let why = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Fault::Failed(format!(
                "the address of the database cannot be understood: {why}; it looks like `postgresql://user@host/database`"
            ))
        })?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host("localhost");
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        config
            .application_name("probity")
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(NETWORK_TIMEOUT)
            .keepalives_idle(NETWORK_TIMEOUT)
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3)
            // Of several hosts the one that takes writes.
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .ssl_mode(if encryption.wanted {
                SslMode::Require
            } else {
                SslMode::Disable
            });
        let name = name_of(&config);
        let tls = encryption.wanted.then(|| encryption.connector()).transpose()?;
        Ok(Self { config, tls, name })
    }

    /// Host and database, for messages.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

fn name_of(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
    let hosts: Vec<String> = hosts.chain(addresses).collect();
    let database = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    format!("{database} on {}", hosts.join(", "))
}

/// What an address says about encryption.
#[derive(Debug, Default, PartialEq, Eq)]
struct Encryption {
    wanted: bool,
    authorities: Option<String>,
}

impl Encryption {
    /// Takes `sslmode` and `sslrootcert` out of an address; the client knows only some of their values.
    fn take_from(url: &str) -> (String, Self) {
        let mut encryption = Self::default();
        let (base, parameters, separator) = match url.split_once("://") {
            Some(_) => match url.split_once('?') {
                Some((base, query)) => (base, query, '&'),
                None => return (url.to_owned(), encryption),
            },
            None => ("", url, ' '),
        };
        let mut others = Vec::new();
        for parameter in parameters.split(separator) {
            match parameter.split_once('=') {
                Some(("sslmode", mode)) => {
                    encryption.wanted = matches!(mode, "require" | "verify-ca" | "verify-full");
                }
                Some(("sslrootcert", path)) if path != "system" => {
                    encryption.authorities = Some(path.replace("%2F", "/"));
                }
                Some(("sslrootcert", _)) => {}
                _ => others.push(parameter),
            }
        }
        let others = others.join(&separator.to_string());
        let url = match (base, others.as_str()) {
            ("", others) => others.to_owned(),
            (base, "") => base.to_owned(),
            (base, others) => format!("{base}?{others}"),
        };
        (url, encryption)
    }

    fn connector(&self) -> Result<MakeRustlsConnect, Fault> {
        let failed = |why: String| {
            Fault::Failed(format!(
                "the connection to the database cannot be encrypted: {why}"
            ))
        };
        let mut roots = RootCertStore::empty();
        if let Some(path) = &self.authorities {
            let unread =
                |error: rustls::pki_types::pem::Error| failed(format!("cannot read `{path}`: {error}"));
            for certificate in CertificateDer::pem_file_iter(path).map_err(unread)? {
                roots
                    .add(certificate.map_err(unread)?)
                    .map_err(|error| failed(format!("a certificate in `{path}` is no authority: {error}")))?;
            }
        } else {
            // Some of a system's certificates may be of a kind that is not understood.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        if roots.is_empty() {
            return Err(failed(
                "no certificate authority is known here; name a file of them by `sslrootcert`".to_owned(),
            ));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, rest: &str, wanted: bool, authorities: Option<&str>) {
        let encryption = Encryption {
            wanted,
            authorities: authorities.map(str::to_owned),
        };
        assert_eq!(Encryption::take_from(url), (rest.to_owned(), encryption), "{url}");
    }

    #[test]
    fn encryption_is_taken_out_of_the_address() {
        check("postgresql://h/d", "postgresql://h/d", false, None);
        check("postgresql://h/d?sslmode=prefer", "postgresql://h/d", false, None);
        check(
            "postgresql://h/d?sslmode=require&user=u",
            "postgresql://h/d?user=u",
            true,
            None,
        );
        check(
            "postgresql://h/d?user=u&sslmode=verify-full&sslrootcert=%2Fca.pem",
            "postgresql://h/d?user=u",
            true,
            Some("/ca.pem"),
        );
        check("host=h sslmode=verify-ca dbname=d", "host=h dbname=d", true, None);
        check(
            "postgresql://h/d?sslmode=verify-full&sslrootcert=system",
            "postgresql://h/d",
            true,
            None,
        );
    }

    #[test]
    fn a_password_is_never_shown() {
        let address = Address::parse("postgresql://u:secret@db.example:5433/d").ok();
        assert_eq!(
            address.map(|address| address.name().to_owned()).as_deref(),
            Some("d on db.example")
        );
        for bad in [
            "postgresql://u:secret@h:port/d",
            "postgresql://u:secret@h/d?nonsense=1",
            "secret",
        ] {
            let Err(Fault::Failed(why)) = Address::parse(bad) else {
                panic!("`{bad}` is accepted");
            };
            assert!(
                !why.contains("secret@") && why.contains("cannot be understood"),
                "{why}"
            );
        }
    }
}
