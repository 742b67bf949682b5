//! Writes values as rows of a table.

use std::fmt::Write;

pub use tabular_derive::Row;

/// A value that fills one row of a table.
pub trait Row {
    /// The heads of the columns.
    fn heads() -> Vec<String>;

    /// One cell for each head.
    fn cells(&self) -> Vec<String>;
}

/// Tab-separated lines: the heads, then one line for each row.
pub fn table<R: Row>(rows: &[R]) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(out, "{}", R::heads().join("\t"))?;
    for row in rows {
        writeln!(out, "{}", row.cells().join("\t"))?;
    }
    Ok(out)
}
