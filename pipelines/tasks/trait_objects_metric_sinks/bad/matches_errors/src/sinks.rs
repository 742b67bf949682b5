use std::collections::VecDeque;
use std::io::Write;

use crate::{Sample, Sink, SinkError};

/// Keeps the latest samples.
#[derive(Debug)]
pub struct Recent {
    limit: usize,
    samples: VecDeque<Sample>,
}

impl Recent {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            samples: VecDeque::new(),
        }
    }

    /// Oldest first.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.samples.iter()
    }
}

impl Sink for Recent {
    fn kind(&self) -> &str {
        "recent"
    }

    fn write(&mut self, sample: &Sample) -> Result<(), SinkError> {
        self.samples.push_back(sample.clone());
        if self.samples.len() > self.limit {
            self.samples.pop_front();
        }
        Ok(())
    }
}

/// Writes `metric,value` lines.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: W,
}

impl<W: Write> Csv<W> {
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Sink for Csv<W> {
    fn kind(&self) -> &str {
        "csv"
    }

    fn write(&mut self, sample: &Sample) -> Result<(), SinkError> {
        if !sample.value.is_finite() {
            return Err(SinkError::NotFinite {
                metric: sample.metric.clone(),
            });
        }
        match writeln!(self.out, "{},{}", sample.metric, sample.value) {
            Ok(()) => Ok(()),
            Err(error) => Err(SinkError::Io(error)),
        }
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        match self.out.flush() {
            Ok(()) => Ok(()),
            Err(error) => Err(SinkError::Io(error)),
        }
    }
}
