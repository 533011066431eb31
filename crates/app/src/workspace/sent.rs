//! A command and its answer as one node sends them to another: JSON. Nodes are of one release, or of
//! two that follow each other while they are upgraded.

use std::str::FromStr as _;

use probity_core::ids::{Actor, RecordId};
use probity_core::kind::Kinds;
use probity_core::register::FoldError;
use probity_core::rules::{Command, Refusal, RefusalKind};
use probity_ledger::{CommandId, StoreError};
use serde::{Deserialize, Serialize};

use super::Done;
use crate::error::AppError;
use crate::ports::{ForwardError, Forwarded, OperationalError, WorkspaceName};

/// A command on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentCommand {
    workspace: String,
    actor: String,
    id: String,
    command: Command,
}

/// What the node that writes answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentAnswer {
    /// It is durable.
    Done(SentDone),
    /// It did not happen, for this reason.
    Answered(SentError),
    /// It did not happen here.
    Elsewhere,
    /// It is to be tried again.
    Again(SentError),
}

/// [`Done`], with records by the ids that people write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentDone {
    size: u64,
    first: u64,
    count: u32,
    subjects: Vec<String>,
    warnings: Vec<String>,
    repeated: bool,
    command_id: String,
}

/// [`AppError`], as far as the writer of a workspace answers with it. Its words come out the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentError {
    /// The rules refuse it.
    Refused {
        /// The class.
        kind: SentRefusalKind,
        /// In words.
        message: String,
        /// The record concerned.
        record: Option<String>,
        /// The field concerned.
        field: Option<String>,
        /// The item of a batch concerned.
        item: Option<usize>,
    },
    /// What was asked for does not make sense.
    Invalid(String),
    /// There is nothing of that name.
    Missing(String),
    /// The workspace cannot be written to.
    ReadOnly(String),
    /// The command id was used for another request.
    CommandIdReused(String),
    /// The disk is full.
    Full,
    /// The ledger's store failed.
    StoreFailed(String),
    /// It is not known whether the store did it.
    StoreUnknown(String),
    /// The ledger holds an entry of a newer release.
    Newer {
        /// Which entry.
        index: u64,
        /// What is not known.
        what: String,
    },
    /// The operational database failed.
    Operational(String),
    /// Of several servers, none was found that could write.
    NoWriter(String),
    /// A fault of ours.
    Internal(String),
}

/// [`RefusalKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentRefusalKind {
    /// No such record.
    Missing,
    /// Not allowed.
    Forbidden,
    /// Somebody changed it since.
    Conflict,
    /// Does not fit.
    Invalid,
    /// Not now.
    NotNow,
}

impl From<&Forwarded> for SentCommand {
    fn from(forwarded: &Forwarded) -> Self {
        Self {
            workspace: forwarded.workspace.to_string(),
            actor: forwarded.actor.to_string(),
            id: forwarded.id.as_str().to_owned(),
            command: forwarded.command.clone(),
        }
    }
}

impl SentCommand {
    /// Reads it. `None` when a part has not the form that it must have.
    pub fn read(self) -> Option<Forwarded> {
        Some(Forwarded {
            workspace: WorkspaceName::from_str(&self.workspace).ok()?,
            actor: Actor::parse(&self.actor)?,
            id: CommandId::new(self.id)?,
            command: self.command,
        })
    }
}

impl From<Result<Done, ForwardError>> for SentAnswer {
    fn from(result: Result<Done, ForwardError>) -> Self {
        match result {
            Ok(done) => Self::Done(done.into()),
            Err(ForwardError::Answered(error)) => Self::Answered((&error).into()),
            Err(ForwardError::Again(error)) => Self::Again((&error).into()),
            Err(ForwardError::Elsewhere | ForwardError::Late | ForwardError::Unreached(_)) => Self::Elsewhere,
        }
    }
}

