//! Subtitle tracks, one cue per line: `1200 3400 Text of the cue`.

mod error;
mod track;

pub use error::CueError;
pub use track::{Cue, Cursor, Track};
