//! The ledger for outside verifiers: checkpoint, tiles of hashes and bundles of entries, in the layout of
//! C2SP tlog-tiles. Everything here says who did what and when over the whole workspace, so all of it
//! needs the right to read the ledger.

use probity_core::rules::rights::Permission;
use probity_ledger::tile::{TILE_WIDTH, TileCoordinates};

use crate::ctx::Ctx;
use crate::error::AppError;

/// A tile of hashes, or a bundle of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As the specification writes it.
    pub bytes: Vec<u8>,
    /// Whether all 256 places are filled: then it never changes and is never replaced by a wider one.
    pub is_full: bool,
}

/// The newest signed checkpoint (C2SP tlog-checkpoint).
///
/// # Errors
/// [`AppError::Missing`] while the ledger is empty.
pub fn checkpoint(ctx: &Ctx) -> Result<String, AppError> {
    let _allowed = ctx.authorize(Permission::ReadLedger)?;
    let head = ctx.workspace.store().head()?;
    head.checkpoint
        .ok_or_else(|| AppError::Missing("the ledger is empty".to_owned()))
}

/// The tile of hashes at a level and a place: `x001/234` or, for its first five hashes, `x001/234.p/5`.
///
/// # Errors
/// [`AppError::Missing`] for a place that is not written so, and for a tile that is not that wide yet.
pub fn tile(ctx: &Ctx, level: &str, place: &str) -> Result<Piece, AppError> {
    let _allowed = ctx.authorize(Permission::ReadLedger)?;
    let (coordinates, width) = read_place(level, place)?;
    let stored = ctx.workspace.store().tile(coordinates)?;
    let bytes = stored
        .and_then(|tile| tile.0.get(..width * 32).map(<[u8]>::to_vec))
        .ok_or_else(|| missing(level, place))?;
    Ok(Piece {
        bytes,
        is_full: width == TILE_WIDTH,
    })
}

/// The bundle of leaves below a tile of level 0: each leaf after its length in two bytes, big-endian.
/// A leaf is an envelope: ids, times and hashes, no names and no content.
///
/// # Errors
/// As [`tile`].
pub fn entry_bundle(ctx: &Ctx, place: &str) -> Result<Piece, AppError> {
    let _allowed = ctx.authorize(Permission::ReadLedger)?;
    let (coordinates, width) = read_place("0", place).map_err(|_| missing("entries", place))?;
    let first = coordinates.index.saturating_mul(TILE_WIDTH as u64);
    let entries = ctx
        .workspace
        .store()
        .entries(first..first.saturating_add(width as u64))?;
    if entries.len() < width {
        return Err(missing("entries", place));
    }
    let mut bytes = Vec::new();
    for entry in &entries {
        let length = u16::try_from(entry.leaf.len())
            .map_err(|_| AppError::Internal(format!("entry {} is too long for a bundle", entry.index)))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&entry.leaf);
    }
    Ok(Piece {
        bytes,
        is_full: width == TILE_WIDTH,
    })
}

fn read_place(level: &str, place: &str) -> Result<(TileCoordinates, usize), AppError> {
    TileCoordinates::parse_path(&format!("tile/{level}/{place}")).ok_or_else(|| missing(level, place))
}

fn missing(level: &str, place: &str) -> AppError {
    AppError::Missing(format!(
        "there is no tile `{level}/{place}` in this ledger: ask no further than the checkpoint's size"
    ))
}
