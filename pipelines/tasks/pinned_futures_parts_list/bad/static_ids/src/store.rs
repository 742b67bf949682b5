use std::future::Future;
use std::pin::Pin;

use crate::StoreError;

/// A part and what it is assembled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the part itself costs, in cents, without its components.
    pub price: u64,
    /// Identifiers of the components and how many of each.
    pub components: Vec<(String, u64)>,
}

/// A future that was put into a box so that traits can return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where parts are looked up.
pub trait PartStore: Send + Sync {
    fn part<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Part, StoreError>>;
}
