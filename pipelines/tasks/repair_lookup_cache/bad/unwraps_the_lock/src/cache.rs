use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;
use tokio::task::JoinSet;

/// Looks a key up, slowly.
pub trait Loader: Send + Sync + 'static {
    fn load<'a>(
        &'a self,
        key: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<String, LoadError>> + Send + 'a>>;
}

/// A key could not be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    pub key: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be looked up", self.key)
    }
}

impl std::error::Error for LoadError {}

/// Values by key, each loaded when it is asked for first.
pub struct Cache<L> {
    loader: L,
    cells: Mutex<HashMap<String, Arc<OnceCell<Arc<str>>>>>,
}

impl<L: Loader> Cache<L> {
    pub fn new(loader: L) -> Self {
        Self {
            loader,
            cells: Mutex::default(),
        }
    }

    /// The value of a key; failures are not remembered.
    pub async fn get(&self, key: &str) -> Result<Arc<str>, LoadError> {
        let cell = self.cell(key);
        let load = || async { self.loader.load(key).await.map(Arc::from) };
        cell.get_or_try_init(load).await.cloned()
    }

    /// The place of a key's value. The lock is not held while the value is loaded.
    fn cell(&self, key: &str) -> Arc<OnceCell<Arc<str>>> {
        let mut cells = self.cells.lock().unwrap();
        Arc::clone(cells.entry(key.to_owned()).or_default())
    }

    /// Loads several keys on the runtime's threads; returns the keys that failed, sorted.
    pub async fn warm(self: Arc<Self>, keys: &[&str]) -> Vec<String> {
        let mut tasks = JoinSet::new();
        for key in keys {
            let cache = Arc::clone(&self);
            let key = (*key).to_owned();
            tasks.spawn(async move { cache.get(&key).await });
        }
        let results = tasks.join_all().await;
        let mut failed: Vec<String> = results
            .into_iter()
            .filter_map(|result| result.err().map(|error| error.key))
            .collect();
        failed.sort();
        failed
    }
}
