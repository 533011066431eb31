//! The keys of one ledger, each in force for a span of sizes.
//!
//! A ledger that lost its end, and whose lost end others have seen, goes on under a new origin and key:
//! its tree stays, checkpoints up to the size at which the old key ended verify under the old key, and
//! later ones under the new key. So a checkpoint's size alone says which key must have signed it, and
//! no key can sign for a span that is not its own.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::note::VerifierKey;

/// A key that is not in force any more.
#[derive(Clone, Debug)]
pub struct PastKey {
    /// The size of the last checkpoint that it signed.
    pub until: u64,
    /// The key.
    pub key: VerifierKey,
}

/// All keys of a ledger.
#[derive(Clone, Debug)]
pub struct Keys {
    past: Vec<PastKey>,
    current: VerifierKey,
}

impl Keys {
    /// The keys of a ledger. `None` when the sizes of the past ones do not rise: then it is not
    /// known which key was in force.
    #[must_use]
    pub fn new(past: Vec<PastKey>, current: VerifierKey) -> Option<Self> {
        let rising = past.windows(2).all(|pair| pair[0].until < pair[1].until);
        rising.then_some(Self { past, current })
    }

    /// The key of a ledger that only ever had one.
    #[must_use]
    pub fn one(current: VerifierKey) -> Self {
        Self {
            past: Vec::new(),
            current,
        }
    }

    /// The key that new checkpoints are signed with.
    #[must_use]
    pub fn current(&self) -> &VerifierKey {
        &self.current
    }

    /// Those before it, oldest first.
    #[must_use]
    pub fn past(&self) -> &[PastKey] {
        &self.past
    }

    /// The key that a checkpoint of this size verifies under.
    #[must_use]
    pub fn at(&self, size: u64) -> &VerifierKey {
        let past = self.past.iter().find(|past| size <= past.until);
        past.map_or(&self.current, |past| &past.key)
    }

    /// Whether this was ever the origin of the ledger.
    #[must_use]
    pub fn had_origin(&self, origin: &str) -> bool {
        self.current.name() == origin || self.past.iter().any(|past| past.key.name() == origin)
    }

    /// Reads a checkpoint from a signed note and checks that the key of its size signed it.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn open(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        let (unverified, _) = Checkpoint::parse_note(note)?;
        Checkpoint::open(note, self.at(unverified.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::SignerKey;
    use crate::tree::Hash;

    fn signer(number: u8) -> SignerKey {
        SignerKey::from_seed(&format!("ledger.example/{number}"), [number; 32]).unwrap()
    }

    fn past(until: u64, number: u8) -> PastKey {
        PastKey {
            until,
            key: signer(number).verifier().clone(),
        }
    }

    #[test]
    fn every_size_has_one_key() {
        let past = vec![past(5, 1), past(9, 2)];
        let keys = Keys::new(past, signer(3).verifier().clone()).unwrap();
        for size in 0..20 {
            let in_force = match size {
                0..=5 => 1,
                6..=9 => 2,
                _ => 3,
            };
            for number in 1..=3 {
                let signer = signer(number);
                let checkpoint = Checkpoint {
                    origin: signer.name().to_owned(),
                    size,
                    root: Hash([7; 32]),
                    extensions: Vec::new(),
                };
                let note = checkpoint.sign(&signer).unwrap().to_string();
                assert_eq!(
                    keys.open(&note).is_ok(),
                    number == in_force,
                    "key {number} at {size}"
                );
            }
        }
        assert!(keys.had_origin("ledger.example/1") && !keys.had_origin("ledger.example/4"));
    }

    #[test]
    fn sizes_that_do_not_rise_are_refused() {
        let current = || signer(3).verifier().clone();
        assert!(Keys::new(vec![past(5, 1), past(5, 2)], current()).is_none());
        assert!(Keys::new(vec![past(5, 1), past(4, 2)], current()).is_none());
        assert!(Keys::new(Vec::new(), current()).is_some());
    }
}
