use std::future::Future;

use crate::StoreError;

/// A part and what it is assembled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the part itself costs, in cents, without its components.
    pub price: u64,
    /// Identifiers of the components and how many of each.
    pub components: Vec<(String, u64)>,
}

/// Where parts are looked up.
pub trait PartStore: Send + Sync + 'static {
    fn part(&self, id: &'static str) -> impl Future<Output = Result<Part, StoreError>> + Send;
}
