//! C2SP signed notes: a text, and Ed25519 signatures over it by named keys.
//!
//! Keys have the text forms of Go's `golang.org/x/mod/sumdb/note`, so notes and keys can be checked
//! with tools that are not ours. Reading is strict: base64 must be canonical.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// The signature type of plain Ed25519 over the text.
const ED25519: u8 = 0x01;

/// Signatures that a note may have at most; keeps a hostile note from costing time.
const MAX_SIGNATURES: usize = 100;

const SIGNATURE_PREFIX: &str = "— ";

/// Why a note or a key is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The name of a key is not allowed.
    #[error(
        "`{0}` cannot be the name of a key: it must not be empty and have no spaces, control characters or `+`"
    )]
    BadName(String),
    /// A key does not have the text form of a key.
    #[error("the key is malformed: {0}")]
    BadKey(&'static str),
    /// A note does not have the form of a note.
    #[error("the signed note is malformed: {0}")]
    Malformed(&'static str),
    /// No signature by the key that was asked for.
    #[error("the note is not signed by the key `{0}`")]
    NotSigned(String),
    /// There is a signature by that key, and it is wrong.
    #[error("the signature by `{0}` is not valid for this text")]
    WrongSignature(String),
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// First bytes of the key's hash; with the name it says which key signed.
    pub key_hash: [u8; 4],
    /// What the key made; its meaning depends on the key's type.
    pub bytes: Vec<u8>,
}

/// A text that ends in a newline, with its signatures. `Display` gives the note's wire form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is signed, the final newline included.
    pub text: String,
    /// In the order of their lines; signatures by unknown keys are kept.
    pub signatures: Vec<Signature>,
}

impl Note {
    /// Takes a note apart without checking any signature.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] and [`NoteError::BadName`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Malformed("it has control characters"));
        }
        let split = note
            .rfind("\n\n")
            .ok_or(NoteError::Malformed("no empty line before the signatures"))?;
        let lines = note[split + 2..]
            .strip_suffix('\n')
            .ok_or(NoteError::Malformed("the last line does not end"))?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::Malformed("it has more than 100 signatures"));
        }
        let signatures = lines.split('\n').map(parse_signature).collect::<Result<_, _>>()?;
        Ok(Self {
            text: note[..=split].to_owned(),
            signatures,
        })
    }

    /// Checks that a key signed this text. Signatures by other keys do not matter.
    ///
    /// # Errors
    /// [`NoteError::NotSigned`] and [`NoteError::WrongSignature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let mut own = self
            .signatures
            .iter()
            .filter(|line| line.name == key.name && line.key_hash == key.hash)
            .peekable();
        if own.peek().is_none() {
            return Err(NoteError::NotSigned(key.name.clone()));
        }
        // As in Go's package, the first line of a key counts and repetitions are ignored.
        let valid = own
            .next()
            .is_some_and(|line| key.accepts(self.text.as_bytes(), &line.bytes));
        if valid {
            Ok(())
        } else {
            Err(NoteError::WrongSignature(key.name.clone()))
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| {
            let bytes = [&line.key_hash[..], &line.bytes].concat();
            writeln!(f, "{SIGNATURE_PREFIX}{} {}", line.name, STANDARD.encode(bytes))
        })
    }
}

/// A private Ed25519 key with its name. `Debug` does not show the secret.
#[derive(Clone)]
pub struct SignerKey {
    secret: SigningKey,
    public: VerifierKey,
}

impl SignerKey {
    /// A key from 32 random bytes.
    ///
    /// # Errors
    /// [`NoteError::BadName`].
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, NoteError> {
        let secret = SigningKey::from_bytes(&seed);
        let public = VerifierKey::new(name, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    /// Reads `PRIVATE+KEY+<name>+<hash>+<base64>`.
    ///
    /// # Errors
    /// [`NoteError::BadKey`] and [`NoteError::BadName`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text
            .trim_end()
            .strip_prefix("PRIVATE+KEY+")
            .ok_or(NoteError::BadKey("it does not begin with `PRIVATE+KEY+`"))?;
        let (name, hash, seed) = parse_key(rest)?;
        let key = Self::from_seed(name, seed)?;
        if key.public.hash == hash {
            Ok(key)
        } else {
            Err(NoteError::BadKey("its hash does not fit the key"))
        }
    }

    /// The secret as text, for the key file and nothing else.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        format!(
            "PRIVATE+KEY+{}",
            format_key(&self.public, &self.secret.to_bytes())
        )
    }

    /// The name in signature lines.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.public.name
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    /// Signs a text, which must be what [`Note::parse`] gives back: end in a newline and have no
    /// other control characters.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn sign(&self, text: &str) -> Result<Note, NoteError> {
        if !text.ends_with('\n') || text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Malformed(
                "the text must end in a newline and have no other control characters",
            ));
        }
        let bytes = self.secret.sign(text.as_bytes()).to_bytes().to_vec();
        let line = Signature {
            name: self.public.name.clone(),
            key_hash: self.public.hash,
            bytes,
        };
        Ok(Note {
            text: text.to_owned(),
            signatures: vec![line],
        })
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.public)
    }
}

