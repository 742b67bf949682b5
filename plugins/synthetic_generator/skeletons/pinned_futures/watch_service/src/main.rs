//! Watches {{plural.words}} and reports their {{quantity.words}}.

use anyhow::{Context, bail};
%if transport=channel
use tokio::sync::mpsc;
%end
use tokio::task::JoinHandle;

/// What one {{noun.words}} reports; unit: {{unit.words}}.
type Values = Vec<u32>;
%if refusal=limit

const LIMIT: u32 = 1000;
%end

/// Starts to watch one {{noun.words}}.
%if transport=channel
fn start(name: String, values: Values, sender: mpsc::Sender<u32>) -> JoinHandle<anyhow::Result<()>> {
%else
fn start(name: String, values: Values) -> JoinHandle<anyhow::Result<Values>> {
%end
%if trap=printed & side=start
    println!("starting {name}");
%elif trap=used_after_move & side=start
%else
    tracing::info!(name, "starting");
%end
%if trap=used_after_move & side=start
    let handle = tokio::spawn(async move {
%elif trap=borrowing_task & side=start
    tokio::spawn(async {
%else
    tokio::spawn(async move {
%end
%if refusal=empty
        if values.is_empty() {
            bail!("{name} reports nothing");
        }
%else
        if let Some(value) = values.iter().find(|value| **value > LIMIT) {
            bail!("{name} reports {value}");
        }
%end
%if transport=channel
        for value in values {
            sender.send(value).await.context("nobody listens")?;
        }
        Ok(())
%else
        tokio::task::yield_now().await;
        Ok(values)
%end
%if trap=used_after_move & side=start
    });
    tracing::info!(name, "starting");
    handle
%else
    })
%end
}

%if transport=channel
%if trap=await_in_plain_fn & side=start
fn summarize(mut receiver: mpsc::Receiver<u32>) -> u64 {
%else
async fn summarize(mut receiver: mpsc::Receiver<u32>) -> u64 {
%end
    let mut result = 0;
    while let Some(value) = receiver.recv().await {
%if summary=total
        result += u64::from(value);
%else
        result = result.max(u64::from(value));
%end
    }
    result
}
%else
%if trap=await_in_plain_fn & side=start
fn summarize(handles: Vec<JoinHandle<anyhow::Result<Values>>>) -> anyhow::Result<u64> {
%else
async fn summarize(handles: Vec<JoinHandle<anyhow::Result<Values>>>) -> anyhow::Result<u64> {
%end
    let mut result = 0;
    for handle in handles {
        let values = handle.await.context("a task ended early")??;
%if summary=total
        result += values.into_iter().map(u64::from).sum::<u64>();
%else
        result = values.into_iter().map(u64::from).fold(result, u64::max);
%end
    }
    Ok(result)
}
%end

/// Watches all of them and gives one number.
async fn watch({{plural}}: Vec<(String, Values)>) -> anyhow::Result<u64> {
%if transport=channel
    let (sender, receiver) = mpsc::channel(8);
    let handles: Vec<_> =
        {{plural}}.into_iter().map(|(name, values)| start(name, values, sender.clone())).collect();
    drop(sender);
%if trap=await_in_plain_fn & side=start
    let result = summarize(receiver);
%else
    let result = summarize(receiver).await;
%end
    for handle in handles {
        handle.await.context("a task ended early")??;
    }
    Ok(result)
%else
    let handles = {{plural}}.into_iter().map(|(name, values)| start(name, values)).collect();
%if trap=await_in_plain_fn & side=start
    summarize(handles)
%else
    summarize(handles).await
%end
%end
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let {{plural}} = vec![("{{one}}".to_owned(), vec![30, 12]), ("{{two}}".to_owned(), vec![7])];
    let {{quantity}} = watch({{plural}}).await?;
    tracing::info!({{quantity}}, "done");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_values_count() -> anyhow::Result<()> {
        let {{plural}} = vec![("{{one}}".to_owned(), vec![20, 12]), ("{{two}}".to_owned(), vec![10])];
%if summary=total
        assert_eq!(watch({{plural}}).await?, 42);
%else
        assert_eq!(watch({{plural}}).await?, 20);
%end
        Ok(())
    }

    #[tokio::test]
    async fn a_refusal_names_the_{{noun}}() {
%if refusal=empty
        let result = watch(vec![("{{three}}".to_owned(), Vec::new())]).await;
        let text = "{{three}} reports nothing";
%else
        let result = watch(vec![("{{three}}".to_owned(), vec![LIMIT + 1])]).await;
        let text = "{{three}} reports 1001";
%end
        assert_eq!(result.map_err(|error| error.to_string()), Err(text.to_owned()));
    }
}
