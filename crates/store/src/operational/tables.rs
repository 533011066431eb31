//! What operational state needs of a database: rows of numbers, texts and bytes, and transactions.

use std::borrow::Cow;
use std::sync::Arc;

use crate::fault::{Fault, Trouble};

/// Tables in some database. Calls block.
pub trait Tables: Send + Sync {
    /// One transaction: all of `change` or nothing, durable on return. `change` may be called twice,
    /// when the first time came to nothing.
    fn write<A>(&self, change: impl Fn(&dyn Statements) -> Result<A, Trouble>) -> Result<A, Trouble>;

    /// The rows of a query, as of one moment.
    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Fault>;

    /// The rows of several queries, all as of the same moment.
    fn query_together(&self, queries: &[&'static str]) -> Result<Vec<Vec<Row>>, Fault>;

    /// Makes removed rows unreachable on the medium.
    fn scrub(&self) -> Result<(), Fault>;

    /// What is wrong with the tables.
    fn integrity(&self) -> Result<Vec<String>, Fault>;
}

/// The inside of a transaction.
pub trait Statements {
    /// Changes rows; says how many.
    fn execute(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Trouble>;

    /// The rows of a query.
    fn query(&self, sql: &'static str, parameters: &[Value<'_>]) -> Result<Vec<Row>, Trouble>;
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Number(truth.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(bytes.as_slice().into())
    }
}

impl<const N: usize> From<[u8; N]> for Value<'_> {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec().into())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Parameters of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$(crate::operational::tables::Value::from($value)),*]
    };
}
pub(crate) use values;

/// One row, with the names of its columns.
#[derive(Clone, Debug)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Value<'static>>,
}

impl Row {
    pub(crate) fn new(names: Arc<[String]>, values: Vec<Value<'static>>) -> Self {
        Self { names, values }
    }

    /// A column by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&Value<'static>> {
        let place = self.names.iter().position(|column| column == name)?;
        self.values.get(place)
    }
}

/// A type that columns are read as.
pub(super) trait Stored: Sized {
    /// `None` when the value is of another type or size.
    fn from_value(value: &Value<'_>) -> Option<Self>;
}

impl Stored for i64 {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl Stored for u32 {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Stored for bool {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Number(0) => Some(false),
            Value::Number(1) => Some(true),
            _ => None,
        }
    }
}

impl Stored for String {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone().into_owned()),
            _ => None,
        }
    }
}

impl<const N: usize> Stored for [u8; N] {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => (&**bytes).try_into().ok(),
            _ => None,
        }
    }
}

impl<T: Stored> Stored for Option<T> {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
