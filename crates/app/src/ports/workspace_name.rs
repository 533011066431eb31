//! The name of a workspace, which is also the name of its folder.

use std::fmt;
use std::str::FromStr;

/// Lower-case letters, digits and single dashes, 1 to 40 of them, a letter first and no dash last.
///
/// Such a name is safe as a folder name, in an address and in an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkspaceName(String);

/// A text that is not a workspace name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot be the name of a workspace: use 1 to 40 lower-case letters, digits and single dashes, \
     with a letter first and no dash last"
)]
pub struct WorkspaceNameError(pub String);

impl WorkspaceName {
    /// The most characters a name can have.
    pub const MAX_CHARS: usize = 40;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WorkspaceName {
    type Err = WorkspaceNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let ends = text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('-');
        if characters && ends && !text.contains("--") && text.len() <= Self::MAX_CHARS {
            Ok(Self(text.to_owned()))
        } else {
            Err(WorkspaceNameError(text.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for WorkspaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, accepted: bool) {
        assert_eq!(text.parse::<WorkspaceName>().is_ok(), accepted, "`{text}`");
    }

    #[test]
    fn only_safe_names_are_accepted() {
        check("main", true);
        check("acme-eu-2", true);
        check(&"a".repeat(40), true);
        check(&"a".repeat(41), false);
        for bad in [
            "", "-a", "a-", "a--b", "2nd", "Main", "a/b", "..", "a.b", "ä", "a b",
        ] {
            check(bad, false);
        }
    }
}
