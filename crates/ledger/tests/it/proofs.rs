//! Proofs against the plain recursion of RFC 6962, and proofs that prove nothing.

use std::collections::BTreeMap;

use probity_ledger::Hash;
use probity_ledger::proof::{
    consistency_proof, inclusion_proof, root_at, verify_consistency, verify_inclusion,
};
use probity_ledger::tile::{GrowingTiles, Tile, TileCoordinates};
use probity_ledger::tree::{RightEdge, empty_root, leaf_hash, node_hash};
use proptest::prelude::*;

/// A tree with all its tiles, at their last width.
struct Tree {
    leaves: Vec<Hash>,
    tiles: BTreeMap<TileCoordinates, Tile>,
    root: Hash,
}

impl Tree {
    fn new(size: u64) -> Self {
        let leaves: Vec<Hash> = (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect();
        let mut growing = GrowingTiles::default();
        let mut tiles = BTreeMap::new();
        for leaf in &leaves {
            growing.push(*leaf, |at, hashes| {
                tiles.insert(at, Tile(hashes.to_vec()));
            });
        }
        tiles.extend(growing.partial().map(|(at, hashes)| (at, Tile(hashes.to_vec()))));
        Self {
            leaves,
            tiles,
            root: growing.root(),
        }
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        inclusion_proof(index, size, &|at| Ok(self.tiles.get(&at).cloned())).unwrap()
    }

    fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        consistency_proof(old, new, &|at| Ok(self.tiles.get(&at).cloned())).unwrap()
    }

    fn root_at(&self, size: u64) -> Hash {
        root_at(size, &|at| Ok(self.tiles.get(&at).cloned())).unwrap()
    }
}

/// MTH of RFC 6962 §2.1.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(naive_root(left), naive_root(right))
        }
    }
}

/// PATH of RFC 6962 §2.1.1.
fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(middle);
    let (mut path, sibling) = if index < middle {
        (naive_inclusion(index, left), naive_root(right))
    } else {
        (naive_inclusion(index - middle, right), naive_root(left))
    };
    path.push(sibling);
    path
}

/// SUBPROOF of RFC 6962 §2.1.2.
fn naive_consistency(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(middle);
    let (mut path, other) = if old <= middle {
        (naive_consistency(old, left, whole), naive_root(right))
    } else {
        (naive_consistency(old - middle, right, false), naive_root(left))
    };
    path.push(other);
    path
}

#[test]
fn every_proof_of_every_small_tree_is_that_of_the_recursion() {
    let tree = Tree::new(40);
    for size in 1..=40_u64 {
        let leaves = &tree.leaves[..usize::try_from(size).unwrap()];
        let root = naive_root(leaves);
        for index in 0..size {
            let proof = tree.inclusion(index, size);
            assert_eq!(proof, naive_inclusion(usize::try_from(index).unwrap(), leaves));
            verify_inclusion(leaves[usize::try_from(index).unwrap()], index, size, &proof, root).unwrap();
        }
        for old in 1..=size {
            let old_size = usize::try_from(old).unwrap();
            let proof = tree.consistency(old, size);
            assert_eq!(proof, naive_consistency(old_size, leaves, true));
            verify_consistency(old, naive_root(&leaves[..old_size]), size, root, &proof).unwrap();
        }
    }
}

#[test]
fn sizes_around_whole_tiles_are_no_exception() {
    let tree = Tree::new(66_000);
    for size in [255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000_u64] {
        let leaves = &tree.leaves[..usize::try_from(size).unwrap()];
        assert_eq!(tree.root_at(size), naive_root(leaves), "size {size}");
        let loaded = GrowingTiles::load(size, &|at| Ok(tree.tiles.get(&at).cloned())).unwrap();
        assert_eq!((loaded.size(), loaded.root()), (size, tree.root_at(size)));
        for index in [0, 1, 254, size / 2, size - 1] {
            let proof = tree.inclusion(index, size);
            verify_inclusion(
                leaves[usize::try_from(index).unwrap()],
                index,
                size,
                &proof,
                tree.root_at(size),
            )
            .unwrap();
        }
    }
    assert_eq!(tree.root, tree.root_at(66_000));
}

