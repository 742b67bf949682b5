//! Remembers what was looked up.

mod cache;

pub use cache::{Cache, LoadError, Loader};
