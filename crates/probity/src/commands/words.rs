//! Words of the command line that are checked before anything is opened.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use probity_api::operations::CommandDone;
use probity_core::Kinds;
use probity_core::query::Filter;

/// Name of a kind of record.
#[derive(Clone, Debug)]
pub struct Kind(pub String);

/// The names of all kinds, as clap lists them.
pub fn kind() -> impl TypedValueParser<Value = Kind> {
    let names: Vec<&'static str> = Kinds::built_in().all().map(|(_, decl)| decl.name).collect();
    PossibleValuesParser::new(names).map(Kind)
}

/// An expression of the filter language.
pub fn filter(text: &str) -> Result<String, String> {
    Filter::parse(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

/// `FIELD=VALUE`.
pub fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` is not FIELD=VALUE, such as `owner=PER-3`"))?;
    match name.trim() {
        "" => Err(format!("`{text}` names no field before the `=`")),
        name => Ok((name.to_owned(), value.to_owned())),
    }
}

/// What may be said beside a change.
#[derive(Debug, clap::Args)]
pub struct Beside {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The day on which it happened, where that is not today: a day, a month or a year.
    #[arg(long, value_name = "DATE")]
    pub stated: Option<String>,
    /// The revision you saw; if somebody changed the record since, nothing is done.
    #[arg(long, value_name = "N")]
    pub revision: Option<u32>,
    /// An id of your own for the command: sent twice, it is done once.
    #[arg(long, value_name = "ID")]
    pub command_id: Option<String>,
}

/// What a change came to, in words: the records, then warnings.
pub fn done(verb: &str, done: &CommandDone) -> String {
    let mut out = match done.count {
        0 => "nothing had to change\n".to_owned(),
        _ => format!("{verb} {}\n", done.subjects.join(", ")),
    };
    for warning in &done.warnings {
        out += &format!("note: {warning}\n");
    }
    out
}

/// A list of texts in an answer.
pub fn texts(answer: &serde_json::Value, key: &str) -> Vec<String> {
    answer[key]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .map(str::to_owned)
        .collect()
}
