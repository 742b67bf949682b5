//! Runs text commands such as `move north 3`.

mod command;

pub use command::{Command, HandlerError};
