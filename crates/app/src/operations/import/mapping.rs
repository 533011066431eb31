//! How the columns of a file are read: proposed by Probity, corrected and kept by a person.

use std::collections::BTreeMap;
use std::fmt;

use probity_tabular::ReadOptions;
use probity_tabular::dates::ColumnOrder;
use serde::{Deserialize, Serialize};

/// How one file, and later files of the same source, become records. Plain data that people edit
/// as JSON or TOML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What a row is: `system` gives an AI system and its use case; any other kind gives one record.
    #[serde(default = "default_kind")]
    pub kind: String,
    /// The name under which ids of this file are kept; ids repeat between sources.
    pub source: String,
    /// Sheet to read, where the file has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line of the header, from 1; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<usize>,
    /// Character between cells of delimited text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Text encoding, such as `windows-1252`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Letter of the column whose equal cells name one system with several use cases; without it
    /// every row has a system of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// What happens to a cell that its target cannot hold.
    #[serde(default)]
    pub on_unreadable: OnUnreadable,
    /// What happens to a row without a name.
    #[serde(default)]
    pub on_missing_name: OnMissingName,
    /// The columns.
    pub columns: Vec<ColumnMapping>,
}

fn default_kind() -> String {
    "system".to_owned()
}

/// What happens to a cell that cannot be read as what its target holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUnreadable {
    /// The field stays as it is and the text is kept beside it, in a field `.. (as given)`.
    #[default]
    KeepText,
    /// The row is refused.
    Refuse,
}

/// What happens to a row whose name is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissingName {
    /// The row is refused.
    #[default]
    Refuse,
    /// The row is brought in under the name `(no name)`, so that nothing it says is lost.
    Keep,
}

/// How one column is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// Its letter in a spreadsheet: `A`, `AK`.
    #[serde(default)]
    pub column: String,
    /// Its header; a later file is matched by this, whatever place the column has moved to.
    pub header: String,
    /// Where its cells go.
    pub target: Target,
    /// For dates such as `1/5/2024`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Why this target was proposed, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// From what a cell says to the code it stands for: a choice, a state, `yes` or `no`. An empty
    /// code keeps the text only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Texts of this column whose rows are left out, by a person's choice only; upper and lower
    /// case do not matter, and an empty text stands for an empty cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<String>,
}

/// Order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `12/31/2024`.
    MonthFirst,
    /// `31/12/2024`.
    DayFirst,
}

impl DateOrder {
    /// The order as dates are resolved by; undecided without one.
    pub(super) fn column_order(order: Option<Self>) -> ColumnOrder {
        match order {
            Some(Self::MonthFirst) => ColumnOrder::MonthFirst,
            Some(Self::DayFirst) => ColumnOrder::DayFirst,
            None => ColumnOrder::Undecided,
        }
    }
}

/// Where the cells of a column go. Written as `use_case.purpose`, `use_case.state`, `id`, `record`,
/// `unit`, `subunit`, `custom.topic_area` or `ignore`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A declared field of a kind. A reference finds or makes the record that the cell names.
    Field {
        /// Name of the kind.
        kind: String,
        /// Name of the field.
        field: String,
    },
    /// The state of a kind's life cycle.
    State {
        /// Name of the kind.
        kind: String,
    },
    /// The id of the row in its source.
    OutsideId,
    /// The id that the row's record has in Probity, `USE-12`, as Probity's own lists hold it.
    Record,
    /// The unit it belongs to, by name.
    Unit,
    /// The part of that unit it belongs to, by name; names of parts repeat between units.
    Subunit,
    /// A field of the workspace's own, by machine name; made when it is not there.
    Custom(String),
    /// Left out, by a person's choice only.
    Ignore,
}

impl Target {
    /// A declared field.
    pub fn field(kind: &str, field: &str) -> Self {
        Self::Field {
            kind: kind.to_owned(),
            field: field.to_owned(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { kind, field } => write!(f, "{kind}.{field}"),
            Self::State { kind } => write!(f, "{kind}.state"),
            Self::OutsideId => f.write_str("id"),
            Self::Record => f.write_str("record"),
            Self::Unit => f.write_str("unit"),
            Self::Subunit => f.write_str("subunit"),
            Self::Custom(name) => write!(f, "custom.{name}"),
            Self::Ignore => f.write_str("ignore"),
        }
    }
}

/// A text that names no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a target: write `use_case.purpose`, `use_case.state`, `id`, `record`, `unit`, `subunit`, `custom.name` or `ignore`"
)]
pub struct TargetError(String);

