//! Why a command failed, for the person who typed it.

use std::process::ExitCode;

use probity_api::Problem;
use probity_app::AppError;
use probity_store::folder::FolderError;

use crate::output::Output;

/// What the exit code tells scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Refused,
    Usage,
}

/// A failure with what to do about it.
#[derive(Debug)]
pub struct CliError {
    exit: Exit,
    problem: Box<Problem>,
    hints: Vec<String>,
}

/// What a command comes to.
pub type CliResult<T = ExitCode> = Result<T, CliError>;

impl CliError {
    /// It was refused, or something was found.
    pub fn refused(message: impl Into<String>) -> Self {
        Problem::new(422, "not done", message).into()
    }

    /// The command was not used right.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            ..Self::from(Problem::new(400, "wrong usage", message))
        }
    }

    /// A file of the user cannot be read or written.
    pub fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            std::io::ErrorKind::StorageFull => "no space left on the disk".to_owned(),
            _ => error.to_string(),
        };
        Self::refused(format!("cannot {doing} `{}`: {reason}", path.display()))
    }

    /// The same with a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Tells it on stderr, and with `--json` as a document on stdout too.
    pub fn report(&self, output: &Output) -> ExitCode {
        eprintln!("error: {}", self.problem.detail);
        for hint in &self.hints {
            eprintln!("hint: {hint}");
        }
        if output.is_json() {
            // Whoever closed stdout does not read it.
            let _ = output.document(&*self.problem);
        }
        match self.exit {
            Exit::Refused => ExitCode::from(1),
            Exit::Usage => ExitCode::from(2),
        }
    }
}

impl From<Problem> for CliError {
    fn from(problem: Problem) -> Self {
        Self {
            exit: Exit::Refused,
            problem: Box::new(problem),
            hints: Vec::new(),
        }
    }
}

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        Problem::from(error).into()
    }
}

impl From<FolderError> for CliError {
    fn from(error: FolderError) -> Self {
        let hint = match &error {
            FolderError::NoFolder(_) => {
                Some("`probity serve` or `probity import FILE` makes one; `--data DIR` names another")
            }
            FolderError::InUse { .. } => {
                Some("wait until the other command is done, or end it; then try again")
            }
            FolderError::Full => Some("make room on that disk and try again"),
            FolderError::NoKey { .. } => Some("put the key back from a backup, or give it in that variable"),
            _ => None,
        };
        let failed = Self::from(AppError::from(error));
        match hint {
            Some(hint) => failed.hint(hint),
            None => failed,
        }
    }
}
