use std::fmt;
use std::io;

#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub metric: String,
    pub value: f64,
}

/// Why a sink did not take a sample.
#[derive(Debug)]
pub enum SinkError {
    Io(io::Error),
    /// The sink takes finite values only.
    NotFinite {
        metric: String,
    },
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(_) => write!(f, "the sample cannot be written"),
            Self::NotFinite { metric } => write!(f, "the value of {metric} is not finite"),
        }
    }
}

impl std::error::Error for SinkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(source) => Some(source),
            Self::NotFinite { .. } => None,
        }
    }
}

impl From<io::Error> for SinkError {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}

/// Takes samples.
pub trait Sink: Sized {
    const KIND: &'static str;

    fn write(&mut self, sample: &Sample) -> Result<(), SinkError>;

    /// Writes samples up to the first error; returns how many.
    fn write_all<I: IntoIterator<Item = Sample>>(
        &mut self,
        samples: I,
    ) -> Result<usize, SinkError> {
        let mut count = 0;
        for sample in samples {
            self.write(&sample)?;
            count += 1;
        }
        Ok(count)
    }

    /// Called once, after the last sample.
    fn finish(self) -> Result<(), SinkError> {
        Ok(())
    }
}
