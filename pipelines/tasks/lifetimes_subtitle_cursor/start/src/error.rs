use std::fmt;
use std::num::ParseIntError;

/// Why a track cannot be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CueError {
    MissingTime {
        line: usize,
    },
    BadTime {
        line: usize,
        source: ParseIntError,
    },
    /// The cue ends before it starts.
    Backwards {
        line: usize,
    },
}

impl fmt::Display for CueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingTime { line } => write!(f, "line {line}: a time is missing"),
            Self::BadTime { line, .. } => write!(f, "line {line}: a time is not a number"),
            Self::Backwards { line } => write!(f, "line {line}: the cue ends before it starts"),
        }
    }
}

impl std::error::Error for CueError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::BadTime { source, .. } => Some(source),
            Self::MissingTime { .. } | Self::Backwards { .. } => None,
        }
    }
}
