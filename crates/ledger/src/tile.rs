//! The C2SP tlog-tiles layout of hashes: tiles of up to 256 hashes, eight levels of the tree apart.
//!
//! Only the rightmost tile of a level is partial. A tile only ever grows to the right, so a wider
//! version of a tile serves every smaller tree as well.

use std::fmt;

use crate::store::StoreError;
use crate::tree::{Hash, RightEdge, node_hash};

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;

/// Levels of the tree in one tile.
pub const TILE_HEIGHT: u32 = 8;

/// Tile levels that a tree of 2^64 leaves can have.
pub const MAX_LEVEL: u8 = 7;

/// Which tile: `level` counts in steps of eight tree levels from the leaves, `index` from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileCoordinates {
    /// 0 for leaf hashes, 1 for the hashes of full level-0 tiles, and so on.
    pub level: u8,
    /// Place in its level, from 0.
    pub index: u64,
}

impl TileCoordinates {
    /// How many hashes this tile has in a tree of `size` leaves: 0 (there is none) to 256.
    #[must_use]
    pub fn width_at(self, size: u64) -> usize {
        let hashes = hashes_in_level(self.level, size);
        let before = self.index.saturating_mul(TILE_WIDTH as u64);
        usize::try_from(hashes.saturating_sub(before)).map_or(TILE_WIDTH, |rest| rest.min(TILE_WIDTH))
    }

    /// The path of this tile at a width of 1 to 256, for example `tile/0/x001/234.p/5`.
    #[must_use]
    pub fn path(self, width: usize) -> String {
        let mut groups = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups = format!("x{:03}/{groups}", rest % 1000);
            rest /= 1000;
        }
        let partial = if width < TILE_WIDTH {
            format!(".p/{width}")
        } else {
            String::new()
        };
        format!("tile/{}/{groups}{partial}", self.level)
    }

    /// Reads a path back into coordinates and width; `None` for anything [`Self::path`] does not write.
    #[must_use]
    pub fn parse_path(path: &str) -> Option<(Self, usize)> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (groups, width) = match rest.split_once(".p/") {
            Some((groups, width)) => (groups, width.parse().ok()?),
            None => (rest, TILE_WIDTH),
        };
        let index = groups.split('/').try_fold(0_u64, |index, group| {
            let digits = group.strip_prefix('x').unwrap_or(group);
            index.checked_mul(1000)?.checked_add(digits.parse().ok()?)
        })?;
        let tile = Self {
            level: level.parse().ok()?,
            index,
        };
        (width >= 1 && tile.level <= MAX_LEVEL && tile.path(width) == path).then_some((tile, width))
    }
}

impl fmt::Display for TileCoordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path(TILE_WIDTH))
    }
}

/// The hashes of a tile, 1 to 256 of them, left to right, 32 bytes each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile(pub Vec<u8>);

impl Tile {
    /// How many whole hashes there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.len() / Hash::BYTES
    }

    /// The hash at a place from the left.
    #[must_use]
    pub fn hash(&self, place: usize) -> Option<Hash> {
        let start = place.checked_mul(Hash::BYTES)?;
        Hash::from_slice(self.0.get(start..start.checked_add(Hash::BYTES)?)?)
    }

    /// The root of the complete subtree over `2^height` hashes from place `first`; `None` when the
    /// tile is not wide enough.
    #[must_use]
    pub fn subtree(&self, first: usize, height: u32) -> Option<Hash> {
        if height == 0 {
            return self.hash(first);
        }
        let half = 1_usize.checked_shl(height - 1)?;
        let left = self.subtree(first, height - 1)?;
        Some(node_hash(
            left,
            self.subtree(first.checked_add(half)?, height - 1)?,
        ))
    }
}

/// Where tiles are read from, usually [`crate::Store::tile`].
pub type TileReader<'a> = &'a dyn Fn(TileCoordinates) -> Result<Option<Tile>, StoreError>;

/// Reads nodes of the tree out of tiles and keeps the tiles it read.
pub struct Nodes<'a> {
    read: TileReader<'a>,
    tiles: Vec<(TileCoordinates, Tile)>,
}

