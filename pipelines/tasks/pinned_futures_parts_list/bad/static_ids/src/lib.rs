//! Costs of assemblies whose parts are looked up asynchronously. Runs on any executor.

mod cost;
mod error;
mod fallback;
mod store;

pub use cost::total_cost;
pub use error::{CostError, StoreError};
pub use fallback::Fallback;
pub use store::{BoxFuture, Part, PartStore};
