//! Inclusion and consistency proofs of RFC 9162 §2.1.3 and §2.1.4: made from tiles, verified from
//! nothing but hashes.

use crate::store::StoreError;
use crate::tile::{Nodes, TileReader, largest_power_of_two_below};
use crate::tree::{Hash, empty_root, node_hash};

/// Why a proof could not be made, or does not prove what it is said to prove.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// There is no such entry in a tree of this size.
    #[error("entry {index} is not in a ledger of {size} entries")]
    NoSuchEntry {
        /// The entry asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tree is never consistent with a smaller one.
    #[error("a ledger of {old} entries cannot have grown into one of {new} entries")]
    Shrunk {
        /// Size of the earlier tree.
        old: u64,
        /// Size of the later tree.
        new: u64,
    },
    /// The number of hashes does not fit the sizes.
    #[error("the proof has {found} hashes, which is not the number that its sizes ask for")]
    WrongLength {
        /// Hashes in the proof.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to the root `{computed}`, not to `{expected}`")]
    WrongRoot {
        /// The root that was to be proven.
        expected: Hash,
        /// The root that the proof leads to.
        computed: Hash,
    },
    /// The tiles could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The hashes that prove entry `index` to be in the tree of `size` entries, from the leaf's sibling
/// upwards, RFC 9162 §2.1.3.1.
///
/// # Errors
/// [`ProofError::NoSuchEntry`] and whatever reading tiles gives.
pub fn inclusion_proof(index: u64, size: u64, read: TileReader<'_>) -> Result<Vec<Hash>, ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchEntry { index, size });
    }
    let mut nodes = Nodes::new(read);
    let mut root_first = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + largest_power_of_two_below(end - start);
        if index < middle {
            root_first.push(nodes.range(middle, end)?);
            end = middle;
        } else {
            root_first.push(nodes.range(start, middle)?);
            start = middle;
        }
    }
    root_first.reverse();
    Ok(root_first)
}

/// The hashes that prove the tree of `old` entries to be the beginning of the tree of `new`
/// entries, RFC 9162 §2.1.4.1. Empty when `old` is 0 or equal to `new`.
///
/// # Errors
/// [`ProofError::Shrunk`] and whatever reading tiles gives.
pub fn consistency_proof(old: u64, new: u64, read: TileReader<'_>) -> Result<Vec<Hash>, ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    let mut root_first = Vec::new();
    if old == 0 || old == new {
        return Ok(root_first);
    }
    let mut nodes = Nodes::new(read);
    let (mut start, mut end) = (0, new);
    // Down to the subtree that ends where the old tree ends.
    while end != old {
        let middle = start + largest_power_of_two_below(end - start);
        if old <= middle {
            root_first.push(nodes.range(middle, end)?);
            end = middle;
        } else {
            root_first.push(nodes.range(start, middle)?);
            start = middle;
        }
    }
    // The verifier has this hash already when that subtree is the whole old tree.
    if start > 0 {
        root_first.push(nodes.range(start, end)?);
    }
    root_first.reverse();
    Ok(root_first)
}

/// The root of the first `size` entries, from tiles.
///
/// # Errors
/// Whatever reading tiles gives.
pub fn root_at(size: u64, read: TileReader<'_>) -> Result<Hash, StoreError> {
    if size == 0 {
        Ok(empty_root())
    } else {
        Nodes::new(read).range(0, size)
    }
}

/// Checks an inclusion proof by the algorithm of RFC 9162 §2.1.3.2.
///
/// # Errors
/// Every [`ProofError`] but the one of the store.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchEntry { index, size });
    }
    let wrong_length = ProofError::WrongLength { found: proof.len() };
    let mut path = Path {
        first: index,
        last: size - 1,
    };
    let mut computed = leaf;
    for sibling in proof {
        if path.last == 0 {
            return Err(wrong_length);
        }
        computed = if path.joins_from_the_left() {
            node_hash(*sibling, computed)
        } else {
            node_hash(computed, *sibling)
        };
        path.step();
    }
    if path.last != 0 {
        return Err(wrong_length);
    }
    same_root(root, computed)
}

/// Checks a consistency proof by the algorithm of RFC 9162 §2.1.4.2. For `old` = 0 and for equal
/// sizes, which the RFC leaves out, the proof must be empty and the roots the obvious ones.
///
/// # Errors
/// Every [`ProofError`] but the one of the store and [`ProofError::NoSuchEntry`].
pub fn verify_consistency(
    old: u64,
    old_root: Hash,
    new: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    let wrong_length = ProofError::WrongLength { found: proof.len() };
    if old == 0 || old == new {
        let expected = if old == new { new_root } else { empty_root() };
        return if proof.is_empty() {
            same_root(expected, old_root)
        } else {
            Err(wrong_length)
        };
    }
    let (seed, rest) = match proof.split_first() {
        None => return Err(wrong_length),
        Some(_) if old.is_power_of_two() => (old_root, proof),
        Some((first, rest)) => (*first, rest),
    };
    let mut path = Path {
        first: old - 1,
        last: new - 1,
    };
    path.shift(path.first.trailing_ones());
    let (mut old_computed, mut new_computed) = (seed, seed);
    for hash in rest {
        if path.last == 0 {
            return Err(wrong_length);
        }
        if path.joins_from_the_left() {
            old_computed = node_hash(*hash, old_computed);
            new_computed = node_hash(*hash, new_computed);
        } else {
            new_computed = node_hash(new_computed, *hash);
        }
        path.step();
    }
    if path.last != 0 {
        return Err(wrong_length);
    }
    same_root(old_root, old_computed)?;
    same_root(new_root, new_computed)
}

/// `fn` and `sn` of the RFC: the node on the way up, and the last node of the same height.
struct Path {
    first: u64,
    last: u64,
}

impl Path {
    fn joins_from_the_left(&self) -> bool {
        self.first & 1 == 1 || self.first == self.last
    }

    /// One height up, and past the heights in which the node is alone at the right edge.
    fn step(&mut self) {
        if self.joins_from_the_left() && self.first & 1 == 0 {
            self.shift(self.first.trailing_zeros().min(u64::BITS - 1));
        }
        self.shift(1);
    }

    fn shift(&mut self, heights: u32) {
        self.first = self.first.checked_shr(heights).unwrap_or(0);
        self.last = self.last.checked_shr(heights).unwrap_or(0);
    }
}

fn same_root(expected: Hash, computed: Hash) -> Result<(), ProofError> {
    if expected == computed {
        Ok(())
    } else {
        Err(ProofError::WrongRoot { expected, computed })
    }
}
