//! Runs text commands such as `move north 3`.

mod command;
mod router;

pub use command::{Command, HandlerError};
pub use router::{Router, RouterError};
