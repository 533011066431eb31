//! Tables as people keep them: CSV, XLSX and JSON, bytes to rows and back.
//!
//! [`read`] takes the bytes of a file and gives back a [`Workbook`] with one chosen [`Table`]:
//! what the format is, which sheet, where the header stands and how the text is encoded are
//! found out from the content, and everything that was decided is told in [`Workbook::notes`]
//! and can be overridden by [`ReadOptions`].
//!
//! ```
//! use probity_tabular::{ReadOptions, read};
//!
//! let bytes = b"Register of plants;\nName;Height\nFern;0,4\nOak;21\n";
//! let book = read("plants.csv", bytes, &ReadOptions::default())?;
//! assert_eq!(book.delimiter, Some(';'));
//! assert_eq!(book.table.columns[1].header, "Height");
//! assert_eq!(book.table.rows[1].cells[0].text(), "Oak");
//! assert_eq!(book.table.rows[1].line, 4);
//! # Ok::<(), probity_tabular::ReadError>(())
//! ```
//!
//! Writers: [`write_csv`], [`write_xlsx`], [`write_ndjson`]; what they write, [`read`] reads back
//! the same. Helpers about text that importers share: [`dates`], [`lists`], [`text`].
//!
//! Architecture invariant: this crate knows nothing of what the rows are about, does no input or
//! output, and reads no clock.

mod archive;
pub mod dates;
mod decode;
mod delimited;
mod error;
mod grid;
mod header;
mod json;
pub mod lists;
mod model;
mod options;
mod read;
mod sniff;
mod spreadsheet;
pub mod text;
mod wording;
mod write;

pub use error::{ReadError, WriteError};
pub use model::{Cell, Column, Format, Row, SheetInfo, Table, Workbook, column_letter};
pub use options::{Limits, ReadOptions};
pub use read::read;
pub use write::{write_csv, write_csv_for_excel, write_ndjson, write_xlsx};
