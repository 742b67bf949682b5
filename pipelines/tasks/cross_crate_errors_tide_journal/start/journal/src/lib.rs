//! Journals of a tide gauge: frames, one per line, in the order of time.

use frame::Frame;

/// The difference between the highest and the lowest level; 0 for an empty journal.
pub fn range(frames: &[Frame]) -> u32 {
    let lowest = frames.iter().map(|frame| frame.level).min();
    let highest = frames.iter().map(|frame| frame.level).max();
    lowest
        .zip(highest)
        .map_or(0, |(lowest, highest)| highest.abs_diff(lowest))
}
