//! What an erasure removes beside the ledger: unfinished work and settings that hold the words.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value as Json;

use super::needles::Needles;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::ports::operational::AccountId;
use crate::ports::{BlobHash, Operational};

/// How much was removed beside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traces {
    /// Unfinished forms.
    pub drafts: u64,
    /// Files between upload and import. All of the workspace go: they live for a day at most.
    pub stagings: u64,
    /// Mappings of columns.
    pub mappings: u64,
    /// Saved views.
    pub views: u64,
}

/// Removes them. Gives the files of the stagings too.
pub(super) fn remove(
    ctx: &Ctx,
    operational: &dyn Operational,
    id: &str,
    words: &Needles,
) -> Result<(Traces, BTreeSet<BlobHash>), AppError> {
    let workspace = ctx.workspace.name();
    let mut traces = Traces::default();
    let mut staged = BTreeSet::new();
    let accounts = operational
        .accounts()?
        .into_iter()
        .map(|account| account.id)
        .chain([AccountId::local()]);
    for account in accounts {
        for draft in operational.drafts(&account, workspace)? {
            let of_the_record = draft
                .key
                .rsplit(':')
                .next()
                .is_some_and(|of| of.eq_ignore_ascii_case(id));
            if of_the_record || stand_in_json(words, &draft.json) {
                traces.drafts += u64::from(operational.delete_draft(&account, workspace, &draft.key)?);
            }
        }
    }
    for view in operational.all_views(workspace)? {
        if words.stand_in(view.name.as_bytes()) || stand_in_query(words, &view.query) {
            traces.views += u64::from(operational.delete_view(workspace, &view.id)?);
        }
    }
    for memory in operational.list_memories(workspace)? {
        // What is remembered names columns, and a column may be called by a word that is to go.
        if stand_in_query(words, &memory.query) {
            operational.forget_list(&memory.account, workspace, &memory.list)?;
        }
    }
    for staging in operational.stagings(workspace)? {
        staged.insert(staging.blob);
        traces.stagings += u64::from(operational.delete_staging(&staging.id)?);
    }
    for mapping in operational.mappings(workspace)? {
        if words.stand_in(mapping.name.as_bytes()) || stand_in_json(words, &mapping.json) {
            traces.mappings += u64::from(operational.delete_mapping(workspace, &mapping.name)?);
        }
    }
    Ok((traces, staged))
}

/// As text, and as the values that the text stands for: JSON can write one word in many ways.
fn stand_in_json(words: &Needles, text: &str) -> bool {
    if words.is_empty() {
        return false;
    }
    let parsed = serde_json::from_str::<Json>(text);
    words.stand_in(text.as_bytes()) || parsed.is_ok_and(|json| words.stand_in(json.to_string().as_bytes()))
}

fn stand_in_query(words: &Needles, query: &str) -> bool {
    words.stand_in(query.as_bytes()) || words.stand_in(&unescaped(query))
}

/// The query part of an address with its escapes undone.
fn unescaped(query: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(query.len());
    let mut bytes = query.bytes();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| {
            byte.and_then(|byte| char::from(byte).to_digit(16))
                .and_then(|digit| u8::try_from(digit).ok())
        };
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let ahead = bytes.clone();
                match (digit(bytes.next()), digit(bytes.next())) {
                    (Some(high), Some(low)) => out.push(high << 4 | low),
                    _ => {
                        out.push(b'%');
                        bytes = ahead;
                    }
                }
            }
            other => out.push(other),
        }
    }
    out
}
