//! Files that records refer to, for keeping: never shown as a page of this server.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use probity_app::AppError;
use probity_app::ports::BlobHash;
use probity_core::kind::FieldType;
use probity_core::value::{FileReference, Value};

use crate::address::encode;
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;

/// Whatever a file holds, a browser that shows it all the same runs nothing of it and lets it ask nobody.
const POLICY: &str =
    "default-src 'none'; sandbox; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// GET `/w/{workspace}/files/{sha256}`: a file, for whoever sees a record that refers to it.
pub async fn download(desk: Desk, Path((_, sha256)): Path<(String, String)>) -> Result<Response, PageError> {
    let nothing = || PageError::missing("no record that you may see refers to this file");
    let hash: BlobHash = sha256.parse().map_err(|_| nothing())?;
    let file = referred(&desk, &sha256).ok_or_else(nothing)?;
    let workspace = Arc::clone(&desk.ctx.workspace);
    let bytes = blocking(move || workspace.blobs().get(hash).map_err(AppError::from)).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
            (header::CONTENT_DISPOSITION, disposition(&file.name)),
            (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        ],
        bytes,
    )
        .into_response())
}

/// The file as the first record names it that refers to it and that the visitor sees, on the day that is
/// looked at.
fn referred(desk: &Desk, sha256: &str) -> Option<Arc<FileReference>> {
    let register = desk.register();
    for (kind, _) in desk.kinds().all() {
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
                Some(Value::File(file)) if *file.sha256 == *sha256 => Some(file),
                _ => None,
            });
            if let Some(file) = found.filter(|_| desk.visibility.sees(register, record)) {
                return Some(Arc::clone(file));
            }
        }
    }
    None
}

/// RFC 6266 with the name in RFC 8187 form, and a plain one for old clients.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' | ' ' => c,
            _ => '_',
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        encode(name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_told_in_a_header() {
        assert_eq!(
            disposition("Protokoll \"Mai\" ü.pdf"),
            "attachment; filename=\"Protokoll _Mai_ _.pdf\"; filename*=UTF-8''Protokoll%20%22Mai%22%20%C3%BC.pdf"
        );
    }
}
