//! Costs of assemblies whose parts are looked up asynchronously. Runs on any executor.

mod cost;
mod error;
mod store;

pub use cost::total_cost;
pub use error::{CostError, StoreError};
pub use store::{Part, PartStore};
