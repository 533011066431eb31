//! Tests of the core through its public face.

mod fold;
mod golden;
mod mentions;
mod rights;
mod rules;
mod small;
mod who_may;
