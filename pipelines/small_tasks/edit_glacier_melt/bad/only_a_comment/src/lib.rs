// Looked at.
use std::num::ParseIntError;

#[derive(Debug)]
pub struct MeltError(ParseIntError);

impl std::fmt::Display for MeltError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no number of metres: {}", self.0)
    }
}

impl std::error::Error for MeltError {}

impl From<ParseIntError> for MeltError {
    fn from(error: ParseIntError) -> Self {
        Self(error)
    }
}

/// Metres that are left.
pub fn melted(ice: i64, loss: &str) -> Result<i64, Box<dyn std::error::Error>> {
    Ok(ice - loss.parse::<i64>()?)
}
