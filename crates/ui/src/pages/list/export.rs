//! The list as a file: exactly what is shown, all pages of it.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use probity_app::AppError;
use probity_app::operations::export::{Export, Format, export as write};

use super::{Listing, kind_of};
use crate::blocking::blocking;
use crate::desk::Desk;
use crate::error::PageError;

/// `/w/{workspace}/{kind}/export/{format}`
pub async fn export(
    desk: Desk,
    Path((_, kind, format)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let kind = kind_of(&desk, &kind)?;
    let format = Format::parse(&format)
        .ok_or_else(|| PageError::missing("lists are exported as `csv`, `xlsx` or `ndjson`"))?;
    let listing = Listing::open(&desk, kind).await?;
    let found = listing
        .find(&listing.query(0, usize::MAX))
        .map_err(PageError::invalid)?;
    let columns: Vec<String> = listing.columns.iter().map(|(name, _)| name.clone()).collect();
    let day = desk.past.unwrap_or(desk.today);
    let name = format!(
        "{}-{day}.{}",
        listing.decl.name.replace('_', "-"),
        format.extension()
    );
    let (ctx, view) = (desk.ctx.clone(), std::sync::Arc::clone(&desk.view));
    let bytes = blocking(move || -> Result<Vec<u8>, AppError> {
        write(
            &ctx,
            &view,
            &Export {
                kind,
                records: &found.records,
                columns: &columns,
                format,
            },
        )
    })
    .await?;
    Ok(download(format.media_type(), &name, bytes))
}

/// A file that the browser keeps instead of showing it.
pub fn download(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, media_type.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}
