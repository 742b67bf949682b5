use crate::{Sample, Sink, SinkError};

/// Writes each sample to several sinks.
#[derive(Debug)]
pub struct Exporter<S: Sink> {
    sinks: Vec<S>,
}

impl<S: Sink> Exporter<S> {
    pub fn new(sinks: Vec<S>) -> Self {
        Self { sinks }
    }

    pub fn export(&mut self, samples: &[Sample]) -> Result<(), SinkError> {
        for sink in &mut self.sinks {
            sink.write_all(samples.iter().cloned())?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), SinkError> {
        for sink in self.sinks {
            sink.finish()?;
        }
        Ok(())
    }
}