impl SentAnswer {
    /// What the sender makes of it.
    ///
    /// # Errors
    /// What the other node answered.
    pub fn read(self) -> Result<Done, ForwardError> {
        match self {
            Self::Done(done) => done.read().ok_or_else(|| {
                ForwardError::Unreached("it speaks of a kind that is not known here".to_owned())
            }),
            Self::Answered(error) => Err(ForwardError::Answered(error.into())),
            Self::Elsewhere => Err(ForwardError::Elsewhere),
            Self::Again(error) => Err(ForwardError::Again(error.into())),
        }
    }
}

impl From<Done> for SentDone {
    fn from(done: Done) -> Self {
        let kinds = Kinds::built_in();
        Self {
            size: done.size,
            first: done.first,
            count: done.count,
            subjects: done.subjects.into_iter().map(|id| id.show(kinds)).collect(),
            warnings: done.warnings,
            repeated: done.repeated,
            command_id: done.command_id,
        }
    }
}

impl SentDone {
    fn read(self) -> Option<Done> {
        let kinds = Kinds::built_in();
        let subjects: Option<Vec<RecordId>> = self
            .subjects
            .iter()
            .map(|id| RecordId::parse(kinds, id))
            .collect();
        Some(Done {
            size: self.size,
            first: self.first,
            count: self.count,
            subjects: subjects?,
            warnings: self.warnings,
            repeated: self.repeated,
            command_id: self.command_id,
        })
    }
}

