use std::fmt;

/// Why a store did not deliver a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    NotFound,
    /// The store does not work at the moment.
    Unavailable {
        reason: String,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => write!(f, "no such part"),
            Self::Unavailable { reason } => write!(f, "the store does not answer: {reason}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// Why there is no total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CostError {
    Store {
        id: String,
        source: StoreError,
    },
    /// The last part of the path is in it before.
    Cycle {
        path: Vec<String>,
    },
    /// The total exceeds `u64`.
    TooLarge,
}

impl fmt::Display for CostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store { id, .. } => write!(f, "part {id} cannot be read"),
            Self::Cycle { path } => {
                let id = path.last().map_or("", String::as_str);
                write!(f, "part {id} contains itself: {}", path.join(" > "))
            }
            Self::TooLarge => write!(f, "the total is too large"),
        }
    }
}

impl std::error::Error for CostError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store { source, .. } => Some(source),
            Self::Cycle { .. } | Self::TooLarge => None,
        }
    }
}
