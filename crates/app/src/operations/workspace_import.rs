//! A whole workspace from the files that [`super::workspace_export`] wrote: equal ids, fields, links,
//! custom fields, states and archive marks, in one batch. History starts anew.

use std::collections::BTreeMap;

use probity_core::kind::KindDecl;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_core::rules::rights::Permission;
use serde_json::Value as Json;

use super::workspace_export::{FORMAT, KindSummary, Manifest, RecordLine};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::BlobHash;
use crate::workspace::Done;

/// Gives one file by its path, with `/`; `None` when it is not there.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<Option<Vec<u8>>, AppError>;

/// Brings everything into a workspace that holds no record yet. All of it or nothing.
pub fn workspace_import(ctx: &Ctx, read: ReadFile<'_>) -> Result<Done, AppError> {
    let _allowed = ctx.authorize(Permission::Operate)?;
    let view = ctx.view();
    if view.register.total() > 0 {
        let found = view.register.total();
        return Err(AppError::Invalid(format!(
            "this workspace holds {found} records already: a whole workspace is imported into a new one only"
        )));
    }
    let manifest = read_manifest(read)?;
    let kinds = view.register.kinds();
    let mut items = Vec::new();
    // Custom fields first: the values of all others are read by their declarations.
    let custom = kinds.known("custom_field");
    let order =
        std::iter::once(custom).chain(kinds.all().map(|(kind, _)| kind).filter(|kind| *kind != custom));
    for decl in order.map(|kind| kinds.decl(kind)) {
        let Some(summary) = manifest.kinds.get(decl.name) else {
            continue;
        };
        for line in read_kind(read, decl, *summary)? {
            for (name, json) in &line.fields {
                keep_file(ctx, read, &line.id, name, json)?;
            }
            let archived = line.archived.then_some(true);
            let set = line.fields.into_iter().collect();
            items.push(Command::Restore {
                id: line.id,
                patch: Patch {
                    set,
                    state: line.state,
                    archived,
                    ..Patch::default()
                },
            });
        }
    }
    ctx.submit(Command::Batch(items))
}

fn read_manifest(read: ReadFile<'_>) -> Result<Manifest, AppError> {
    let bytes = read("workspace.json")?.ok_or_else(|| {
        AppError::Missing("there is no `workspace.json`: this is not a whole exported workspace".to_owned())
    })?;
    let manifest: Manifest = serde_json::from_slice(&bytes)
        .map_err(|error| AppError::Invalid(format!("`workspace.json` cannot be understood: {error}")))?;
    if manifest.format > FORMAT {
        let format = manifest.format;
        return Err(AppError::Invalid(format!(
            "`workspace.json` has format {format}, which is newer than this release reads: upgrade first"
        )));
    }
    let kinds = probity_core::Kinds::built_in();
    match manifest
        .kinds
        .iter()
        .find(|(name, _)| kinds.by_name(name).is_none())
    {
        Some((name, _)) => Err(AppError::Invalid(format!(
            "this release knows no kind of record called `{name}`: upgrade first"
        ))),
        None => Ok(manifest),
    }
}

fn read_kind(
    read: ReadFile<'_>,
    decl: &'static KindDecl,
    summary: KindSummary,
) -> Result<Vec<RecordLine>, AppError> {
    let path = format!("kinds/{}.ndjson", decl.name);
    if summary.schema > decl.schema {
        let version = summary.schema;
        return Err(AppError::Invalid(format!(
            "`{path}` follows version {version} of the declaration, which is newer: upgrade first"
        )));
    }
    let bytes = read(&path)?.ok_or_else(|| AppError::Missing(format!("`{path}` is missing")))?;
    let text = String::from_utf8(bytes).map_err(|_| AppError::Invalid(format!("`{path}` is not UTF-8")))?;
    let mut lines = Vec::new();
    for (place, text) in text
        .lines()
        .enumerate()
        .filter(|(_, text)| !text.trim().is_empty())
    {
        let wrong = |what: String| AppError::Invalid(format!("line {} of `{path}`: {what}", place + 1));
        let mut line: RecordLine = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let prefix = line.id.split('-').next().unwrap_or_default();
        if prefix != decl.prefix {
            return Err(wrong(format!(
                "`{}` is not the id of one of {}",
                line.id, decl.plural
            )));
        }
        line.fields = lifted(decl, summary.schema, line.fields).map_err(wrong)?;
        lines.push(line);
    }
    if lines.len() as u64 != summary.records {
        let (found, expected) = (lines.len(), summary.records);
        return Err(AppError::Invalid(format!(
            "`{path}` has {found} records where `workspace.json` says {expected}"
        )));
    }
    Ok(lines)
}

/// Fields that follow an older declaration, as today's has them.
fn lifted(
    decl: &KindDecl,
    schema: u32,
    fields: BTreeMap<String, Json>,
) -> Result<BTreeMap<String, Json>, String> {
    let Some(upcast) = decl.upcast.filter(|_| schema < decl.schema) else {
        return Ok(fields);
    };
    let set = Json::Object(fields.into_iter().collect());
    let mut payload = serde_json::Map::from_iter([("set".to_owned(), set)]);
    for step in schema..decl.schema {
        payload = upcast(step, payload);
    }
    let patch: Patch = serde_json::from_value(Json::Object(payload)).map_err(|error| error.to_string())?;
    Ok(patch.set)
}

/// Keeps the file that a value speaks of. Files are durable before the entries that name them.
fn keep_file(ctx: &Ctx, read: ReadFile<'_>, id: &str, field: &str, json: &Json) -> Result<(), AppError> {
    let Some(hash) = json.get("sha256").and_then(Json::as_str) else {
        return Ok(());
    };
    let wrong = |what: &str| AppError::Invalid(format!("`{field}` of `{id}` {what}"));
    let hash: BlobHash = hash
        .parse()
        .map_err(|_| wrong("names a file by something that is no SHA-256"))?;
    let bytes = read(&format!("files/{hash}"))?
        .ok_or_else(|| wrong(&format!("holds the file `{hash}`, which is missing")))?;
    if BlobHash::of(&bytes) != hash {
        return Err(wrong(&format!("holds the file `{hash}`, which was changed")));
    }
    ctx.workspace.blobs().put(&bytes)?;
    Ok(())
}
