//! Sends measured samples to where they are kept.

mod exporter;
mod sink;
mod sinks;

pub use exporter::Exporter;
pub use sink::{Sample, Sink, SinkError};
pub use sinks::{Csv, Recent};
