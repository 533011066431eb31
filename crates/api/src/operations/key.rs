//! The key that proofs of a workspace verify under.

use probity_app::AppError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::scope::Scope;

/// Tells the verifier key.
pub struct Key;

/// A request that asks for nothing in particular.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyAnswer {
    /// Name, key id and public key (C2SP signed-note), as verifiers pin it.
    pub key: String,
    /// The ledger's name.
    pub origin: String,
}

impl Operation for Key {
    const NAME: &'static str = "key";
    type Request = Nothing;
    type Answer = KeyAnswer;

    fn run(scope: &Scope<'_>, _: Nothing) -> Result<KeyAnswer, AppError> {
        let key = scope.ctx()?.workspace.verifier_key().to_owned();
        let origin = key.split('+').next().unwrap_or_default().to_owned();
        Ok(KeyAnswer { key, origin })
    }
}
