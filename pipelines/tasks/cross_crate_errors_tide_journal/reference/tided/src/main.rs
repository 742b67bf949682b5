//! Prints the tidal range of a journal.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1).context("usage: tided JOURNAL")?;
    let path = PathBuf::from(path);
    let name = path.display().to_string();
    let file = File::open(&path).with_context(|| format!("cannot open {name}"))?;
    let frames = journal::replay(&name, BufReader::new(file))?;
    writeln!(std::io::stdout(), "{}", journal::range(&frames)).context("cannot print the range")
}