#[test]
fn the_empty_tree_is_the_beginning_of_every_tree() {
    let root = Tree::new(3).root;
    verify_consistency(0, empty_root(), 3, root, &[]).unwrap();
    assert!(verify_consistency(0, root, 3, root, &[]).is_err());
    assert!(verify_consistency(3, root, 3, empty_root(), &[]).is_err());
    assert!(verify_consistency(2, root, 3, root, &[]).is_err());
    assert!(verify_consistency(4, root, 3, root, &[]).is_err());
    assert!(verify_inclusion(root, 0, 0, &[], root).is_err());
}

#[test]
fn a_missing_or_narrow_tile_is_an_error() {
    let tree = Tree::new(300);
    let nothing = |_| Ok(None);
    assert!(inclusion_proof(0, 300, &nothing).is_err());
    assert!(GrowingTiles::load(300, &nothing).is_err());
    let narrow = |at| {
        Ok(tree
            .tiles
            .get(&at)
            .map(|tile: &Tile| Tile(tile.0[..tile.0.len() - 1].to_vec())))
    };
    assert!(inclusion_proof(0, 300, &narrow).is_err());
    assert!(GrowingTiles::load(300, &narrow).is_err());
    assert!(inclusion_proof(300, 300, &nothing).is_err());
    assert!(consistency_proof(301, 300, &nothing).is_err());
}

fn mutated(proof: &[Hash], kind: u8, at: usize, bit: u8) -> Vec<Hash> {
    let mut proof = proof.to_vec();
    match kind {
        0 if !proof.is_empty() => {
            let at = at % proof.len();
            proof[at].0[usize::from(bit / 8)] ^= 1 << (bit % 8);
        }
        1 if !proof.is_empty() => {
            proof.remove(at % proof.len());
        }
        2 if proof.len() > 1 => {
            let at = at % (proof.len() - 1);
            proof.swap(at, at + 1);
        }
        _ => proof.insert(at % (proof.len() + 1), leaf_hash(&[bit])),
    }
    proof
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_right_edge_has_the_root_of_the_recursion(size in 0_u64..1500) {
        let tree = Tree::new(size);
        let mut edge = RightEdge::new();
        tree.leaves.iter().for_each(|leaf| edge.push(*leaf, |_, _| ()));
        prop_assert_eq!(edge.root(), naive_root(&tree.leaves));
        prop_assert_eq!(edge.peaks().len(), size.count_ones() as usize);
        prop_assert_eq!(tree.root, edge.root());
    }

    #[test]
    fn mutated_proofs_prove_nothing(
        (size, index, old) in (2_u64..1200).prop_flat_map(|size| (Just(size), 0..size, 1..size)),
        (kind, at, bit) in (0_u8..4, any::<usize>(), any::<u8>()),
    ) {
        let tree = Tree::new(size);
        let leaf = tree.leaves[usize::try_from(index).unwrap()];
        let proof = tree.inclusion(index, size);
        prop_assert!(verify_inclusion(leaf, index, size, &proof, tree.root).is_ok());
        prop_assert!(verify_inclusion(leaf, index, size, &mutated(&proof, kind, at, bit), tree.root).is_err());
        prop_assert!(verify_inclusion(node_hash(leaf, leaf), index, size, &proof, tree.root).is_err());
        prop_assert!(verify_inclusion(leaf, index ^ 1, size, &proof, tree.root).is_err());

        let (old_root, proof) = (tree.root_at(old), tree.consistency(old, size));
        prop_assert!(verify_consistency(old, old_root, size, tree.root, &proof).is_ok());
        prop_assert!(verify_consistency(old, old_root, size, tree.root, &mutated(&proof, kind, at, bit)).is_err());
        prop_assert!(verify_consistency(old, node_hash(old_root, old_root), size, tree.root, &proof).is_err());
        prop_assert!(verify_consistency(old, old_root, size, old_root, &proof).is_err());
    }
}
