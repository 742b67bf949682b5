use std::fmt;

/// Why a line is not logfmt. `at` is a byte offset in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// A field starts with `=` or `"`; `at` is that character.
    EmptyKey { at: usize },
    /// A quote where none may stand: inside a key or a bare value, or text glued to a closing quote.
    /// `at` is the quote, or the first character of the glued text.
    StrayQuote { at: usize },
    /// The line ends inside a quoted value; `at` is its opening quote.
    UnterminatedQuote { at: usize },
    /// A backslash before anything but `"`, `\`, `n` or `t`; `at` is the backslash.
    BadEscape { at: usize },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey { at } => write!(f, "field without a key at byte {at}"),
            Self::StrayQuote { at } => write!(f, "misplaced quote or text after one at byte {at}"),
            Self::UnterminatedQuote { at } => {
                write!(f, "quote opened at byte {at} is never closed")
            }
            Self::BadEscape { at } => write!(f, "unknown escape at byte {at}"),
        }
    }
}

impl std::error::Error for ParseError {}
