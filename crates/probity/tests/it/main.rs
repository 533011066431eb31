//! The product as its users run it: a program of its own.

mod faults;
mod full;
mod kill;
mod running;