impl<'a> Nodes<'a> {
    /// A reader with nothing read yet.
    #[must_use]
    pub fn new(read: TileReader<'a>) -> Self {
        Self {
            read,
            tiles: Vec::new(),
        }
    }

    /// The complete node of a height, `index` counted from the left in that height.
    ///
    /// # Errors
    /// What the reader answers, and [`StoreError::Damaged`] for a missing or too narrow tile.
    pub fn node(&mut self, height: u32, index: u64) -> Result<Hash, StoreError> {
        let in_tile = height % TILE_HEIGHT;
        let level = u8::try_from(height / TILE_HEIGHT).unwrap_or(u8::MAX);
        let first = index << in_tile;
        let coordinates = TileCoordinates {
            level,
            index: first / TILE_WIDTH as u64,
        };
        let place = usize::try_from(first % TILE_WIDTH as u64).expect("below 256");
        self.tile(coordinates)?
            .subtree(place, in_tile)
            .ok_or_else(|| StoreError::Damaged {
                place: coordinates.to_string(),
                what: format!(
                    "the tile is too narrow to hold hash {}",
                    place + (1 << in_tile) - 1
                ),
            })
    }

    /// The root over the leaves `start..end`, RFC 9162 §2.1.1. `start` must be a multiple of the
    /// smallest power of two that is not below the number of leaves, as it always is inside a tree.
    ///
    /// # Errors
    /// As [`Self::node`].
    pub fn range(&mut self, start: u64, end: u64) -> Result<Hash, StoreError> {
        let count = end - start;
        if count.is_power_of_two() {
            let height = count.trailing_zeros();
            return self.node(height, start >> height);
        }
        let left = largest_power_of_two_below(count);
        Ok(node_hash(
            self.range(start, start + left)?,
            self.range(start + left, end)?,
        ))
    }

    fn tile(&mut self, coordinates: TileCoordinates) -> Result<&Tile, StoreError> {
        let known = self.tiles.iter().position(|(at, _)| *at == coordinates);
        let place = match known {
            Some(place) => place,
            None => {
                let tile = (self.read)(coordinates)?.ok_or_else(|| missing(coordinates))?;
                self.tiles.push((coordinates, tile));
                self.tiles.len() - 1
            }
        };
        Ok(&self.tiles[place].1)
    }
}

/// A growing tree with its unfinished tiles: one at most in each level.
#[derive(Clone, Debug, Default)]
pub struct GrowingTiles {
    edge: RightEdge,
    unfinished: Vec<Vec<u8>>,
}

impl GrowingTiles {
    /// Reads the right edge of a tree of `size` leaves from its rightmost tiles.
    ///
    /// # Errors
    /// What the reader answers, and [`StoreError::Damaged`] for a missing or too narrow tile.
    pub fn load(size: u64, read: TileReader<'_>) -> Result<Self, StoreError> {
        let mut unfinished = Vec::new();
        for level in (0..=MAX_LEVEL).take_while(|level| hashes_in_level(*level, size) > 0) {
            let index = hashes_in_level(level, size) / TILE_WIDTH as u64;
            let coordinates = TileCoordinates { level, index };
            unfinished.push(first_hashes(coordinates, coordinates.width_at(size), read)?);
        }
        let mut peaks = Vec::new();
        for (level, tile) in unfinished.iter().enumerate().rev() {
            let tile = Tile(tile.clone());
            let mut first = 0;
            for height in (0..TILE_HEIGHT)
                .rev()
                .filter(|height| tile.width() >> height & 1 == 1)
            {
                peaks.push(tile.subtree(first, height).ok_or_else(|| missing_level(level))?);
                first += 1 << height;
            }
        }
        let edge = RightEdge::from_peaks(size, peaks).expect("one peak for each bit of each level's width");
        Ok(Self { edge, unfinished })
    }