impl From<&AppError> for SentError {
    fn from(error: &AppError) -> Self {
        match error {
            AppError::Refused(refusal) => Self::Refused {
                kind: refusal.kind.into(),
                message: refusal.message.clone(),
                record: refusal.record.clone(),
                field: refusal.field.clone(),
                item: refusal.item,
            },
            AppError::Invalid(words) => Self::Invalid(words.clone()),
            AppError::Missing(words) => Self::Missing(words.clone()),
            AppError::ReadOnly(words) => Self::ReadOnly(words.clone()),
            AppError::CommandIdReused(id) => Self::CommandIdReused(id.clone()),
            AppError::Full => Self::Full,
            AppError::Store(StoreError::Unknown(words)) => Self::StoreUnknown(words.clone()),
            AppError::Store(StoreError::Failed(words)) => Self::StoreFailed(words.clone()),
            AppError::Store(error) => Self::StoreFailed(error.to_string()),
            AppError::Fold(FoldError::Newer { index, what }) => Self::Newer {
                index: *index,
                what: what.clone(),
            },
            AppError::Operational(OperationalError::Failed(words)) => Self::Operational(words.clone()),
            AppError::Operational(error) => Self::Operational(error.to_string()),
            AppError::NoWriter(words) => Self::NoWriter(words.clone()),
            AppError::Internal(words) => Self::Internal(words.clone()),
            AppError::Fold(_) | AppError::Blob(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<SentError> for AppError {
    fn from(error: SentError) -> Self {
        match error {
            SentError::Refused {
                kind,
                message,
                record,
                field,
                item,
            } => Self::Refused(Refusal {
                kind: kind.into(),
                message,
                record,
                field,
                item,
            }),
            SentError::Invalid(words) => Self::Invalid(words),
            SentError::Missing(words) => Self::Missing(words),
            SentError::ReadOnly(words) => Self::ReadOnly(words),
            SentError::CommandIdReused(id) => Self::CommandIdReused(id),
            SentError::Full => Self::Full,
            SentError::StoreFailed(words) => Self::Store(StoreError::Failed(words)),
            SentError::StoreUnknown(words) => Self::Store(StoreError::Unknown(words)),
            SentError::Newer { index, what } => Self::Fold(FoldError::Newer { index, what }),
            SentError::Operational(words) => Self::Operational(OperationalError::Failed(words)),
            SentError::NoWriter(words) => Self::NoWriter(words),
            SentError::Internal(words) => Self::Internal(words),
        }
    }
}

impl From<RefusalKind> for SentRefusalKind {
    fn from(kind: RefusalKind) -> Self {
        match kind {
            RefusalKind::Missing => Self::Missing,
            RefusalKind::Forbidden => Self::Forbidden,
            RefusalKind::Conflict => Self::Conflict,
            RefusalKind::Invalid => Self::Invalid,
            RefusalKind::NotNow => Self::NotNow,
        }
    }
}

impl From<SentRefusalKind> for RefusalKind {
    fn from(kind: SentRefusalKind) -> Self {
        match kind {
            SentRefusalKind::Missing => Self::Missing,
            SentRefusalKind::Forbidden => Self::Forbidden,
            SentRefusalKind::Conflict => Self::Conflict,
            SentRefusalKind::Invalid => Self::Invalid,
            SentRefusalKind::NotNow => Self::NotNow,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over_the_wire(result: Result<Done, ForwardError>) -> Result<Done, ForwardError> {
        let json = serde_json::to_string(&SentAnswer::from(result)).expect("JSON");
        serde_json::from_str::<SentAnswer>(&json).expect("JSON").read()
    }

    #[track_caller]
    fn check(error: impl Fn() -> AppError) {
        let answered = over_the_wire(Err(ForwardError::Answered(error())));
        let Err(ForwardError::Answered(answered)) = answered else {
            panic!("{answered:?}")
        };
        assert_eq!(answered.to_string(), error().to_string());
        assert_eq!(answered.class(), error().class());
        let again = over_the_wire(Err(ForwardError::Again(error())));
        assert!(matches!(again, Err(ForwardError::Again(again)) if again.to_string() == error().to_string()));
    }

    #[test]
    fn errors_arrive_in_the_same_words() {
        for kind in [
            RefusalKind::Missing,
            RefusalKind::Forbidden,
            RefusalKind::Conflict,
            RefusalKind::Invalid,
            RefusalKind::NotNow,
        ] {
            check(|| {
                AppError::Refused(Refusal {
                    kind,
                    ..Refusal::conflict("SYS-1", 2, 3)
                })
            });
        }
        check(|| AppError::Invalid("no `such` day".to_owned()));
        check(|| AppError::Missing("not there".to_owned()));
        check(|| AppError::ReadOnly("held".to_owned()));
        check(|| AppError::CommandIdReused("a".to_owned()));
        check(|| AppError::Full);
        check(|| AppError::Store(StoreError::Failed("away".to_owned())));
        check(|| AppError::Store(StoreError::Unknown("away".to_owned())));
        check(|| {
            AppError::Fold(FoldError::Newer {
                index: 7,
                what: "field `x`".to_owned(),
            })
        });
        check(|| AppError::Operational(OperationalError::Failed("away".to_owned())));
        check(|| AppError::NoWriter("nobody".to_owned()));
        check(|| AppError::Internal("broken".to_owned()));
    }

    #[test]
    fn commands_and_answers_arrive_whole() {
        let forwarded = Forwarded {
            workspace: "main".parse().expect("a name"),
            actor: Actor::Person(7),
            id: CommandId::new("a-1").expect("an id"),
            command: Command::Comment {
                id: "SYS-1".to_owned(),
                text: "ü\n\"".to_owned(),
            },
        };
        let json = serde_json::to_string(&SentCommand::from(&forwarded)).expect("JSON");
        let read: SentCommand = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read.read(), Some(forwarded));
        let kinds = Kinds::built_in();
        let done = Done {
            size: 9,
            first: 7,
            count: 2,
            subjects: vec![RecordId::parse(kinds, "VEN-4").expect("an id")],
            warnings: vec!["so it was".to_owned()],
            repeated: true,
            command_id: "a-1".to_owned(),
        };
        assert_eq!(over_the_wire(Ok(done.clone())).expect("done"), done);
        assert!(matches!(
            over_the_wire(Err(ForwardError::Elsewhere)),
            Err(ForwardError::Elsewhere)
        ));
    }
}
