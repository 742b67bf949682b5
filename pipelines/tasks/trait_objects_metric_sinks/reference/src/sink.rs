use std::borrow::Borrow;
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
pub trait Sink {
    /// Names the sink in error reports.
    fn kind(&self) -> &str;

    fn write(&mut self, sample: &Sample) -> Result<(), SinkError>;

    /// Called once, after the last sample.
    fn finish(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

/// What every sink can do, and what would keep `Sink` from being a trait object.
pub trait SinkExt: Sink {
    /// Writes samples up to the first error; returns how many.
    fn write_all<I>(&mut self, samples: I) -> Result<usize, SinkError>
    where
        I: IntoIterator<Item: Borrow<Sample>>,
    {
        let mut count = 0;
        for sample in samples {
            self.write(sample.borrow())?;
            count += 1;
        }
        Ok(count)
    }
}

impl<S: Sink + ?Sized> SinkExt for S {}
