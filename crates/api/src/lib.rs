//! The HTTP face for machines.
