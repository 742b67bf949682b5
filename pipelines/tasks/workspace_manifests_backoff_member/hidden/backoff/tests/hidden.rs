//! The retry loop, and how the workspace declares it.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use backoff::{Backoff, retry};

const MS: Duration = Duration::from_millis(1);

fn backoff(first: u32, limit: u32, attempts: u32) -> Backoff {
    Backoff {
        first: MS * first,
        limit: MS * limit,
        attempts,
    }
}

/// Only Display.
struct Refusal(u32);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refusal {}", self.0)
    }
}

fn manifest(member: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap()
}

/// `table.key=value` lines without blanks and comments.
fn settings(manifest: &str) -> Vec<String> {
    let mut table = String::new();
    let mut settings = Vec::new();
    for line in manifest.lines() {
        let line: String = line.split('#').next().unwrap().split_whitespace().collect();
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            table = name.to_owned();
        } else if !line.is_empty() {
            settings.push(format!("{table}.{line}"));
        }
    }
    settings
}

fn inherits(settings: &[String], key: &str) -> bool {
    settings.iter().any(|s| {
        s.strip_prefix(key).is_some_and(|rest| {
            rest == ".workspace=true" || (rest.starts_with("={") && rest.contains("workspace=true"))
        })
    })
}

#[tokio::test]
async fn it_tries_until_success() {
    let calls = Cell::new(0);
    let result: Result<u32, Refusal> = retry(&backoff(0, 0, 5), || {
        calls.set(calls.get() + 1);
        let call = calls.get();
        async move {
            if call < 3 {
                Err(Refusal(call))
            } else {
                Ok(call * 10)
            }
        }
    })
    .await;
    assert_eq!(result.map_err(|e| e.0), Ok(30));
    assert_eq!(calls.get(), 3);
}

#[tokio::test]
async fn the_last_error_wins() {
    for (attempts, expected) in [(4, 4), (1, 1), (0, 1)] {
        let mut calls = 0;
        let result: Result<(), Refusal> = retry(&backoff(0, 1, attempts), || {
            calls += 1;
            std::future::ready(Err(Refusal(calls)))
        })
        .await;
        assert_eq!(result.map_err(|e| e.0), Err(expected));
        assert_eq!(calls, expected);
    }
}

#[tokio::test]
async fn it_waits_between_attempts_only() {
    let start = std::time::Instant::now();
    let result: Result<(), Refusal> = retry(&backoff(4, 6, 3), || async { Err(Refusal(0)) }).await;
    assert!(result.is_err());
    assert!(start.elapsed() >= MS * 10);
    let far = Backoff {
        first: Duration::MAX,
        limit: Duration::MAX,
        attempts: 1,
    };
    let result: Result<(), Refusal> = retry(&far, || async { Err(Refusal(7)) }).await;
    assert_eq!(result.map_err(|e| e.0), Err(7));
}

#[test]
fn waits_double_up_to_the_limit() {
    let waits = |b: Backoff| b.waits().collect::<Vec<_>>();
    assert_eq!(
        waits(backoff(1, 5, 6)),
        [MS, MS * 2, MS * 4, MS * 5, MS * 5]
    );
    assert_eq!(waits(backoff(9, 5, 3)), [MS * 5, MS * 5]);
    assert!(waits(backoff(1, 5, 1)).is_empty());
    assert!(waits(backoff(1, 5, 0)).is_empty());
    let huge = Backoff {
        first: Duration::MAX / 2,
        limit: Duration::MAX,
        attempts: 4,
    };
    assert_eq!(waits(huge.clone()).last(), Some(&Duration::MAX));
    assert_eq!(huge.waits().count(), 3);
}

#[test]
fn the_future_is_send() {
    fn assert_send<T: Send>(_: T) {}
    let policy = backoff(1, 1, 1);
    let future = retry(&policy, || async { Ok::<u8, String>(1) });
    assert_send(future);
    fn never_spawned<F: Future + Send + 'static>(_: F) {}
    never_spawned(async { retry(&backoff(1, 1, 1), || async { Err::<(), u8>(1) }).await });
}

#[test]
fn package_data_and_lints_are_inherited() {
    for member in ["backoff", "lampd", "lamp"] {
        let settings = settings(&manifest(member));
        for key in ["package.version", "package.edition", "package.license"] {
            assert!(inherits(&settings, key), "{member}: {key}");
        }
        assert!(
            settings.iter().any(|s| s == "lints.workspace=true"),
            "{member}: lints"
        );
    }
    assert_eq!(env!("CARGO_PKG_VERSION"), "0.8.2");
    assert_eq!(env!("CARGO_PKG_LICENSE"), "MIT");
}

#[test]
fn dependencies_come_from_the_root() {
    let root = settings(&manifest(""));
    assert!(
        root.iter()
            .any(|s| s.starts_with("workspace.dependencies.backoff"))
    );
    for (member, expected) in [
        ("backoff", ["tokio", "tracing"]),
        ("lampd", ["backoff", "lamp"]),
    ] {
        let text = manifest(member);
        let settings = settings(&text);
        for name in expected {
            let inherited = inherits(&settings, &format!("dependencies.{name}"))
                || settings.contains(&format!("dependencies.{name}.workspace=true"));
            assert!(inherited, "{member}: {name}");
        }
        assert!(!text.contains("path"), "{member} names a path");
        assert!(
            !text.contains("\"1\"") && !text.contains("\"0.1\""),
            "{member} names a version"
        );
    }
    assert!(!manifest("backoff").contains("anyhow"));
}
