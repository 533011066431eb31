//! The single writer: decides, appends, and only then shows and answers.
//!
//! Commands that wait together share one commit. Each is decided on what the ones before it left;
//! an answer, a refusal too, leaves after the commit it rests on.
//!
//! Where several servers share the ledger, a group is carried out only while this node has the lease,
//! or is handed back. The lease spares useless work; what keeps two writers apart is the
//! compare-and-swap of the commit. What needs no commit, a refusal or a repetition, leaves only if
//! the lease was still there after it was decided.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::JoinHandle;

use probity_core::register::Register;
use probity_core::rules::rights::Principal;
use probity_core::rules::{Context, Decision, decide};
use probity_ledger::StoreError;
use probity_ledger::sequencer::{PendingCommand, Sequencer};
use sha2::{Digest as _, Sha256};

use super::Done;
use super::lease::{Lease, Role};
use super::request::{Reply, Request, again, next_group, turn_away};
use super::seal::seal;
use super::shown::{Folding, Shown};
use crate::error::AppError;
use crate::ports::Clock;

/// Entries after which a snapshot is kept.
const SNAPSHOT_EVERY: u64 = 50_000;
/// Entries folded since the last snapshot that make one worth keeping at the end.
const SNAPSHOT_AT_CLOSE: u64 = 1_000;
/// How often a commit is tried again after another writer was first.
const CONFLICTS_MAX: usize = 100;

