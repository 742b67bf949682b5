//! Colours on the terminal.

use shade::{Rgb, UnknownColour};

/// Wraps a text into the terminal's codes for a colour.
pub fn paint(colour: &str, text: &str) -> Result<String, UnknownColour> {
    let Rgb(r, g, b) = Rgb::parse(colour)?;
    Ok(format!("\u{1b}[38;2;{r};{g};{b}m{text}\u{1b}[0m"))
}

/// All names, each painted in its colour.
#[cfg(feature = "names")]
pub fn palette() -> Vec<String> {
    let painted = shade::NAMES.iter().map(|(name, _)| paint(name, name));
    painted.flatten().collect()
}
