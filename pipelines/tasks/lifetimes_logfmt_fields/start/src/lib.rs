//! Reads log lines in logfmt: `level=info msg="disk full" host=web-1 retry`.

mod error;

pub use error::ParseError;
