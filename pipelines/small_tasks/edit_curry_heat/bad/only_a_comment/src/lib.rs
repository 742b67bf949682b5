// Looked at.
use std::num::ParseFloatError;

pub fn heat(text: &str) -> Result<bool, ParseFloatError> {
    let chillies = text.parse::<f64>().unwrap();
    Ok(chillies > 2.5)
}
