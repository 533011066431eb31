//! The way to a server: plain, or by TLS (rustls) with the public certificates or one's own.

use std::path::Path;
use std::sync::Arc;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::error::{CliError, CliResult};

/// A client for the server at this address. A server on this machine is reached without a proxy.
pub fn agent(address: &str, certificates: Option<&Path>) -> CliResult<ureq::Agent> {
    let host = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let Some(host) = host else {
        return Err(
            CliError::usage(format!("`{address}` is not the address of a server"))
                .hint("such as `https://probity.example.org` or `http://127.0.0.1:42001`"),
        );
    };
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0);
    if let Some(path) = certificates {
        let roots = RootCerts::Specific(Arc::new(read_certificates(path)?));
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    if is_loopback(host) {
        config = config.proxy(None);
    }
    Ok(config.build().into())
}

fn is_loopback(host: &str) -> bool {
    ["127.", "localhost", "[::1]"]
        .iter()
        .any(|start| host.starts_with(start))
}

fn read_certificates(path: &Path) -> CliResult<Vec<Certificate<'static>>> {
    let pem = std::fs::read(path).map_err(|error| CliError::file("read", path, &error))?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(
            CliError::usage(format!("`{}` holds no certificate in PEM form", path.display()))
                .hint("it begins with `-----BEGIN CERTIFICATE-----`"),
        );
    }
    Ok(certificates)
}
