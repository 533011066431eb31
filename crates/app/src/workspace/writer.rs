//! The single writer: decides, appends, and only then shows and answers.
//!
//! Commands that wait together share one commit. Each is decided on what the ones before it left;
//! an answer, a refusal too, leaves after the commit it rests on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;

use probity_core::ids::Actor;
use probity_core::register::Register;
use probity_core::rules::rights::Principal;
use probity_core::rules::{Command, Context, Decision, decide};
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use probity_ledger::{CommandId, StoreError};
use sha2::{Digest as _, Sha256};

use super::as_of::PastViews;
use super::keeper::Keeper;
use super::load::fold_to;
use super::seal::seal;
use super::{Done, View};
use crate::error::AppError;
use crate::ports::Clock;

/// Commands that may share one commit.
const GROUP_MAX: usize = 256;
/// Entries after which a snapshot is kept.
const SNAPSHOT_EVERY: u64 = 50_000;
/// Entries folded since the last snapshot that make one worth keeping at the end.
const SNAPSHOT_AT_CLOSE: u64 = 1_000;
/// How often a commit is tried again after another writer was first.
const CONFLICTS_MAX: usize = 100;

/// A command on its way to the writer.
pub(super) struct Request {
    pub actor: Actor,
    pub id: CommandId,
    pub command: Command,
    pub reply: Sender<Result<Done, AppError>>,
}

/// The writer's own state. It lives on one thread.
pub(super) struct Writer {
    pub sequencer: Sequencer,
    pub view: Arc<RwLock<Arc<View>>>,
    pub past: Arc<PastViews>,
    pub keeper: Keeper,
    pub clock: Arc<dyn Clock>,
    /// Keeps stored sums of requests from telling what an erased request said.
    pub request_secret: [u8; 32],
}

/// What one request of a group came to, before the commit.
enum Planned {
    Answer(Result<Done, AppError>),
    Commit {
        done: Done,
        pending: PendingCommand,
        erase: Vec<u64>,
        changed: Vec<probity_core::RecordId>,
    },
}

impl Writer {
    /// Starts the thread. It ends when the last sender is gone.
    pub(super) fn start(mut self, requests: Receiver<Request>) -> Result<JoinHandle<()>, AppError> {
        let builder = std::thread::Builder::new().name("probity-writer".to_owned());
        let thread = builder.spawn(move || {
            while let Ok(first) = requests.recv() {
                let mut group = vec![first];
                group.extend(requests.try_iter().take(GROUP_MAX - 1));
                self.serve(&group);
            }
            self.keeper.finish();
            self.keep_snapshot_after(SNAPSHOT_AT_CLOSE);
            self.keeper.finish();
        });
        thread.map_err(|error| AppError::Internal(format!("no thread for the writer: {error}")))
    }

    fn serve(&mut self, group: &[Request]) {
        for _ in 0..CONFLICTS_MAX {
            match self.try_serve(group) {
                Ok(answers) => {
                    for (request, answer) in group.iter().zip(answers) {
                        // Who asked may have gone away; the change stands all the same.
                        let _ = request.reply.send(answer);
                    }
                    self.keep_snapshot_after(SNAPSHOT_EVERY);
                    return;
                }
                Err(StoreError::Conflict { .. }) => {
                    if let Err(error) = self.catch_up() {
                        refuse_all(group, &error);
                        return;
                    }
                }
                Err(error) => {
                    self.after_failure(group, error);
                    return;
                }
            }
        }
        refuse_all(
            group,
            &AppError::Internal("other writers were first too many times".to_owned()),
        );
    }

