//! Duplicates made one: people, vendors, systems and every other kind.

use probity_core::rules::Command;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::workspace::Done;

/// Moves every link from the absorbed records to the one that is kept, fills what it lacks from them,
/// adds their outside ids, and puts them away. All of it is one batch; history stays where it was.
pub fn merge(ctx: &Ctx, keep: &str, absorb: &[String]) -> Result<Done, AppError> {
    let distinct = absorb.iter().collect::<std::collections::BTreeSet<_>>().len() == absorb.len();
    if !distinct {
        return Err(AppError::Invalid(
            "a record is named twice among those that are merged: name each once".to_owned(),
        ));
    }
    ctx.submit(Command::Merge {
        keep: keep.to_owned(),
        absorb: absorb.to_vec(),
    })
}
