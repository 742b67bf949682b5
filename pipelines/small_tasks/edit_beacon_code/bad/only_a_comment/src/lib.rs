// Looked at.
#[derive(Debug, PartialEq)]
pub struct BeaconError;

impl std::fmt::Display for BeaconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the beacon is dark")
    }
}

impl std::error::Error for BeaconError {}

pub fn flashes(code: &str) -> Result<usize, Box<dyn std::error::Error>> {
    match code.matches('*').count() {
        0 => Err(BeaconError)?,
        count => Ok(count),
    }
}
