use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::time::Duration;

use lookups::{Cache, LoadError, Loader};
use tokio::sync::Barrier;
use tokio::time::timeout;

/// `slow..` waits for another load, `stuck` for ever the first time; the first `flaky..` and every `bad..` fails.
#[derive(Clone)]
struct Source {
    loads: Arc<AtomicUsize>,
    meet: Arc<Barrier>,
}

impl Source {
    fn new() -> Self {
        Self {
            loads: Arc::default(),
            meet: Arc::new(Barrier::new(2)),
        }
    }

    fn loads(&self) -> usize {
        self.loads.load(SeqCst)
    }

    fn cache(&self) -> Arc<Cache<Source>> {
        Arc::new(Cache::new(self.clone()))
    }
}

impl Loader for Source {
    fn load<'a>(
        &'a self,
        key: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<String, LoadError>> + Send + 'a>> {
        Box::pin(async move {
            let earlier = self.loads.fetch_add(1, SeqCst);
            tokio::task::yield_now().await;
            if key.starts_with("slow") {
                self.meet.wait().await;
            }
            if key == "stuck" && earlier == 0 {
                std::future::pending::<()>().await;
            }
            if key.starts_with("bad") || (key.starts_with("flaky") && earlier == 0) {
                return Err(LoadError {
                    key: key.to_owned(),
                });
            }
            Ok(format!("<{key}>"))
        })
    }
}

async fn soon<F: Future>(future: F) -> F::Output {
    timeout(Duration::from_secs(3), future)
        .await
        .expect("it hangs")
}

#[tokio::test]
async fn values_are_loaded_once() {
    let source = Source::new();
    let cache = source.cache();
    let first = cache.get("ключ").await.unwrap();
    assert_eq!(&*first, "<ключ>");
    assert!(Arc::ptr_eq(&first, &cache.get("ключ").await.unwrap()));
    assert_eq!(source.loads(), 1);
    assert_eq!(cache.get("").await.as_deref(), Ok("<>"));
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn keys_do_not_hold_each_other_up() {
    let source = Source::new();
    let cache = source.cache();
    let (one, two) = soon(async { tokio::join!(cache.get("slow 1"), cache.get("slow 2")) }).await;
    assert_eq!(
        (one.as_deref(), two.as_deref()),
        (Ok("<slow 1>"), Ok("<slow 2>"))
    );
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn concurrent_gets_share_one_load() {
    let source = Source::new();
    let cache = source.cache();
    let (a, b, c) =
        soon(async { tokio::join!(cache.get("k"), cache.get("k"), cache.get("k")) }).await;
    let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
    assert!(Arc::ptr_eq(&a, &b) && Arc::ptr_eq(&b, &c));
    assert_eq!(source.loads(), 1);
}

#[tokio::test]
async fn failures_are_tried_again() {
    let source = Source::new();
    let cache = source.cache();
    let (first, second) =
        soon(async { tokio::join!(cache.get("flaky"), cache.get("flaky")) }).await;
    assert_eq!(
        first,
        Err(LoadError {
            key: "flaky".to_owned()
        })
    );
    assert_eq!(second.as_deref(), Ok("<flaky>"));
    assert_eq!(cache.get("flaky").await.as_deref(), Ok("<flaky>"));
    assert_eq!(source.loads(), 2);
    assert!(cache.get("bad").await.is_err());
    assert_eq!(
        cache.get("bad").await.unwrap_err().to_string(),
        "bad cannot be looked up"
    );
    assert_eq!(source.loads(), 4);
}

#[tokio::test]
async fn a_dropped_get_leaves_nothing_stuck() {
    let source = Source::new();
    let cache = source.cache();
    {
        let mut get = pin!(cache.get("stuck"));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(get.as_mut().poll(&mut context).is_pending());
        }
    }
    assert_eq!(soon(cache.get("stuck")).await.as_deref(), Ok("<stuck>"));
    assert_eq!(source.loads(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn warming_loads_all_keys_in_parallel() {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }
    let source = Source::new();
    let cache = source.cache();
    let keys = [
        "slow b", "bad z", "a", "bad c", "slow a", "bad y", "bad d", "bad x",
    ];
    let failed = soon(assert_send(Arc::clone(&cache).warm(&keys))).await;
    assert_eq!(failed, ["bad c", "bad d", "bad x", "bad y", "bad z"]);
    assert_eq!(source.loads(), 8);
    assert_eq!(soon(cache.get("slow a")).await.as_deref(), Ok("<slow a>"));
    assert_eq!(source.loads(), 8);
    assert!(cache.warm(&[]).await.is_empty());
}