/// The writer's own state. It lives on one thread.
pub(super) struct Writer {
    pub sequencer: Sequencer,
    pub shown: Arc<Shown>,
    pub clock: Arc<dyn Clock>,
    /// Keeps stored sums of requests from telling what an erased request said.
    pub request_secret: [u8; 32],
    /// Where several servers share the ledger.
    pub lease: Option<Arc<Lease>>,
    /// This node's time as the writer that was caught up for.
    pub term: u64,
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
            let mut waiting = VecDeque::new();
            while let Some(group) = next_group(&requests, &mut waiting) {
                self.set_busy(true);
                self.serve(&group);
                self.set_busy(false);
            }
            if let Some(lease) = &self.lease {
                lease.release();
            }
            let mut folding = self.shown.folding();
            folding.finish_snapshot();
            folding.keep_snapshot_after(SNAPSHOT_AT_CLOSE);
            folding.finish_snapshot();
        });
        thread.map_err(|error| AppError::Internal(format!("no thread for the writer: {error}")))
    }

    fn set_busy(&self, busy: bool) {
        if let Some(lease) = &self.lease {
            lease.set_busy(busy);
        }
    }

    fn serve(&mut self, group: &[Request]) {
        for _ in 0..CONFLICTS_MAX {
            match self.role() {
                Ok(Role::Writer) => {}
                Ok(Role::Follower(node)) => return turn_away(group, Some(&node)),
                Ok(Role::Nobody) => return turn_away(group, None),
                Err(error) => return self.hand_back(group, &error),
            }
            match self.try_serve(group) {
                Ok(Some(answers)) => {
                    for (request, answer) in group.iter().zip(answers) {
                        // Who asked may have gone away; the change stands all the same.
                        let _ = request.reply.send(Reply::Answer(answer));
                    }
                    self.shown.folding().keep_snapshot_after(SNAPSHOT_EVERY);
                    return;
                }
                // The lease ran out while this was decided.
                Ok(None) => {}
                // A command without entries can be overtaken without a change of size.
                Err(StoreError::Conflict { .. } | StoreError::DuplicateCommand(_)) => {
                    if let Some(lease) = &self.lease {
                        lease.doubt_mine();
                    }
                    if let Err(error) = self.catch_up() {
                        self.hand_back(group, &error);
                        return;
                    }
                }
                Err(error) => {
                    self.after_failure(group, error);
                    return;
                }
            }
        }
        self.hand_back(
            group,
            &AppError::Internal("other writers were first too many times".to_owned()),
        );
    }

    /// Who writes; when it is this node since a moment ago, with all that the one before wrote.
    fn role(&mut self) -> Result<Role, AppError> {
        let Some(lease) = self.lease.clone() else {
            return Ok(Role::Writer);
        };
        let role = lease.role()?;
        let term = lease.term();
        if role == Role::Writer && term != self.term {
            self.catch_up()?;
            self.term = term;
        }
        Ok(role)
    }

    /// Decides the whole group and commits it. `Err` when nothing is known to be committed, `None`
    /// when the answers may rest on what is not the newest any more.
    fn try_serve(&mut self, group: &[Request]) -> Result<Option<Vec<Result<Done, AppError>>>, StoreError> {
        if self.sequencer.needs_resync() || self.sequencer.size() != self.shown.size() {
            self.catch_up()
                .map_err(|error| StoreError::Failed(error.to_string()))?;
        }
        let shown = Arc::clone(&self.shown);
        let mut folding = shown.folding();
        let before = shown.current();
        let mut register = before.register.clone();
        let planned: Vec<Planned> = group
            .iter()
            .map(|request| self.plan(&mut register, request))
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
            let is_newest = self.lease.as_ref().is_none_or(|lease| lease.is_mine());
            return Ok(is_newest.then_some(answers));
        }
        erase.sort_unstable();
        erase.dedup();
        self.sequencer.append(pending, &erase)?;
        changed.sort_unstable();
        changed.dedup();
        folding.show(before.after(register, &changed));
        if !erase.is_empty() {
            self.forget_erased(&mut folding);
        }
        Ok(Some(answers))
    }

    /// Decides one request on the running overlay, which it moves on.
    fn plan(&self, register: &mut Register, request: &Request) -> Planned {
        let hash = self.request_hash(request);
        match self.answered_before(register, request, hash) {
            Ok(None) => {}
            Ok(Some(done)) => return Planned::Answer(Ok(done)),
            Err(error) => return Planned::Answer(Err(error)),
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
        let zone = self.shown.current().time_zone();
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
        self.sequencer.resync()?;
        self.shown.folding().catch_up()?;
        match self.shown.stopped() {
            Some(why) => Err(AppError::ReadOnly(why.to_owned())),
            None => Ok(()),
        }
    }

    /// A commit failed. When its outcome is unknown the head tells; nothing is answered before that.
    fn after_failure(&mut self, group: &[Request], error: StoreError) {
        tracing::error!(%error, "a commit failed");
        let unknown = matches!(error, StoreError::Unknown(_));
        let error = AppError::from(error);
        if !unknown {
            self.hand_back(group, &error);
            return;
        }
        if let Err(failed) = self.catch_up() {
            tracing::error!(error = %failed, "the head cannot be read after a commit of unknown outcome");
            self.hand_back(group, &error);
            return;
        }
        for request in group {
            let register = self.shown.current().register.clone();
            let hash = self.request_hash(request);
            let reply = match self.answered_before(&register, request, hash) {
                Ok(Some(done)) => Reply::Answer(Ok(Done {
                    repeated: false,
                    ..done
                })),
                Ok(None) => self.refused(&error),
                Err(error) => self.refused(&error),
            };
            let _ = request.reply.send(reply);
        }
    }

    fn hand_back(&self, group: &[Request], error: &AppError) {
        for request in group {
            let _ = request.reply.send(self.refused(error));
        }
    }

    /// Where several servers share a database, what failed for its sake is tried again, wherever the
    /// writer is by then.
    fn refused(&self, error: &AppError) -> Reply {
        let passing = matches!(
            error,
            AppError::Operational(_) | AppError::Store(StoreError::Failed(_) | StoreError::Unknown(_))
        );
        if passing && self.lease.is_some() {
            Reply::Again(again(error))
        } else {
            Reply::Answer(Err(again(error)))
        }
    }

    /// Nothing that was erased stays in snapshots or in the store's logs.
    fn forget_erased(&self, folding: &mut Folding<'_>) {
        folding.forget_erased();
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
}
