//! Words of the command line that are checked before anything is opened.

use clap::builder::{PossibleValuesParser, TypedValueParser};
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
    Filter::parse(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}
