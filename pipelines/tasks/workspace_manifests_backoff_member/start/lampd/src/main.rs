//! Switches a lamp on, however often it takes.

use std::time::Duration;

use anyhow::Context;
use lamp::Lamp;

/// Waits longer after each failure, up to a limit.
#[derive(Debug, Clone)]
struct Backoff {
    first: Duration,
    limit: Duration,
    attempts: u32,
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(light())
}

async fn light() -> anyhow::Result<()> {
    let backoff = Backoff {
        first: Duration::from_millis(10),
        limit: Duration::from_secs(1),
        attempts: 5,
    };
    let lamp = Lamp::new(2);
    let mut wait = backoff.first;
    for attempt in 1..backoff.attempts {
        if lamp.switch_on().is_ok() {
            return Ok(());
        }
        tracing::warn!(attempt, ?wait, "trying again");
        tokio::time::sleep(wait).await;
        wait = wait.saturating_mul(2).min(backoff.limit);
    }
    lamp.switch_on().context("the lamp stays dark")
}
