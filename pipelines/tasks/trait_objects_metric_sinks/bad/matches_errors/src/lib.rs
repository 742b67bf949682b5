//! Sends measured samples to where they are kept.

mod exporter;
mod sink;
mod sinks;

pub use exporter::{ExportError, Exporter};
pub use sink::{Sample, Sink, SinkError, SinkExt};
pub use sinks::{Csv, Recent};
