//! Journals of a tide gauge: frames, one per line, in the order of time.

mod error;

use std::io::BufRead;

use frame::Frame;

pub use error::JournalError;

/// Reads a journal up to the first problem; blank lines and those that start with `#` are skipped.
pub fn replay(name: &str, reader: impl BufRead) -> Result<Vec<Frame>, JournalError> {
    let mut frames: Vec<Frame> = Vec::new();
    for (index, text) in reader.lines().enumerate() {
        let line = index + 1;
        let text = text.map_err(|source| JournalError::Read {
            name: name.to_owned(),
            line,
            source,
        })?;
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        let frame = frame::parse(text.trim()).map_err(|source| JournalError::Frame {
            name: name.to_owned(),
            line,
            source,
        })?;
        if let Some(last) = frames.last().filter(|last| last.time > frame.time) {
            return Err(JournalError::Order {
                name: name.to_owned(),
                line,
                previous: last.time,
                time: frame.time,
            });
        }
        frames.push(frame);
    }
    Ok(frames)
}

/// Replays a journal file.
pub fn open(path: &std::path::Path) -> anyhow::Result<Vec<Frame>> {
    let file = std::fs::File::open(path)?;
    let name = path.display().to_string();
    Ok(replay(&name, std::io::BufReader::new(file))?)
}

/// The difference between the highest and the lowest level; 0 for an empty journal.
pub fn range(frames: &[Frame]) -> u32 {
    let lowest = frames.iter().map(|frame| frame.level).min();
    let highest = frames.iter().map(|frame| frame.level).max();
    lowest
        .zip(highest)
        .map_or(0, |(lowest, highest)| highest.abs_diff(lowest))
}
