//! Colours.

use std::fmt;

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The text is neither a colour's code nor its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColour {
    /// What was to be read.
    pub text: String,
}

impl fmt::Display for UnknownColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is no colour", self.text)
    }
}

impl std::error::Error for UnknownColour {}

/// Names and their colours, sorted by name.
#[cfg(feature = "names")]
pub const NAMES: [(&str, Rgb); 4] = [
    ("navy", Rgb(0, 0, 128)),
    ("orchid", Rgb(218, 112, 214)),
    ("snow", Rgb(255, 250, 250)),
    ("tomato", Rgb(255, 99, 71)),
];

impl Rgb {
    /// Reads `#rrggbb`, or a name if the feature `names` is on.
    pub fn parse(text: &str) -> Result<Self, UnknownColour> {
        #[cfg(feature = "names")]
        if let Some((_, colour)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(*colour);
        }
        let unknown = || UnknownColour {
            text: text.to_owned(),
        };
        let digits = text.strip_prefix('#').ok_or_else(unknown)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let part =
            |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_bad| unknown());
        Ok(Self(part(0)?, part(2)?, part(4)?))
    }

    /// From 0 (black) to 1000 (white).
    #[cfg(feature = "lightness")]
    pub fn lightness(self) -> u32 {
        let sum = u32::from(self.0) * 299 + u32::from(self.1) * 587 + u32::from(self.2) * 114;
        sum / 255
    }
}
