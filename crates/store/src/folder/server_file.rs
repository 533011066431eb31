//! `server.json`: how a command finds the server that runs on its data folder.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{FolderError, failed, lock};
use crate::durable;

/// A server that runs on a data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningServer {
    /// Where it answers, such as `http://127.0.0.1:42001`.
    pub address: String,
    /// A token with the rights of whoever may read the data folder.
    pub token: String,
}

/// The server that runs on this folder, if one does; needs no lock. An announcement that a killed
/// server left behind does not count.
pub fn running_server(root: &Path) -> Result<Option<RunningServer>, FolderError> {
    let path = root.join("server.json");
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("cannot read", &path, &error)),
    };
    if !lock::Lock::is_taken(root)? {
        return Ok(None);
    }
    let server = serde_json::from_slice(&bytes).map_err(|error| {
        FolderError::Failed(format!("`{}` cannot be understood: {error}", path.display()))
    })?;
    Ok(Some(server))
}

pub(super) fn write(root: &Path, server: &RunningServer) -> Result<(), FolderError> {
    let path = root.join("server.json");
    let bytes = serde_json::to_vec(server).map_err(|error| FolderError::Failed(error.to_string()))?;
    durable::write_whole(&path, &bytes).map_err(|error| failed("cannot write", &path, &error))
}

pub(super) fn remove(root: &Path) -> Result<(), FolderError> {
    let path = root.join("server.json");
    durable::remove(&path)
        .map(drop)
        .map_err(|error| failed("cannot remove", &path, &error))
}
