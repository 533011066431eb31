//! Carries a script out, as the people in it would: their commands, their rights, their time.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use probity_core::ids::{Actor, KindId, RecordId};
use probity_core::kind::Kinds;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use serde_json::Value as Json;

use super::clock::DemoClock;
use super::script::{Event, Hand, Handle, Script, Step, Turn, moment_of};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::operations::set_up::LOCAL_ADMINISTRATOR;
use crate::workspace::Workspace;

/// The most commands of one batch.
const BATCH_MAX: usize = 5_000;

/// Carries out every event, until it is told to stop. The workspace was just set up.
pub fn replay(
    workspace: &Arc<Workspace>,
    clock: &DemoClock,
    script: &Script,
    progress: super::Progress<'_>,
) -> Result<ControlFlow<()>, AppError> {
    let events = script.in_order();
    let mut replay = Replay {
        workspace,
        script,
        ids: vec![None; script.handles()],
        next: BTreeMap::new(),
    };
    for (handle, kind) in script.set_up() {
        replay.ids[handle.place()] = Some(RecordId {
            kind: Kinds::built_in().known(kind),
            number: 1,
        });
    }
    let mut done = 0;
    for turn in events.chunk_by(|a, b| a.turn == b.turn) {
        clock.set(moment_of(script.calendar, turn[0].turn));
        for batch in turn.chunks(BATCH_MAX) {
            replay.submit(turn[0].turn, batch)?;
            done += batch.len() as u64;
            if progress(done, events.len() as u64).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

struct Replay<'a> {
    workspace: &'a Arc<Workspace>,
    script: &'a Script,
    ids: Vec<Option<RecordId>>,
    next: BTreeMap<KindId, u32>,
}

impl Replay<'_> {
    fn submit(&mut self, turn: Turn, events: &[&Event]) -> Result<(), AppError> {
        let commands = events
            .iter()
            .map(|event| self.command(event))
            .collect::<Result<Vec<_>, _>>()?;
        let ctx = Ctx::new(Arc::clone(self.workspace), self.actor(turn.1)?);
        let done = ctx
            .submit(Command::Batch(commands))
            .map_err(|error| told(events, error))?;
        // Nobody else writes here, so every record has the number it was to have.
        let expected = events.iter().map(|event| self.ids[event.on.place()]);
        if !done.subjects.iter().copied().map(Some).eq(expected) {
            return Err(AppError::Internal(
                "the demo's records have other numbers than its script".to_owned(),
            ));
        }
        Ok(())
    }

    fn actor(&self, hand: Hand) -> Result<Actor, AppError> {
        match self.script.cast.get(&hand) {
            None => Ok(LOCAL_ADMINISTRATOR),
            Some(person) => Ok(Actor::Person(self.id(*person)?.number)),
        }
    }

    fn command(&mut self, event: &Event) -> Result<Command, AppError> {
        if let Step::Create { kind, .. } = &event.step {
            self.give_id(event.on, kind);
        }
        let id = self.id(event.on)?.show(Kinds::built_in());
        Ok(match &event.step {
            Step::Create { kind, patch } => Command::Create {
                kind: (*kind).to_owned(),
                patch: self.patch(patch)?,
            },
            Step::Revise { patch } => Command::Revise {
                id,
                expected_revision: None,
                patch: self.patch(patch)?,
                materiality: None,
            },
            Step::Move { to, patch } => {
                let patch = self.patch(patch)?;
                Command::Move {
                    id,
                    expected_revision: None,
                    to: (*to).to_owned(),
                    patch,
                    as_fact: false,
                }
            }
            Step::Comment { text } => Command::Comment {
                id,
                text: text.clone(),
            },
            Step::Archive { reason } => Command::Archive {
                id,
                archived: true,
                reason: Some(reason.clone()),
            },
        })
    }

    fn give_id(&mut self, handle: Handle, kind: &str) {
        let kind = Kinds::built_in().known(kind);
        let register = &self.workspace.current().register;
        let next = self
            .next
            .entry(kind)
            .or_insert_with(|| register.next_number(kind));
        self.ids[handle.place()] = Some(RecordId { kind, number: *next });
        *next += 1;
    }

    fn id(&self, handle: Handle) -> Result<RecordId, AppError> {
        let id = self.ids.get(handle.place()).copied().flatten();
        id.ok_or_else(|| {
            AppError::Internal(format!(
                "the demo's script speaks of `{handle}` before it is made"
            ))
        })
    }

    /// The patch with ids in place of handles.
    fn patch(&self, patch: &Patch) -> Result<Patch, AppError> {
        let mut patch = patch.clone();
        for json in patch.set.values_mut() {
            self.resolve(json)?;
        }
        Ok(patch)
    }

    fn resolve(&self, json: &mut Json) -> Result<(), AppError> {
        match json {
            Json::String(text) => {
                if let Some(handle) = Handle::parse(text) {
                    *text = self.id(handle)?.show(Kinds::built_in());
                }
                Ok(())
            }
            Json::Array(items) => items.iter_mut().try_for_each(|item| self.resolve(item)),
            _ => Ok(()),
        }
    }
}

/// A refusal names the step: the script does not fit the declarations, which the tests find.
fn told(events: &[&Event], error: AppError) -> AppError {
    match &error {
        AppError::Refused(refusal) => {
            let step = refusal
                .item
                .and_then(|item| events.get(item))
                .map(|event| format!("{:?}", event.step));
            AppError::Internal(format!(
                "the demo's script was refused: {refusal}, at {}",
                step.unwrap_or_default()
            ))
        }
        _ => error,
    }
}
