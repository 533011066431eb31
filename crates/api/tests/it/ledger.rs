//! The ledger as an outside verifier reads it, checked with the verifier's own code.

use probity_ledger::checkpoint::Checkpoint;
use probity_ledger::note::VerifierKey;
use probity_ledger::proof::{inclusion_proof, root_at, verify_consistency, verify_inclusion};
use probity_ledger::store::StoreError;
use probity_ledger::tile::{Tile, TileCoordinates};
use probity_ledger::tlog_proof::TlogProof;
use probity_ledger::tree::{Hash, leaf_hash};
use serde_json::json;

use crate::support::Site;

async fn checkpoint(site: &Site) -> (Checkpoint, VerifierKey, String) {
    let key = site.get("ledger/key").expect(200).await.json();
    let key = VerifierKey::parse(key["key"].as_str().unwrap()).unwrap();
    let note = site.get("ledger/checkpoint").expect(200).await;
    assert_eq!(note.header("content-type"), "text/plain; charset=utf-8");
    (Checkpoint::open(&note.text(), &key).unwrap(), key, note.text())
}

/// Every tile that a tree of this size has, at the width it has then.
async fn tiles(site: &Site, size: u64) -> Vec<(TileCoordinates, Tile)> {
    let mut tiles = Vec::new();
    for level in 0..8 {
        for index in 0.. {
            let at = TileCoordinates { level, index };
            let width = at.width_at(size);
            if width == 0 {
                break;
            }
            let answer = site.get(&format!("ledger/{}", at.path(width))).expect(200).await;
            let full = answer.header("cache-control").contains("max-age=31536000");
            assert_eq!(full, width == 256, "{at}");
            assert_eq!(answer.bytes.len(), width * 32, "{at}");
            tiles.push((at, Tile(answer.bytes)));
        }
    }
    tiles
}

async fn entries(site: &Site, size: u64) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    for index in 0.. {
        let at = TileCoordinates { level: 0, index };
        let width = at.width_at(size);
        if width == 0 {
            break;
        }
        let place = at.path(width).replace("tile/0/", "tile/entries/");
        let mut rest = &site.get(&format!("ledger/{place}")).expect(200).await.bytes[..];
        while let Some((length, more)) = rest.split_first_chunk::<2>() {
            let (entry, more) = more.split_at(usize::from(u16::from_be_bytes(*length)));
            entries.push(entry.to_vec());
            rest = more;
        }
    }
    entries
}

#[tokio::test]
async fn a_verifier_rebuilds_the_tree_from_what_is_served() {
    let site = Site::new();
    let body: String = (0..600)
        .map(|number| {
            format!(
                "{}\n",
                json!({"op": "create", "kind": "vendor", "fields": {"name": number.to_string()}})
            )
        })
        .collect();
    site.send("POST", "bulk")
        .body("application/x-ndjson", body)
        .expect(200)
        .await;
    let (newest, _, note) = checkpoint(&site).await;
    assert!(newest.size > 600);
    let tiles = tiles(&site, newest.size).await;
    let read = |at: TileCoordinates| -> Result<Option<Tile>, StoreError> {
        Ok(tiles
            .iter()
            .find(|(known, _)| *known == at)
            .map(|(_, tile)| tile.clone()))
    };
    assert_eq!(root_at(newest.size, &read).unwrap(), newest.root);
    let entries = entries(&site, newest.size).await;
    assert_eq!(entries.len() as u64, newest.size);
    for index in [0, 255, 256, newest.size - 1] {
        let leaf = leaf_hash(&entries[usize::try_from(index).unwrap()]);
        let proof = inclusion_proof(index, newest.size, &read).unwrap();
        verify_inclusion(leaf, index, newest.size, &proof, newest.root).unwrap();
        assert!(entries[usize::try_from(index).unwrap()].starts_with(b"{\"actor\":"));
    }
    site.vendor("One more");
    let grown = site
        .post("ledger/consistency", &json!({"checkpoint": note}))
        .expect(200)
        .await
        .json();
    let (now, _, _) = checkpoint(&site).await;
    let hashes: Vec<Hash> = grown["consistency"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hash| Hash::from_base64(hash.as_str().unwrap()).unwrap())
        .collect();
    verify_consistency(newest.size, newest.root, now.size, now.root, &hashes).unwrap();
}

#[tokio::test]
async fn a_proof_of_a_record_verifies_under_the_key() {
    let site = Site::new();
    let id = site.vendor("Tide");
    site.rename(&id, "Ebb");
    let (_, key, _) = checkpoint(&site).await;
    for query in ["", "?revision=1"] {
        let pair = site
            .get(&format!("records/{id}/proof{query}"))
            .expect(200)
            .await
            .json();
        let proof = TlogProof::parse(pair["tlog_proof"].as_str().unwrap()).unwrap();
        let file: serde_json::Value = serde_json::from_str(pair["json"].as_str().unwrap()).unwrap();
        proof
            .verify(file["envelope"].as_str().unwrap().as_bytes(), &key)
            .unwrap();
        let index = &pair["index"];
        let by_place = site
            .get(&format!("ledger/entries/{index}/proof"))
            .expect(200)
            .await
            .json();
        assert_eq!(by_place, pair);
    }
    let bare = site
        .get(&format!("records/{id}/proof"))
        .header("accept", "text/plain")
        .expect(200)
        .await;
    TlogProof::parse(&bare.text()).unwrap();
    site.get(&format!("records/{id}/proof?revision=9"))
        .expect(404)
        .await;
}

#[tokio::test]
async fn what_is_no_tile_is_not_found() {
    let site = Site::new();
    for place in [
        "tile/0/000",
        "tile/0/000.p/200",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/0/001.p/1",
        "tile/8/000.p/1",
        "tile/x/000.p/1",
        "tile/0/x000/000.p/1",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/000",
        "tile/entries/001.p/1",
        "entries/99/proof",
        "entries/x/proof",
    ] {
        site.get(&format!("ledger/{place}")).expect(404).await;
    }
    site.get("ledger/tile/0/000%2Ep%2F1").expect(200).await;
    site.post("ledger/consistency", &json!({"checkpoint": "x"}))
        .expect(422)
        .await;
}
