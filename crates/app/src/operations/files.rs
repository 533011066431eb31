//! Files of records: brought with the field they belong to, and given to whoever sees a record that
//! refers to them. Knowing a hash opens no file.

use std::sync::Arc;

use probity_core::kind::FieldType;
use probity_core::patch::Patch;
use probity_core::rules::rights::{Permission, Target, authorize};
use probity_core::rules::{Command, Refusal, RefusalKind};
use probity_core::value::{FileReference, Value};

use super::record::{Found, record};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::BlobHash;
use crate::workspace::{AsOf, Done};

/// The largest file that a record may refer to, in bytes.
pub const FILE_MAX_BYTES: usize = 100 * 1024 * 1024;
/// The longest name of a file, in bytes.
pub const FILE_NAME_MAX_BYTES: usize = 255;

/// A file that is to be kept in a field of a record.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// The record.
    pub id: &'a str,
    /// The revision that was seen; `None` does not ask.
    pub expected_revision: Option<u32>,
    /// The field.
    pub field: &'a str,
    /// What the file is called. Never used as a path.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Keeps a file and lets a field of a record refer to it, in place of an older one.
///
/// # Errors
/// [`AppError::Invalid`] for a field that holds no file and a file that is empty or too large; what the
/// rules refuse.
pub fn attach(ctx: &Ctx, file: &NewFile<'_>) -> Result<Done, AppError> {
    let found = record(ctx, file.id, AsOf::Now)?;
    let field = file_field(&found, file.field)?;
    may_edit(ctx, &found)?;
    if file.bytes.is_empty() || file.bytes.len() > FILE_MAX_BYTES {
        return Err(AppError::Invalid(format!(
            "a file has between 1 and {FILE_MAX_BYTES} bytes, and this one has {}: bring another",
            file.bytes.len()
        )));
    }
    let name = plain_name(file.name);
    // The bytes are durable before any entry refers to them.
    let hash = ctx.workspace.blobs().put(file.bytes)?;
    let value = serde_json::json!({
        "sha256": hash.to_string(),
        "name": name,
        "size": file.bytes.len(),
    });
    ctx.submit(Command::Revise {
        id: file.id.to_owned(),
        expected_revision: file.expected_revision,
        patch: Patch::set_one(&field, value),
        materiality: None,
    })
}

/// The file that a field of a record refers to.
///
/// # Errors
/// [`AppError::Missing`] when the field holds none.
pub fn file_of(ctx: &Ctx, id: &str, field: &str, as_of: AsOf) -> Result<(FileReference, Vec<u8>), AppError> {
    let found = record(ctx, id, as_of)?;
    let name = file_field(&found, field)?;
    let register = &found.view.register;
    let key = register.field(found.record.id.kind, &name).map(|view| view.key);
    let held = key.and_then(|key| found.record.get(key));
    let Some(Value::File(file)) = held else {
        return Err(AppError::Missing(format!("`{id}` holds no file in `{field}`")));
    };
    read(ctx, file)
}

/// A file by its hash, as the first record names it that refers to it and that the reader sees.
///
/// # Errors
/// [`AppError::Missing`] when there is no such record.
pub fn file_by_hash(ctx: &Ctx, sha256: &str) -> Result<(FileReference, Vec<u8>), AppError> {
    let view = ctx.view();
    let visibility = ctx.visibility(&view);
    let register = &view.register;
    for (kind, _) in register.kinds().all() {
        let fields = register.fields(kind);
        let keys: Vec<_> = fields
            .iter()
            .filter(|field| matches!(field.field_type, FieldType::File))
            .map(|field| field.key)
            .collect();
        if keys.is_empty() {
            continue;
        }
        for record in register.records(kind) {
            let found = keys.iter().find_map(|key| match record.get(*key) {
                Some(Value::File(file)) if *file.sha256 == *sha256 => Some(Arc::clone(file)),
                _ => None,
            });
            if let Some(file) = found.filter(|_| visibility.sees(register, record)) {
                return read(ctx, &file);
            }
        }
    }
    Err(AppError::Missing(
        "no record that you may see refers to this file".to_owned(),
    ))
}

fn read(ctx: &Ctx, file: &FileReference) -> Result<(FileReference, Vec<u8>), AppError> {
    let hash: BlobHash = file
        .sha256
        .parse()
        .map_err(|error| AppError::Internal(format!("`{}`: {error}", file.sha256)))?;
    Ok((file.clone(), ctx.workspace.blobs().get(hash)?))
}

fn file_field(found: &Found, name: &str) -> Result<String, AppError> {
    let register = &found.view.register;
    let kind = found.record.id.kind;
    let field = register.field(kind, name);
    match field.filter(|field| matches!(field.field_type, FieldType::File)) {
        Some(field) => Ok(field.name),
        None => {
            let singular = register.kinds().decl(kind).singular;
            Err(AppError::Missing(format!(
                "{singular} records have no file `{name}`"
            )))
        }
    }
}

/// Asked before the bytes are kept: who may not change the record brings nothing.
fn may_edit(ctx: &Ctx, found: &Found) -> Result<(), AppError> {
    let allowed = authorize(
        &found.view.register,
        &ctx.principal(),
        Permission::Edit,
        Target::Record(&found.record),
    );
    allowed.map(drop).map_err(|denied| {
        let mut refusal = Refusal::not_now(denied.to_string());
        refusal.kind = RefusalKind::Forbidden;
        AppError::Refused(refusal)
    })
}

/// The last part of a path, without control characters, and not too long.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut plain: String = last.chars().filter(|c| !c.is_control()).collect();
    while plain.len() > FILE_NAME_MAX_BYTES {
        plain.pop();
    }
    let plain = plain.trim();
    if plain.is_empty() {
        "file".to_owned()
    } else {
        plain.to_owned()
    }
}
