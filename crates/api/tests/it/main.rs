//! The API through the real router and real stores.

mod description;
