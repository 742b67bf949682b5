use std::io;

use frame::FrameError;

/// Why a journal cannot be replayed. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("{name}, line {line}: cannot be read")]
    Read {
        name: String,
        line: usize,
        source: io::Error,
    },
    #[error("{name}, line {line}: bad frame")]
    Frame {
        name: String,
        line: usize,
        source: FrameError,
    },
    #[error("{name}, line {line}: time {time} after {previous}")]
    Order {
        name: String,
        line: usize,
        previous: u64,
        time: u64,
    },
}

impl JournalError {
    pub fn line(&self) -> usize {
        match self {
            Self::Read { line, .. } | Self::Frame { line, .. } | Self::Order { line, .. } => *line,
        }
    }

    /// Whether the contents are wrong, as opposed to the way to them.
    pub fn is_corruption(&self) -> bool {
        match self {
            Self::Read { source, .. } => source.kind() == io::ErrorKind::InvalidData,
            Self::Frame { .. } | Self::Order { .. } => true,
        }
    }
}