    /// Decides the whole group and commits it. `Err` when nothing is known to be committed.
    fn try_serve(&mut self, group: &[Request]) -> Result<Vec<Result<Done, AppError>>, StoreError> {
        if self.sequencer.needs_resync() {
            self.catch_up()
                .map_err(|error| StoreError::Failed(error.to_string()))?;
        }
        let before = self.current();
        let mut register = before.register.clone();
        let planned: Vec<Planned> = group
            .iter()
            .map(|request| self.plan(&mut register, group, request))
            .collect();
        let mut pending = Vec::new();
        let mut erase = Vec::new();
        let mut changed = Vec::new();
        let mut answers = Vec::with_capacity(planned.len());
        for plan in planned {
            match plan {
                Planned::Answer(answer) => answers.push(answer),
                Planned::Commit {
                    done,
                    pending: command,
                    erase: gone,
                    changed: records,
                } => {
                    pending.push(command);
                    erase.extend(gone);
                    changed.extend(records);
                    answers.push(Ok(done));
                }
            }
        }
        if pending.is_empty() {
            return Ok(answers);
        }
        erase.sort_unstable();
        erase.dedup();
        self.sequencer.append(pending, &erase)?;
        changed.sort_unstable();
        changed.dedup();
        self.show(before.after(register, &changed));
        if !erase.is_empty() {
            self.forget_erased();
        }
        Ok(answers)
    }

    /// Decides one request on the running overlay, which it moves on.
    fn plan(&self, register: &mut Register, group: &[Request], request: &Request) -> Planned {
        let hash = self.request_hash(request);
        match self.answered_before(register, request, hash) {
            Ok(None) => {}
            Ok(Some(done)) => return Planned::Answer(Ok(done)),
            Err(error) => return Planned::Answer(Err(error)),
        }
        let twin = group
            .iter()
            .take_while(|other| !std::ptr::eq(*other, request))
            .any(|other| other.id == request.id);
        if twin {
            return Planned::Answer(Err(AppError::CommandIdReused(request.id.as_str().to_owned())));
        }
        let decided = catch_unwind(AssertUnwindSafe(|| self.decide_and_seal(register, request)));
        match decided {
            Ok(Ok((decision, entries))) => {
                let first = register.size();
                let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                *register = decision.register;
                let changed = decision.drafts.iter().map(|draft| draft.subject).collect();
                Planned::Commit {
                    done: Done {
                        size: register.size(),
                        first,
                        count,
                        subjects: decision.subjects,
                        warnings: decision.warnings,
                        repeated: false,
                        command_id: request.id.as_str().to_owned(),
                    },
                    pending: PendingCommand {
                        id: request.id.clone(),
                        request_hash: hash,
                        entries,
                    },
                    erase: decision.erase,
                    changed,
                }
            }
            Ok(Err(error)) => Planned::Answer(Err(error)),
            Err(_) => Planned::Answer(Err(AppError::Internal(
                "deciding this command failed; the log tells where".to_owned(),
            ))),
        }
    }

    fn decide_and_seal(
        &self,
        register: &Register,
        request: &Request,
    ) -> Result<(Decision, Vec<probity_ledger::NewEntry>), AppError> {
        let now = self.clock.now();
        let zone = self.current().time_zone();
        let today = now.to_zoned_datetime(zone).date();
        let at = now.as_millisecond().max(register.at());
        let principal = Principal::of(register, request.actor, today);
        let context = Context {
            principal: &principal,
            now: at,
            today,
        };
        let decision = decide(register, &context, &request.command)?;
        self.check_erased(&decision)?;
        let entries = seal(&decision, request.id.as_str(), &request.actor.to_string(), at)?;
        Ok((decision, entries))
    }

    fn answered_before(
        &self,
        register: &Register,
        request: &Request,
        hash: [u8; 32],
    ) -> Result<Option<Done>, AppError> {
        let Some(known) = self.sequencer.store().command(&request.id)? else {
            return Ok(None);
        };
        if known.request_hash != hash {
            return Err(AppError::CommandIdReused(request.id.as_str().to_owned()));
        }
        let range = known.first..known.first + u64::from(known.count);
        let entries = self.sequencer.store().entries(range)?;
        let subjects = entries
            .iter()
            .filter_map(|entry| probity_core::RecordId::parse(register.kinds(), &entry.subject));
        Ok(Some(Done {
            size: known.first + u64::from(known.count),
            first: known.first,
            count: known.count,
            subjects: subjects.collect(),
            warnings: Vec::new(),
            repeated: true,
            command_id: request.id.as_str().to_owned(),
        }))
    }

