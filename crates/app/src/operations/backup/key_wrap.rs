//! A secret key under a passphrase: Argon2id (RFC 9106) makes the key for ChaCha20-Poly1305 (RFC 8439).
//!
//! The salt is fresh for every wrapping, so no key and nonce are ever used twice together.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit as _, Nonce};
use probity_core::envelope::hex;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The shortest passphrase.
const PASSPHRASE_MIN_CHARS: usize = 12;

/// What wrapping costs: memory in KiB, passes, lanes (RFC 9106 §4, second recommendation).
const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
    lanes: 4,
};

/// The most that unwrapping may cost: a file from outside must not take all memory.
const COST_MAX: Cost = Cost {
    memory_kib: 1024 * 1024,
    passes: 16,
    lanes: 16,
};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
struct Wrapped {
    format: u32,
    scheme: String,
    cost: Cost,
    salt: String,
    nonce: String,
    sealed: String,
}

const SCHEME: &str = "argon2id+chacha20poly1305";

/// Refuses a passphrase that is too short.
pub fn check_passphrase(passphrase: &str) -> Result<(), AppError> {
    if passphrase.chars().count() >= PASSPHRASE_MIN_CHARS {
        return Ok(());
    }
    Err(AppError::Invalid(format!(
        "a passphrase needs at least {PASSPHRASE_MIN_CHARS} characters: several words are easiest to keep"
    )))
}

/// The wrapped form as JSON.
pub fn wrap(secret: &str, passphrase: &str) -> Result<String, AppError> {
    check_passphrase(passphrase)?;
    let mut chance = [0; 28];
    getrandom::fill(&mut chance).map_err(|error| {
        AppError::Internal(format!("the operating system gives no random bytes: {error}"))
    })?;
    let (salt, nonce) = chance.split_at(16);
    let nonce = <[u8; 12]>::try_from(nonce)
        .map_err(|_| AppError::Internal("a nonce of a wrong length".to_owned()))?;
    let sealed = cipher(passphrase, salt, COST)?
        .encrypt(&Nonce::from(nonce), secret.as_bytes())
        .map_err(|_| AppError::Internal("the key could not be wrapped".to_owned()))?;
    let wrapped = Wrapped {
        format: 1,
        scheme: SCHEME.to_owned(),
        cost: COST,
        salt: hex(salt),
        nonce: hex(&nonce),
        sealed: hex(&sealed),
    };
    serde_json::to_string_pretty(&wrapped).map_err(|error| AppError::Internal(error.to_string()))
}

/// The secret again.
pub fn unwrap(wrapped: &str, passphrase: &str) -> Result<String, AppError> {
    let malformed = || AppError::Invalid("the wrapped key in this backup cannot be understood".to_owned());
    let wrapped: Wrapped = serde_json::from_str(wrapped).map_err(|_| malformed())?;
    if wrapped.format != 1 || wrapped.scheme != SCHEME {
        return Err(AppError::Invalid(format!(
            "the key is wrapped by `{}`, which this release does not know: upgrade first",
            wrapped.scheme
        )));
    }
    let Cost {
        memory_kib,
        passes,
        lanes,
    } = wrapped.cost;
    if memory_kib > COST_MAX.memory_kib || passes > COST_MAX.passes || lanes > COST_MAX.lanes {
        return Err(malformed());
    }
    let (Some(salt), Some(nonce), Some(sealed)) = (
        unhex(&wrapped.salt),
        unhex(&wrapped.nonce),
        unhex(&wrapped.sealed),
    ) else {
        return Err(malformed());
    };
    let nonce = <[u8; 12]>::try_from(nonce.as_slice()).map_err(|_| malformed())?;
    let opened = cipher(passphrase, &salt, wrapped.cost)?.decrypt(&Nonce::from(nonce), sealed.as_slice());
    let opened = opened.map_err(|_| {
        AppError::Invalid("the passphrase is not the one that this backup was made with".to_owned())
    })?;
    String::from_utf8(opened).map_err(|_| malformed())
}

fn cipher(passphrase: &str, salt: &[u8], cost: Cost) -> Result<ChaCha20Poly1305, AppError> {
    let unusable = |error: argon2::Error| {
        AppError::Invalid(format!(
            "the key of this backup is wrapped in an unusable way: {error}"
        ))
    };
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(unusable)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(unusable)?;
    Ok(ChaCha20Poly1305::new(&Key::from(key)))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_under_its_passphrase_only() {
        let wrapped = wrap("a secret", "four plain words here").unwrap();
        assert!(!wrapped.contains("a secret"));
        assert_eq!(unwrap(&wrapped, "four plain words here").unwrap(), "a secret");
        let wrong = unwrap(&wrapped, "four other words here").unwrap_err().to_string();
        assert!(
            wrong.contains("not the one that this backup was made with"),
            "{wrong}"
        );
        assert_ne!(
            wrapped,
            wrap("a secret", "four plain words here").unwrap(),
            "every wrapping has its own salt"
        );
    }

    #[test]
    fn short_passphrases_and_greedy_files_are_refused() {
        assert!(wrap("a secret", "short").is_err());
        let wrapped = wrap("a secret", "four plain words here").unwrap();
        let greedy = wrapped.replace("65536", "99999999");
        assert!(
            unwrap(&greedy, "four plain words here")
                .unwrap_err()
                .to_string()
                .contains("cannot be understood")
        );
    }
}
