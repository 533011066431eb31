//! Why a file could not be read or written: what happened, where, and what to do.

/// Why [`read`](crate::read) gave no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in the file.
    #[error("the file is empty; choose a file with a header line and rows")]
    EmptyFile,
    /// There is nothing in the sheet that was asked for.
    #[error("sheet `{sheet}` is empty; choose another sheet")]
    EmptySheet {
        /// Name of the sheet.
        sheet: String,
    },
    /// No sheet has that name.
    #[error("there is no sheet `{wanted}`; the file has {present}")]
    NoSuchSheet {
        /// Name that was asked for.
        wanted: String,
        /// Names that exist, as a list for people.
        present: String,
    },
    /// The line that was named as header holds nothing.
    #[error(
        "line {line} of sheet `{sheet}` cannot be the header: it is blank; name a line with column names"
    )]
    BlankHeader {
        /// Name of the sheet.
        sheet: String,
        /// Line from 1.
        line: usize,
    },
    /// The file is of a kind that is not read.
    #[error("the file is {what}; {remedy}")]
    Unsupported {
        /// The kind, with its article.
        what: &'static str,
        /// What the person can do.
        remedy: &'static str,
    },
    /// The file needs a password.
    #[error("the workbook is protected by a password; save a copy without password and choose that")]
    Encrypted,
    /// The archive that holds the workbook looks like an attack on memory or time.
    #[error("the workbook is refused as unsafe: {reason}; save it again as XLSX from a spreadsheet program")]
    UnsafeArchive {
        /// What was found, and in which member.
        reason: String,
    },
    /// The workbook is damaged.
    #[error(
        "the workbook cannot be read{place}: {reason}; open it in a spreadsheet program and save it again as XLSX"
    )]
    BrokenWorkbook {
        /// Where, with a leading space, or nothing.
        place: String,
        /// What the reader of the format says.
        reason: String,
    },
    /// The delimiter that was asked for cannot be one.
    #[error("`{0}` cannot separate cells; use a comma, semicolon, tab or vertical bar")]
    BadDelimiter(char),
    /// The encoding is not known.
    #[error("the encoding `{0}` is not known; use a name such as `utf-8` or `windows-1252`")]
    UnknownEncoding(String),
    /// A quotation mark opens a cell and none closes it.
    #[error(
        "a quotation mark opened in line {line}, column {column} is never closed; close it, or double it if it is part of the text"
    )]
    UnclosedQuote {
        /// Line from 1.
        line: usize,
        /// Place of the cell in its record, from 1.
        column: usize,
    },
    /// The text is not JSON.
    #[error("the JSON is not valid in line {line}, column {column}: {reason}")]
    BadJson {
        /// Line from 1.
        line: usize,
        /// Character in the line, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// The JSON is valid but holds no rows.
    #[error(
        "the JSON holds no list of objects; give an array of objects, an object with one, or one object per line"
    )]
    NoRecords,
    /// A bound was exceeded.
    #[error("{what} is over the limit of {limit}{place}; {remedy}")]
    TooLarge {
        /// What is too large, with its size where known.
        what: String,
        /// The bound, with its unit.
        limit: String,
        /// Where, with a leading space or comma, or nothing.
        place: String,
        /// What the person can do.
        remedy: &'static str,
    },
}

/// Why a table could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A cell holds more than XLSX allows.
    #[error(
        "the cell in row {row}, column `{column}` has {length} characters and XLSX allows 32,767; export as CSV or JSON instead"
    )]
    CellTooLong {
        /// Data row from 1; 0 is the header.
        row: usize,
        /// Header of the column.
        column: String,
        /// Length in characters.
        length: usize,
    },
    /// More rows or columns than a sheet has.
    #[error(
        "the table does not fit on a sheet of 1,048,576 rows and 16,384 columns; export as CSV or JSON instead"
    )]
    SheetFull,
    /// The name cannot be a sheet's.
    #[error(
        "`{0}` cannot be the name of a sheet: use 1 to 31 characters without `[ ] : * ? / \\` and no apostrophe at either end"
    )]
    BadSheetName(String),
    /// The writer of the format refused.
    #[error("the workbook could not be written: {0}")]
    Workbook(String),
}