    /// Folds what others, or a commit of unknown outcome, have added.
    fn catch_up(&mut self) -> Result<(), AppError> {
        let head = self.sequencer.resync()?;
        let mut register = self.current().register.clone();
        fold_to(&**self.sequencer.store(), &mut register, head.size)?;
        self.show(View::new(register));
        Ok(())
    }

    /// A commit failed. When its outcome is unknown the head tells; nothing is answered before that.
    fn after_failure(&mut self, group: &[Request], error: StoreError) {
        tracing::error!(%error, "a commit failed");
        let unknown = matches!(error, StoreError::Unknown(_));
        let error = AppError::from(error);
        if !unknown {
            refuse_all(group, &error);
            return;
        }
        if let Err(error) = self.catch_up() {
            refuse_all(group, &error);
            return;
        }
        for request in group {
            let register = self.current().register.clone();
            let hash = self.request_hash(request);
            let answer = match self.answered_before(&register, request, hash) {
                Ok(Some(done)) => Ok(Done {
                    repeated: false,
                    ..done
                }),
                Ok(None) => Err(again(&error)),
                Err(error) => Err(error),
            };
            let _ = request.reply.send(answer);
        }
    }

    /// Nothing that was erased stays in snapshots or in the store's logs.
    fn forget_erased(&mut self) {
        self.past.clear();
        self.keeper.forget();
        if let Err(error) = self.sequencer.store().scrub() {
            tracing::error!(%error, "the store could not scrub erased content");
        }
    }

    /// Tells the same command id with another request apart. Keyed, so that nobody can try guesses
    /// of what was erased against it.
    fn request_hash(&self, request: &Request) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.request_secret);
        hash.update(request.actor.to_string());
        hash.update([0]);
        hash.update(serde_json::to_vec(&request.command).unwrap_or_default());
        hash.finalize().into()
    }

    /// An erasure lists entries of its own record only: at other records' entries the fold would
    /// go on showing what a rebuild no longer finds.
    fn check_erased(&self, decision: &Decision) -> Result<(), AppError> {
        for draft in decision
            .drafts
            .iter()
            .filter(|draft| !draft.patch.erased.is_empty())
        {
            let subject = draft.subject.show(decision.register.kinds());
            let own: Vec<u64> = self
                .sequencer
                .store()
                .subject_entries(&subject)?
                .iter()
                .map(|entry| entry.index)
                .collect();
            if let Some(foreign) = draft
                .patch
                .erased
                .iter()
                .find(|index| own.binary_search(index).is_err())
            {
                return Err(AppError::Invalid(format!(
                    "entry {foreign} does not speak of `{subject}`, so erasing it is refused"
                )));
            }
        }
        Ok(())
    }

    fn keep_snapshot_after(&mut self, entries: u64) {
        let view = self.current();
        self.keeper.keep_after(&view.register, entries);
    }

    fn current(&self) -> Arc<View> {
        Arc::clone(
            &self
                .view
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    fn show(&self, view: View) {
        *self
            .view
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(view);
    }
}

fn refuse_all(group: &[Request], error: &AppError) {
    for request in group {
        let _ = request.reply.send(Err(again(error)));
    }
}

/// The same error for one more request.
fn again(error: &AppError) -> AppError {
    match error {
        AppError::Full => AppError::Full,
        AppError::Refused(refusal) => AppError::Refused(refusal.clone()),
        AppError::Fold(fold) => AppError::Fold(fold.clone()),
        AppError::Store(store) => AppError::Store(StoreError::Failed(store.to_string())),
        other => AppError::Internal(other.to_string()),
    }
}
