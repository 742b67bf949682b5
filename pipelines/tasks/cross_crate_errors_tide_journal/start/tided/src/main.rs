//! Prints the tidal range of a journal.

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1);
    anyhow::ensure!(path.is_some(), "usage: tided JOURNAL");
    Ok(())
}
