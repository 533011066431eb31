//! Everything a server keeps in one file: history and proofs stay.
//!
//! ```text
//! server.db                        accounts and other operational state
//! workspaces/NAME/ledger.db        a copy of the ledger as it was at one moment
//! workspaces/NAME/key.json         its key under a passphrase, where one was given
//! workspaces/NAME/files/SHA256     its files
//! manifest.json                    every file with size and hash; ledgers with size and checkpoint
//! ```
//!
//! The file is a ZIP archive. Whoever has it can read what is in it; the passphrase protects the keys
//! only, so it belongs where the data folder itself could lie.

pub mod key_wrap;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use probity_core::ids::Actor;
use probity_core::rules::rights::Permission;
use probity_ledger::keys::{Keys, PastKey};
use probity_ledger::note::VerifierKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::workspace_export::origin;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::instance::Instance;
use crate::ports::operational::{IssuedFile, IssuedKind};
use crate::ports::{StoredFiles, WorkspaceName};
use crate::workspace::Workspace;

/// The form of the archive that is written today.
pub const FORMAT: u32 = 1;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the archive.
    pub format: u32,
    /// When it was written.
    pub created: String,
    /// What the server had.
    pub workspaces: BTreeMap<String, BackedUp>,
    /// Every other file of the archive, by path.
    pub files: BTreeMap<String, FileEntry>,
}

/// One workspace of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// The origin of its ledger.
    pub origin: String,
    /// The key that its checkpoints verify under.
    pub verifier_key: String,
    /// The keys before it, oldest first, each with the size of the last checkpoint that it signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_keys: Vec<(u64, String)>,
    /// Entries in the ledger's copy.
    pub size: u64,
    /// The signed note over them; none for an empty ledger.
    pub checkpoint: Option<String>,
    /// Whether its secret key is in the backup, wrapped by the passphrase.
    pub has_key: bool,
}

impl BackedUp {
    /// All keys of the ledger; `None` when they do not read or are not in order.
    pub fn keys(&self) -> Option<Keys> {
        let past = |(until, key): &(u64, String)| {
            let key = VerifierKey::parse(key).ok()?;
            Some(PastKey { until: *until, key })
        };
        let past = self.past_keys.iter().map(past).collect::<Option<Vec<_>>>()?;
        Keys::new(past, VerifierKey::parse(&self.verifier_key).ok()?)
    }

    /// Whether this was ever the origin of the ledger.
    pub fn had_origin(&self, of: &str) -> bool {
        self.origin == of || self.past_keys.iter().any(|(_, key)| origin(key) == of)
    }
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What was backed up.
#[derive(Clone, Debug, Serialize)]
pub struct BackupReport {
    /// What stands in the archive.
    pub manifest: Manifest,
    /// What whoever keeps the backup must know.
    pub notice: &'static str,
}

const WITH_KEYS: &str =
    "the keys are in the backup, wrapped by your passphrase: without it they cannot be used again";
const WITHOUT_KEYS: &str = "no passphrase was given, so the keys were left out: without them the restored ledgers can be read \
                            and verified but not written to; keep a copy of each key elsewhere";

/// Writes a backup of all workspaces to a new file, while work goes on. Needs the right to operate each
/// of them. The file is whole and durable on return, or there is none.
pub fn backup(
    instance: &Instance,
    actor: Actor,
    stored: &dyn StoredFiles,
    to: &Path,
    passphrase: Option<&str>,
) -> Result<BackupReport, AppError> {
    let mut workspaces = Vec::new();
    for name in instance.workspaces()? {
        let ctx = Ctx::new(instance.workspace(&name)?, actor);
        let _allowed = ctx.authorize(Permission::Operate)?;
        workspaces.push(ctx.workspace);
    }
    if let Some(passphrase) = passphrase {
        key_wrap::check_passphrase(passphrase)?;
    }
    if to.exists() {
        return Err(AppError::Invalid(format!(
            "`{}` exists already: choose another name",
            to.display()
        )));
    }
    let scratch = Scratch::inside(folder_of(to))?;
    let unfinished = scratch.path.join("backup.zip");
    let file = private_file(&unfinished)?;
    let created = instance.now().to_string();
    let mut archive = Archive {
        zip: ZipWriter::new_stream(file),
        path: to,
        scratch: &scratch.path,
        manifest: Manifest {
            format: FORMAT,
            created,
            workspaces: BTreeMap::new(),
            files: BTreeMap::new(),
        },
    };
    archive.add_copy("server.db", |to| stored.copy_server_state(to))?;
    for workspace in &workspaces {
        archive.add_workspace(workspace, stored, passphrase)?;
    }
    let manifest = archive.finish()?;
    fs::rename(&unfinished, to)
        .and_then(|()| sync_folder(folder_of(to)))
        .map_err(|error| failed("cannot write", to, &error))?;
    for workspace in &workspaces {
        instance.operational().record_issued(&IssuedFile {
            workspace: workspace.name().clone(),
            at: instance.now(),
            kind: IssuedKind::Backup,
            name: to.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            actor: actor.to_string(),
        })?;
    }
    Ok(BackupReport {
        manifest,
        notice: if passphrase.is_some() {
            WITH_KEYS
        } else {
            WITHOUT_KEYS
        },
    })
}

struct Archive<'a> {
    /// Written from front to end: what has to go back fails in its own way on a full disk.
    zip: ZipWriter<StreamWriter<File>>,
    path: &'a Path,
    scratch: &'a Path,
    manifest: Manifest,
}

