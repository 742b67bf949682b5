// Looked at.
use std::num::ParseIntError;

/// Centimetres of a width in metres.
pub fn width(text: &str) -> Result<u32, ParseIntError> {
    let metres = text.trim().parse::<u32>().unwrap();
    Ok(metres * 100)
}
