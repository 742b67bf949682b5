//! One measurement of a tide gauge: `<seconds> <centimetres>*<checksum>`, e.g. `60 -12*39`.

use std::num::ParseIntError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub time: u64,
    pub level: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("the frame is incomplete")]
    Incomplete,
    #[error("{field} is not a number")]
    Number {
        field: &'static str,
        source: ParseIntError,
    },
    #[error("the checksum is {found:02x} and should be {expected:02x}")]
    Checksum { expected: u8, found: u8 },
}

/// The exclusive or of all bytes before the `*`.
pub fn checksum(body: &str) -> u8 {
    body.bytes().fold(0, |sum, byte| sum ^ byte)
}

/// Reads one frame.
pub fn parse(text: &str) -> Result<Frame, FrameError> {
    let (body, sum) = text.split_once('*').ok_or(FrameError::Incomplete)?;
    let (time, level) = body.split_once(' ').ok_or(FrameError::Incomplete)?;
    let number = |field| move |source| FrameError::Number { field, source };
    let found = u8::from_str_radix(sum, 16).map_err(number("checksum"))?;
    let expected = checksum(body);
    if found != expected {
        return Err(FrameError::Checksum { expected, found });
    }
    Ok(Frame {
        time: time.parse().map_err(number("time"))?,
        level: level.parse().map_err(number("level"))?,
    })
}
