//! Tries an operation again, after longer and longer waits.

use std::fmt::Display;
use std::future::Future;
use std::iter;
use std::time::Duration;

/// Waits longer after each failure, up to a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    /// The longest wait.
    pub limit: Duration,
    /// How often to try in all.
    pub attempts: u32,
}

impl Backoff {
    /// The waits between the attempts.
    pub fn waits(&self) -> impl Iterator<Item = Duration> {
        let limit = self.limit;
        iter::successors(Some(self.first), |wait| Some(wait.saturating_mul(2)))
            .map(move |wait| wait.min(limit))
            .take(self.attempts.saturating_sub(1) as usize)
    }
}

/// Calls `operation` until it succeeds or the attempts are used up; the last error wins.
pub async fn retry<T, E, F, Fut>(backoff: &Backoff, mut operation: F) -> Result<T, E>
where
    E: Display,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut waits = backoff.waits();
    loop {
        let result = operation().await;
        let Err(error) = &result else { return result };
        let Some(wait) = waits.next() else {
            return result;
        };
        tracing::warn!(%error, ?wait, "trying again");
        tokio::time::sleep(wait).await;
    }
}
