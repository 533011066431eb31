//! Checkpoints, commands, and what lies past the head.

use std::ops::Range;

use super::walk::{LAST, Walk, entry_name};
use crate::checkpoint::Checkpoint;
use crate::store::CommittedCommand;

/// Checkpoints, commands and what lies beyond the head.
impl Walk<'_> {
    /// Reads the checkpoints of a range of sizes and checks their signatures.
    pub(super) fn read_checkpoints(&mut self, sizes: Range<u64>) {
        let notes = match self.store.checkpoints(sizes.clone()) {
            Ok(notes) => notes,
            Err(error) => {
                return self.unreadable(
                    format!("checkpoints {} to {}", sizes.start, sizes.end - 1),
                    &error,
                );
            }
        };
        for note in notes {
            match self.keys.open(&note) {
                Ok(checkpoint) if sizes.contains(&checkpoint.size) => self.checkpoints.push_back(checkpoint),
                Ok(checkpoint) => {
                    let what = format!(
                        "it is stored among those of {} to {} entries",
                        sizes.start,
                        sizes.end - 1
                    );
                    self.problem(format!("checkpoint {}", checkpoint.size), &what);
                }
                Err(error) => self.bad_checkpoint(&note, &sizes, &error.to_string()),
            }
        }
    }

    fn bad_checkpoint(&mut self, note: &str, sizes: &Range<u64>, what: &str) {
        let where_ = match Checkpoint::parse_note(note) {
            Ok((checkpoint, _)) => format!("checkpoint {}", checkpoint.size),
            Err(_) => format!("checkpoints {} to {}", sizes.start, sizes.end - 1),
        };
        self.problem(where_, what);
    }

    /// Compares the checkpoints that have come due with the tree of their size.
    pub(super) fn compare_checkpoints(&mut self) {
        let size = self.tree.size();
        while let Some(next) = self.checkpoints.pop_front_if(|next| next.size <= size) {
            if next.size < size {
                self.problem(
                    format!("checkpoint {}", next.size),
                    "it is stored out of order or twice",
                );
            } else if next.root != self.tree.root() {
                self.contradict(&next);
            }
        }
    }

    fn contradict(&mut self, checkpoint: &Checkpoint) {
        let root = self.tree.root();
        let first = || {
            (
                checkpoint.size,
                format!(
                    "it has the root `{}`, the entries up to here `{root}`",
                    checkpoint.root
                ),
                0,
            )
        };
        self.contradicted.get_or_insert_with(first).2 += 1;
    }

    /// One changed entry contradicts every later checkpoint, so only the first is named.
    pub(super) fn report_contradicted(&mut self) {
        if let Some((size, what, count)) = self.contradicted.take() {
            let later = if count > 1 {
                format!("; so do {} later checkpoints", count - 1)
            } else {
                String::new()
            };
            self.problem(format!("checkpoint {size}"), &format!("{what}{later}"));
        }
    }

    pub(super) fn compare_known(&mut self) {
        let Some(known) = self.known.filter(|known| known.size == self.tree.size()) else {
            return;
        };
        if known.root != self.tree.root() {
            let what = format!(
                "it is known with the root `{}`, the entries up to here have `{}`: they are not the same ledger",
                known.root,
                self.tree.root()
            );
            self.problem(format!("checkpoint {}", known.size), &what);
        }
    }

    /// Checks that the batches of commands cover the entries without gap or overlap.
    pub(super) fn commands(&mut self, first: Range<u64>) {
        match self.store.commands(first.clone()) {
            Ok(commands) => commands.iter().for_each(|command| self.command(command)),
            Err(error) => self.unreadable(format!("commands from entry {}", first.start), &error),
        }
    }

    fn command(&mut self, command: &CommittedCommand) {
        if command.count == 0 {
            return;
        }
        let where_ = || format!("command `{}`", command.id.as_str());
        let end = command.first.saturating_add(u64::from(command.count));
        let next = self.next_of_command;
        if command.first > next {
            self.problem(
                format!("entries {next} to {}", command.first - 1),
                "they belong to no command",
            );
        }
        if command.first < next {
            self.problem(
                where_(),
                &format!(
                    "its entries from {} are those of the command before it",
                    command.first
                ),
            );
        }
        if end > self.head.size {
            self.problem(
                where_(),
                &format!("its entries end at {end}, the ledger at {}", self.head.size),
            );
        }
        self.next_of_command = next.max(end);
    }

    pub(super) fn last_commands(&mut self) {
        let size = self.head.size;
        if self.next_of_command < size {
            let where_ = format!("entries {} to {}", self.next_of_command, size - 1);
            self.problem(where_, "they belong to no command");
        }
        match self.store.commands(size.saturating_add(1)..LAST) {
            Ok(commands) => commands.iter().for_each(|command| {
                let what = format!("it begins at entry {}, past the end of the ledger", command.first);
                self.problem(format!("command `{}`", command.id.as_str()), &what);
            }),
            Err(error) => self.unreadable("commands past the end".to_owned(), &error),
        }
    }

    /// Rows past the head are what a rollback of the head alone leaves behind.
    pub(super) fn beyond_the_head(&mut self) {
        let size = self.head.size;
        match self.store.entries(size..size.saturating_add(1)) {
            Ok(entries) => entries.iter().for_each(|entry| {
                self.problem(
                    entry_name(entry.index, &entry.subject),
                    &format!("it lies past the head of {size} entries"),
                );
            }),
            Err(error) => self.unreadable(format!("entry {size}"), &error),
        }
        match self.store.checkpoints(size.saturating_add(1)..LAST) {
            Ok(notes) => notes.iter().for_each(|note| {
                let sizes = size.saturating_add(1)..LAST;
                self.bad_checkpoint(
                    note,
                    &sizes,
                    &format!("it is past the head of {size} entries: the ledger was rolled back"),
                );
            }),
            Err(error) => self.unreadable("checkpoints past the head".to_owned(), &error),
        }
    }
}
