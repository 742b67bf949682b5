//! Reads {{parts.words}} and decides what to do about bad ones.

use std::num::ParseIntError;

use thiserror::Error;
use {{wire}}::{Position, WireError, split};

/// Why a text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AppError {
    #[error("not in the form of {{part.a}}")]
    Wire(#[from] WireError),
    #[error("{{quantity.words}} must be a number")]
%if trap=foreign_impl & side=start
    Number(#[source] ParseIntError),
%else
    Number(#[from] ParseIntError),
%end
}

%if trap=foreign_impl & side=start
impl From<ParseIntError> for WireError {
    fn from(_: ParseIntError) -> Self {
        Self::Empty(Position::at(0))
    }
}

%end
/// The {{quantity.words}} of each line; unit: {{unit.words}}.
pub fn read_all(text: &str) -> Result<Vec<u32>, AppError> {
    let mut all = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (_, {{quantity}}) = split(line, Position::at(index + 1))?;
        all.push({{quantity}}.trim().parse()?);
    }
    Ok(all)
}

%if verdict=retry
/// Whether the sender should be asked again.
pub fn worth_a_retry(error: &WireError) -> bool {
    match error {
        WireError::NoColon(_) => true,
        WireError::Empty(_) => false,
%if variants=three
        WireError::TooLong { .. } => false,
%end
%if trap=exhaustive_match & side=start
%else
        _ => false,
%end
    }
}
%else
/// From 0, harmless, to 9.
pub fn severity(error: &WireError) -> u8 {
    match error {
        WireError::NoColon(_) => 3,
        WireError::Empty(_) => 1,
%if variants=three
        WireError::TooLong { .. } => 5,
%end
%if trap=exhaustive_match & side=start
%else
        _ => 9,
%end
    }
}
%end

/// The line to show to the user, if the error is about the first line of it.
pub fn first_line(position: Position) -> Option<usize> {
%if trap=private_field & side=start
    (position.line == 1).then_some(position.line)
%else
    (position.line() == 1).then_some(position.line())
%end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_line() {
        assert_eq!(read_all("{{one}}: 30\n{{two}}: 12\n"), Ok(vec![30, 12]));
    }

    #[test]
    fn the_bad_line_is_named() {
        let error = read_all("{{one}}: 30\n{{two}}\n");
        assert_eq!(error, Err(AppError::Wire(WireError::NoColon(Position::at(2)))));
    }

    #[test]
    fn a_bad_number_is_an_error_of_the_app() {
        assert!(matches!(read_all("{{one}}: many"), Err(AppError::Number(_))));
    }

    #[test]
    fn decides_by_the_cause() {
%if verdict=retry
        assert!(worth_a_retry(&WireError::NoColon(Position::at(1))));
        assert!(!worth_a_retry(&WireError::Empty(Position::at(1))));
%else
        assert_eq!(severity(&WireError::NoColon(Position::at(1))), 3);
        assert_eq!(severity(&WireError::Empty(Position::at(1))), 1);
%end
    }

    #[test]
    fn only_the_first_line_is_shown() {
        assert_eq!(first_line(Position::at(1)), Some(1));
        assert_eq!(first_line(Position::at(2)), None);
    }
}
