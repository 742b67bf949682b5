//! Switches a lamp on, however often it takes.

use std::time::Duration;

use anyhow::Context;
use backoff::Backoff;
use lamp::Lamp;

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
    backoff::retry(&backoff, || async { lamp.switch_on() })
        .await
        .context("the lamp stays dark")
}
