//! What the caller may decide about reading, and the bounds that reading keeps.

/// Overrides of what [`read`](crate::read) would find out by itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Name of the sheet to read; letter case and outer white space do not matter.
    pub sheet: Option<String>,
    /// Line of the sheet that holds the header, from 1, counted as in
    /// [`Row::line`](crate::Row::line); 0 says that there is no header.
    pub header_row: Option<usize>,
    /// Character between cells of delimited text.
    pub delimiter: Option<u8>,
    /// Encoding of delimited text or JSON, by its WHATWG label, such as `windows-1252`.
    pub encoding: Option<String>,
    /// Bounds on size.
    pub limits: Limits,
}

/// Bounds on what is read; beyond them reading ends with an error that names the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in the file.
    pub file_bytes: usize,
    /// Data rows in the chosen sheet.
    pub rows: usize,
    /// Columns in the chosen sheet.
    pub columns: usize,
    /// Cells in the chosen sheet, blank ones to the left of others included.
    pub cells: usize,
    /// Bytes of text in one cell.
    pub cell_bytes: usize,
    /// Levels of nesting in JSON.
    pub json_depth: usize,
    /// Members in a workbook's archive.
    pub archive_members: usize,
    /// Bytes of all members of a workbook's archive once unpacked.
    pub archive_bytes: u64,
    /// How many times larger than packed a member of a workbook's archive may become.
    pub archive_ratio: u64,
    /// Levels of nesting in a workbook's XML.
    pub xml_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 200_000_000,
            rows: 50_000,
            columns: 1_000,
            cells: 5_000_000,
            cell_bytes: 1 << 20,
            json_depth: 64,
            archive_members: 1_000,
            archive_bytes: 200_000_000,
            archive_ratio: 100,
            xml_depth: 64,
        }
    }
}
