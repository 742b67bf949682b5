//! Numbers about colours.

use shade::{Rgb, UnknownColour};

/// How much lighter one of the colours is, in thousandths.
pub fn contrast(text: &str, ground: &str) -> Result<u32, UnknownColour> {
    let text = Rgb::parse(text)?.lightness();
    Ok(text.abs_diff(Rgb::parse(ground)?.lightness()))
}