impl std::str::FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match (text, text.split_once('.')) {
            ("id", _) => Self::OutsideId,
            ("record", _) => Self::Record,
            ("unit", _) => Self::Unit,
            ("subunit", _) => Self::Subunit,
            ("ignore", _) => Self::Ignore,
            (_, Some(("custom", name))) if !name.is_empty() => Self::Custom(name.to_owned()),
            (_, Some((kind, "state"))) if !kind.is_empty() => Self::State {
                kind: kind.to_owned(),
            },
            (_, Some((kind, field))) if !kind.is_empty() && !field.is_empty() => Self::field(kind, field),
            _ => return Err(TargetError(text.to_owned())),
        })
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Mapping {
    /// The kind whose records stand for rows: the use case when a row also gives a system.
    pub fn row_kind(&self) -> &str {
        if self.gives_systems() {
            "use_case"
        } else {
            &self.kind
        }
    }

    /// Whether each row also has an AI system. A list of records of our own gives nothing beside them.
    pub fn gives_systems(&self) -> bool {
        self.kind == "system" && !self.is_own_list()
    }

    /// Whether rows carry the ids of records here.
    pub fn is_own_list(&self) -> bool {
        self.column_for(&Target::Record).is_some()
    }

    /// What reading the file needs to know beforehand.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            delimiter: self.delimiter.and_then(|c| u8::try_from(c).ok()),
            encoding: self.encoding.clone(),
            ..ReadOptions::default()
        }
    }

    /// The first column with a target.
    pub fn column_for(&self, target: &Target) -> Option<&ColumnMapping> {
        self.columns.iter().find(|column| column.target == *target)
    }

    /// Headers of the columns that fit no declared field and become fields of the workspace's own.
    pub fn unmapped(&self) -> Vec<String> {
        self.columns
            .iter()
            .filter(|column| matches!(column.target, Target::Custom(_)))
            .map(|column| column.header.clone())
            .collect()
    }

    /// How rows find the records of an earlier import, and what then happens, in sentences for the
    /// person who imports.
    pub fn rule_in_words(&self) -> Vec<String> {
        let mut rule = self.matching_in_words();
        if self.gives_systems() {
            rule.push(match &self.group_by {
                Some(column) => format!(
                    "Rows with the same text in column {column} share one AI system; a row without it has a system of its own, named \
                     like the use case."
                ),
                None => "Every row has an AI system of its own, named like the use case.".to_owned(),
            });
        }
        rule.push(
            "A cell that differs from what is recorded changes it, also where somebody edited the record since; an empty cell changes \
             nothing. A row that differs in nothing is left alone."
                .to_owned(),
        );
        rule.push(
            "People are found by e-mail address, then by name; units and vendors by name. Who or what is not known is made, people as \
             invited."
                .to_owned(),
        );
        for column in self.columns.iter().filter(|column| !column.leave_out.is_empty()) {
            let told = |text: &String| {
                if text.trim().is_empty() {
                    "nothing".to_owned()
                } else {
                    format!("`{text}`")
                }
            };
            let texts: Vec<String> = column.leave_out.iter().map(told).collect();
            rule.push(format!(
                "A row that says {} in `{}` is left out: it makes and changes nothing.",
                texts.join(" or "),
                column.header
            ));
        }
        rule.push(match self.is_own_list() {
            true => "A row of a record that was put away is refused where it differs.".to_owned(),
            false => {
                "Records that were put away, by undoing an import or by hand, are not matched.".to_owned()
            }
        });
        rule
    }

    fn matching_in_words(&self) -> Vec<String> {
        let source = &self.source;
        let content = "a row is matched by its name and unit (lower and upper case, punctuation and spaces do not matter); among equal \
                       ones by order in the file";
        if let Some(id) = self.column_for(&Target::Record) {
            return vec![
                format!("A row is the record whose id stands in column {} (`{}`); an id that is not here refuses the row.", id.column, id.header),
                "A cell that shows what is recorded asks for nothing; what Probity keeps itself is not changed.".to_owned(),
                format!("A row without an id is new, or known from an earlier import: {content}."),
            ];
        }
        match self.column_for(&Target::OutsideId) {
            Some(id) => vec![
                format!("A row is matched by the id in column {} (`{}`), as an id of `{source}`.", id.column, id.header),
                format!("Where that id is blank or says nothing, {content}."),
                "Where an id stands in several rows of the file, they are matched by id, name and unit together.".to_owned(),
            ],
            None => vec![format!("The file has no id column: {content}. These keys are kept as ids of `{source}#content`.")],
        }
    }
}

/// The name of a source from a file's name: without folder, extension, dates and numbers.
pub fn source_of(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let is_version = |word: &str| {
        word.strip_prefix('v')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let lower = stem.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let kept: Vec<String> = words
        .filter(|word| !is_version(word))
        .map(|word| word.chars().filter(|c| !c.is_numeric()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    if kept.is_empty() {
        "file".to_owned()
    } else {
        kept.join("_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_keeps_its_name_from_year_to_year() {
        for (name, expect) in [
            ("us_federal_2024_v2.csv", "us_federal"),
            ("AI inventory 2025-03-01.xlsx", "ai_inventory"),
            ("C:\\lists\\Tools.csv", "tools"),
            ("2024.csv", "file"),
        ] {
            assert_eq!(source_of(name), expect);
        }
    }

    #[test]
    fn targets_are_written_and_read() {
        for text in [
            "use_case.purpose",
            "use_case.state",
            "id",
            "record",
            "unit",
            "subunit",
            "custom.topic_area",
            "ignore",
        ] {
            assert_eq!(
                text.parse::<Target>().map(|target| target.to_string()),
                Ok(text.to_owned())
            );
        }
        for bad in ["", "purpose", ".state", "custom.", "use_case."] {
            assert!(bad.parse::<Target>().is_err(), "`{bad}`");
        }
    }

    #[test]
    fn a_mapping_is_edited_as_json() {
        let text = r#"{"source":"list","columns":[{"header":"Name","target":"use_case.name"}]}"#;
        let mapping: Mapping = serde_json::from_str(text).unwrap();
        assert_eq!(
            (mapping.kind.as_str(), mapping.row_kind(), mapping.on_unreadable),
            ("system", "use_case", OnUnreadable::KeepText)
        );
        let again: Mapping = serde_json::from_value(serde_json::to_value(&mapping).unwrap()).unwrap();
        assert_eq!(again, mapping);
        assert!(serde_json::from_str::<Mapping>(&text.replace("header", "heder")).is_err());
    }
}
