//! Reads log lines in logfmt: `level=info msg="disk full" host=web-1 retry`.

mod error;
mod fields;
mod record;

pub use error::ParseError;
pub use fields::{Field, Fields, fields};
pub use record::Record;
