use std::fmt;

use crate::{Sample, Sink, SinkError, SinkExt};

/// Some sinks failed; the others did their work.
#[derive(Debug)]
pub struct ExportError {
    /// Kind and error of each failed sink, in the order of the sinks.
    pub failures: Vec<(String, SinkError)>,
    sinks: usize,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = self
            .failures
            .iter()
            .map(|(kind, _)| kind.as_str())
            .collect();
        write!(
            f,
            "{} of {} sinks failed: {}",
            kinds.len(),
            self.sinks,
            kinds.join(", ")
        )
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let (_, error) = self.failures.first()?;
        Some(error)
    }
}

/// Writes each sample to several sinks, which may borrow for `'s`.
#[derive(Default)]
pub struct Exporter<'s> {
    sinks: Vec<Box<dyn Sink + 's>>,
}

impl<'s> Exporter<'s> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, sink: Box<dyn Sink + 's>) {
        self.sinks.push(sink);
    }

    /// Every sink gets the samples up to its own first error.
    pub fn export(&mut self, samples: &[Sample]) -> Result<(), ExportError> {
        self.for_each(|sink| sink.write_all(samples).map(|_| ()))
    }

    /// Finishes all sinks.
    pub fn finish(mut self) -> Result<(), ExportError> {
        self.for_each(|sink| sink.finish())
    }

    fn for_each(
        &mut self,
        mut work: impl FnMut(&mut dyn Sink) -> Result<(), SinkError>,
    ) -> Result<(), ExportError> {
        let mut failures = Vec::new();
        for sink in &mut self.sinks {
            if let Err(error) = work(sink.as_mut()) {
                failures.push((sink.kind().to_owned(), error));
            }
        }
        if failures.is_empty() {
            return Ok(());
        }
        let sinks = self.sinks.len();
        Err(ExportError { failures, sinks })
    }
}