    /// Adds a leaf hash; every tile that it fills is handed out with its 256 hashes.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(TileCoordinates, &[u8])) {
        let size = self.edge.size() + 1;
        let unfinished = &mut self.unfinished;
        self.edge.push(leaf, |height, hash| {
            if height % TILE_HEIGHT != 0 {
                return;
            }
            let level = (height / TILE_HEIGHT) as usize;
            if level == unfinished.len() {
                unfinished.push(Vec::with_capacity(TILE_WIDTH * Hash::BYTES));
            }
            let tile = &mut unfinished[level];
            tile.extend_from_slice(&hash.0);
            if tile.len() == TILE_WIDTH * Hash::BYTES {
                let level = u8::try_from(level).expect("at most 64 / 8 levels");
                let index = hashes_in_level(level, size) / TILE_WIDTH as u64 - 1;
                full(TileCoordinates { level, index }, tile);
                tile.clear();
            }
        });
    }

    /// The unfinished tiles that have hashes, lowest level first.
    pub fn partial(&self) -> impl Iterator<Item = (TileCoordinates, &[u8])> {
        (0_u8..)
            .zip(&self.unfinished)
            .filter(|(_, tile)| !tile.is_empty())
            .map(|(level, tile)| {
                let index = hashes_in_level(level, self.edge.size()) / TILE_WIDTH as u64;
                (TileCoordinates { level, index }, tile.as_slice())
            })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.edge.root()
    }
}

/// How many hashes a tile level has in a tree of `size` leaves.
#[must_use]
pub fn hashes_in_level(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * TILE_HEIGHT).unwrap_or(0)
}

/// The largest power of two that is smaller than `count`, RFC 9162's `k`; `count` is at least 2.
pub(crate) fn largest_power_of_two_below(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

fn first_hashes(at: TileCoordinates, width: usize, read: TileReader<'_>) -> Result<Vec<u8>, StoreError> {
    let mut hashes = Vec::with_capacity(TILE_WIDTH * Hash::BYTES);
    if width > 0 {
        let tile = read(at)?.ok_or_else(|| missing(at))?;
        let wanted = tile
            .0
            .get(..width * Hash::BYTES)
            .ok_or_else(|| StoreError::Damaged {
                place: at.to_string(),
                what: format!("the tile has {} hashes where {width} are needed", tile.width()),
            })?;
        hashes.extend_from_slice(wanted);
    }
    Ok(hashes)
}

fn missing(at: TileCoordinates) -> StoreError {
    StoreError::Damaged {
        place: at.to_string(),
        what: "the tile is missing".to_owned(),
    }
}

fn missing_level(level: usize) -> StoreError {
    StoreError::Damaged {
        place: format!("tile/{level}"),
        what: "the last tile is too narrow".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_path(level: u8, index: u64, width: usize, expect: &str) {
        let tile = TileCoordinates { level, index };
        assert_eq!(tile.path(width), expect);
        assert_eq!(TileCoordinates::parse_path(expect), Some((tile, width)));
    }

    #[test]
    fn paths_group_the_index_by_thousands() {
        check_path(0, 0, 256, "tile/0/000");
        check_path(0, 1234, 5, "tile/0/x001/234.p/5");
        check_path(0, 1_234_067, 256, "tile/0/x001/x234/067");
        check_path(3, 999, 1, "tile/3/999.p/1");
    }

    #[test]
    fn other_paths_are_refused() {
        for path in [
            "",
            "tile/0",
            "tile/0/0",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001/234",
            "tile/0/x000/001",
        ] {
            assert_eq!(TileCoordinates::parse_path(path), None, "{path}");
        }
    }

    #[test]
    fn widths_follow_the_size() {
        let tile = |level, index| TileCoordinates { level, index };
        assert_eq!(tile(0, 0).width_at(0), 0);
        assert_eq!(tile(0, 0).width_at(5), 5);
        assert_eq!(tile(0, 1).width_at(256), 0);
        assert_eq!(tile(0, 1).width_at(257), 1);
        assert_eq!(tile(1, 0).width_at(257), 1);
        assert_eq!(tile(1, 0).width_at(65_536), 256);
        assert_eq!(tile(0, u64::MAX).width_at(u64::MAX), 0);
        assert_eq!(tile(200, 0).width_at(u64::MAX), 0);
    }

    #[test]
    fn a_tile_with_a_broken_length_gives_no_hash_past_its_end() {
        let tile = Tile(vec![0; 40]);
        assert_eq!(tile.width(), 1);
        assert!(tile.hash(0).is_some());
        assert_eq!(tile.hash(1), None);
        assert_eq!(tile.hash(usize::MAX), None);
        assert_eq!(tile.subtree(0, 1), None);
    }
}
