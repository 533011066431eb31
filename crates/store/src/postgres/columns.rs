//! Columns of rows, or damage at the place that is named.

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::fault::Fault;

/// A column, or damage at the named place when it is of another type.
pub(super) fn value<'a, T: FromSql<'a>>(
    row: &'a Row,
    column: usize,
    place: impl Fn() -> String,
) -> Result<T, Fault> {
    row.try_get(column)
        .map_err(|error| Fault::damaged(place(), error.to_string()))
}

/// A column of so many bytes.
pub(super) fn fixed<const N: usize>(
    row: &Row,
    column: usize,
    place: impl Fn() -> String,
) -> Result<[u8; N], Fault> {
    let bytes: &[u8] = value(row, column, &place)?;
    bytes.try_into().map_err(|_| {
        Fault::damaged(
            place(),
            format!("{} bytes are stored where {N} belong", bytes.len()),
        )
    })
}

/// A number that is never less than 0.
pub(super) fn unsigned(number: i64, place: impl Fn() -> String) -> Result<u64, Fault> {
    u64::try_from(number).map_err(|_| Fault::damaged(place(), format!("{number} is less than 0")))
}

/// PostgreSQL's numbers end at 2^63 - 1; so does every ledger, and larger bounds mean "to the end".
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
