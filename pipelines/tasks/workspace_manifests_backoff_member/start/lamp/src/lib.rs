//! A lamp that does not always listen.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

/// The lamp did not react.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deaf;

impl fmt::Display for Deaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the lamp did not react")
    }
}

impl std::error::Error for Deaf {}

/// Reacts from the given switching attempt on.
#[derive(Debug)]
pub struct Lamp {
    deaf_for: AtomicU32,
}

impl Lamp {
    /// A lamp that misses the first `deaf_for` attempts.
    pub fn new(deaf_for: u32) -> Self {
        Self {
            deaf_for: AtomicU32::new(deaf_for),
        }
    }

    /// Tries to switch it on.
    pub fn switch_on(&self) -> Result<(), Deaf> {
        let missed = self
            .deaf_for
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
        missed.map_or(Ok(()), |_| Err(Deaf))
    }
}