impl Archive<'_> {
    fn add_workspace(
        &mut self,
        workspace: &Workspace,
        stored: &dyn StoredFiles,
        passphrase: Option<&str>,
    ) -> Result<(), AppError> {
        let name = workspace.name();
        let mut head = None;
        self.add_copy(&ledger_path(name), |to| {
            stored.copy_ledger(name, to).map(|found| head = Some(found))
        })?;
        let head = head.unwrap_or_default();
        if let Some(passphrase) = passphrase {
            let wrapped = key_wrap::wrap(&stored.key(name)?, passphrase)?;
            self.add(
                &key_path(name),
                &mut wrapped.as_bytes(),
                CompressionMethod::Stored,
            )?;
        }
        // After the ledger: every file that its copy speaks of was durable before.
        for hash in workspace.blobs().list()? {
            let bytes = workspace.blobs().get(hash)?;
            self.add(
                &format!("{}{hash}", files_path(name)),
                &mut bytes.as_slice(),
                CompressionMethod::Deflated,
            )?;
        }
        let verifier_key = workspace.verifier_key().to_owned();
        let past_keys = workspace.keys().past().iter();
        let past_keys = past_keys.map(|past| (past.until, past.key.to_string()));
        let entry = BackedUp {
            origin: origin(&verifier_key),
            verifier_key,
            past_keys: past_keys.collect(),
            size: head.size,
            checkpoint: head.checkpoint,
            has_key: passphrase.is_some(),
        };
        self.manifest.workspaces.insert(name.to_string(), entry);
        Ok(())
    }

    /// Adds a file that is copied aside first.
    fn add_copy(
        &mut self,
        name: &str,
        copy: impl FnOnce(&Path) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let aside = self.scratch.join("copy.db");
        copy(&aside)?;
        let mut file = File::open(&aside).map_err(|error| failed("cannot read", &aside, &error))?;
        self.add(name, &mut file, CompressionMethod::Deflated)?;
        fs::remove_file(&aside).map_err(|error| failed("cannot remove", &aside, &error))
    }

    fn add(&mut self, name: &str, from: &mut dyn Read, method: CompressionMethod) -> Result<(), AppError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(true)
            .unix_permissions(0o600);
        self.zip
            .start_file(name, options)
            .map_err(|error| unwritable(self.path, &error.into()))?;
        let mut hashing = Hashing {
            to: &mut self.zip,
            hash: Sha256::new(),
            bytes: 0,
        };
        io::copy(from, &mut hashing).map_err(|error| unwritable(self.path, &error))?;
        let entry = FileEntry {
            bytes: hashing.bytes,
            sha256: probity_core::envelope::hex(&hashing.hash.finalize()),
        };
        self.manifest.files.insert(name.to_owned(), entry);
        Ok(())
    }

    fn finish(mut self) -> Result<Manifest, AppError> {
        let json = serde_json::to_vec_pretty(&self.manifest)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .unix_permissions(0o600);
        let written = self
            .zip
            .start_file("manifest.json", options)
            .map_err(io::Error::from)
            .and_then(|()| self.zip.write_all(&json));
        written.map_err(|error| unwritable(self.path, &error))?;
        let file = self
            .zip
            .finish()
            .map_err(|error| unwritable(self.path, &error.into()))?;
        file.get_ref()
            .sync_all()
            .map_err(|error| unwritable(self.path, &error))?;
        Ok(self.manifest)
    }
}

/// Hashes and counts what passes through.
struct Hashing<'a> {
    to: &'a mut dyn Write,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

pub(super) fn ledger_path(name: &WorkspaceName) -> String {
    format!("workspaces/{name}/ledger.db")
}

pub(super) fn key_path(name: &WorkspaceName) -> String {
    format!("workspaces/{name}/key.json")
}

pub(super) fn files_path(name: &WorkspaceName) -> String {
    format!("workspaces/{name}/files/")
}

/// A folder of mode 0700 for what is unfinished, removed with all that is in it.
pub(super) struct Scratch {
    pub(super) path: PathBuf,
}

impl Scratch {
    /// Makes one in a folder.
    pub(super) fn inside(folder: &Path) -> Result<Self, AppError> {
        use std::os::unix::fs::DirBuilderExt as _;
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(|error| {
            AppError::Internal(format!("the operating system gives no random bytes: {error}"))
        })?;
        let path = folder.join(format!(".probity-{}", probity_core::envelope::hex(&chance)));
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .map_err(|error| failed("cannot make", &path, &error))?;
        Ok(Self { path })
    }
}

/// A new file of mode 0600.
pub(super) fn private_file(path: &Path) -> Result<File, AppError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path);
    file.map_err(|error| failed("cannot make", path, &error))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "an unfinished file could not be removed");
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn unwritable(path: &Path, error: &io::Error) -> AppError {
    failed("cannot write", path, error)
}

pub(super) fn failed(doing: &str, path: &Path, error: &io::Error) -> AppError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => AppError::Full,
        io::ErrorKind::NotFound => AppError::Missing(format!(
            "{doing} `{}`: there is no such file or folder",
            path.display()
        )),
        _ => AppError::Invalid(format!("{doing} `{}`: {error}", path.display())),
    }
}
