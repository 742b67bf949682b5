//! State machines of plant equipment, from a table of transitions.

mod machine;

pub use machine::{Machine, Refused, send, start};
