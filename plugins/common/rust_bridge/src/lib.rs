//! The C interface to the crates that flowrun uses; one module for each crate.
mod syntax;
