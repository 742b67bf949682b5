use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

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
    values: Mutex<HashMap<String, Arc<str>>>,
}

impl<L: Loader> Cache<L> {
    pub fn new(loader: L) -> Self {
        Self {
            loader,
            values: Mutex::default(),
        }
    }

    /// The value of a key; failures are not remembered.
    pub async fn get(&self, key: &str) -> Result<Arc<str>, LoadError> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = values.get(key) {
            return Ok(Arc::clone(value));
        }
        let value: Arc<str> = self.loader.load(key).await?.into();
        values.insert(key.to_owned(), Arc::clone(&value));
        Ok(value)
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
