//! The text form of {{parts.words}}: `{{key}}:{{quantity}}`.

use thiserror::Error;

/// Where in the input something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    line: usize,
}

impl Position {
    pub fn at(line: usize) -> Self {
        Self { line }
    }

    /// From 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

/// Why a text is no {{part.words}}. More causes may come.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WireError {
    #[error("no colon in line {}", .0.line)]
    NoColon(Position),
    #[error("no {{key.words}} in line {}", .0.line)]
    Empty(Position),
%if variants=three
    #[error("line {} is longer than {limit} bytes", .position.line)]
    TooLong { position: Position, limit: usize },
%end
}

%if variants=three
const LIMIT: usize = 80;

%end
%if sides=alias
/// Both sides of the colon.
pub type Sides<'text> = (&'text str, &'text str);

/// Splits one line at its colon.
pub fn split(text: &str, position: Position) -> Result<Sides<'_>, WireError> {
%else
/// Splits one line at its colon.
pub fn split(text: &str, position: Position) -> Result<(&str, &str), WireError> {
%end
%if variants=three
    if text.len() > LIMIT {
        return Err(WireError::TooLong { position, limit: LIMIT });
    }
%end
    let ({{key}}, {{quantity}}) = text.split_once(':').ok_or(WireError::NoColon(position))?;
    if {{key}}.is_empty() {
        return Err(WireError::Empty(position));
    }
    Ok(({{key}}, {{quantity}}))
}