/// A public Ed25519 key with its name. `Display` gives `<name>+<hash>+<base64>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    hash: [u8; 4],
    public: VerifyingKey,
}

impl VerifierKey {
    /// Reads `<name>+<hash>+<base64>`.
    ///
    /// # Errors
    /// [`NoteError::BadKey`] and [`NoteError::BadName`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, hash, public) = parse_key(text.trim_end())?;
        let public =
            VerifyingKey::from_bytes(&public).map_err(|_| NoteError::BadKey("it is not an Ed25519 key"))?;
        let key = Self::new(name, public)?;
        if key.hash == hash {
            Ok(key)
        } else {
            Err(NoteError::BadKey("its hash does not fit the key"))
        }
    }

    /// The name in signature lines.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of `SHA-256(name ‖ "\n" ‖ type ‖ public key)`.
    #[must_use]
    pub fn key_hash(&self) -> [u8; 4] {
        self.hash
    }

    fn new(name: &str, public: VerifyingKey) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::BadName(name.to_owned()));
        }
        let mut hasher = Sha256::new();
        hasher.update(name);
        hasher.update([b'\n', ED25519]);
        hasher.update(public.as_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        let hash = [digest[0], digest[1], digest[2], digest[3]];
        Ok(Self {
            name: name.to_owned(),
            hash,
            public,
        })
    }

    fn accepts(&self, text: &[u8], signature: &[u8]) -> bool {
        signature.try_into().is_ok_and(|bytes| {
            let signature = ed25519_dalek::Signature::from_bytes(bytes);
            self.public.verify_strict(text, &signature).is_ok()
        })
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_key(self, self.public.as_bytes()))
    }
}

/// Whether a text may name a key: not empty, no Unicode spaces, no control characters, no `+`.
#[must_use]
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c < ' ' || c == '+')
}

fn format_key(public: &VerifierKey, bytes: &[u8; 32]) -> String {
    let hash = u32::from_be_bytes(public.hash);
    let typed = [&[ED25519][..], bytes].concat();
    format!("{}+{hash:08x}+{}", public.name, STANDARD.encode(typed))
}

/// Name, hash and the 32 bytes of a key in text form.
fn parse_key(text: &str) -> Result<(&str, [u8; 4], [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::BadKey(
            "it must be a name, a hash and base64, with `+` between them",
        ));
    };
    let well_formed = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = u32::from_str_radix(hash, 16).ok().filter(|_| well_formed);
    let hash = hash.ok_or(NoteError::BadKey("its hash must be 8 hexadecimal digits"))?;
    let typed = STANDARD
        .decode(bytes)
        .map_err(|_| NoteError::BadKey("it is not base64"))?;
    match typed.split_first() {
        Some((&ED25519, key)) => {
            let key = key
                .try_into()
                .map_err(|_| NoteError::BadKey("an Ed25519 key has 32 bytes"))?;
            Ok((name, hash.to_be_bytes(), key))
        }
        _ => Err(NoteError::BadKey("only Ed25519 keys are known")),
    }
}

fn parse_signature(line: &str) -> Result<Signature, NoteError> {
    let malformed = NoteError::Malformed("a signature line must be `— name base64`");
    let Some((name, bytes)) = line
        .strip_prefix(SIGNATURE_PREFIX)
        .and_then(|rest| rest.split_once(' '))
    else {
        return Err(malformed);
    };
    if !is_key_name(name) {
        return Err(NoteError::BadName(name.to_owned()));
    }
    let bytes = STANDARD.decode(bytes).map_err(|_| malformed.clone())?;
    match bytes.split_first_chunk::<4>() {
        Some((key_hash, rest)) if !rest.is_empty() => Ok(Signature {
            name: name.to_owned(),
            key_hash: *key_hash,
            bytes: rest.to_vec(),
        }),
        _ => Err(malformed),
    }
}
