//! Tapes: a playlist that fits on a side.

use std::num::ParseIntError;

use catalog::{Catalog, CatalogError, Track};

/// Why a tape cannot be recorded. Lines are those of the playlist, from 1.
#[derive(Debug, thiserror::Error)]
pub enum MixError {
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error("line {line}: no such track")]
    Track { line: usize, source: CatalogError },
    #[error("line {line}: \"{text}\" is not a number of times")]
    Times {
        line: usize,
        text: String,
        source: ParseIntError,
    },
    /// The first track that does not fit exceeds the side by `over` seconds.
    #[error("line {line}: the tape is {over} s too short")]
    Full { line: usize, over: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    pub tracks: Vec<Track>,
    pub seconds: u32,
}

impl Tape {
    fn push(&mut self, track: &Track, side: u32, line: usize) -> Result<(), MixError> {
        let left = side - self.seconds;
        if track.seconds > left {
            let over = track.seconds - left;
            return Err(MixError::Full { line, over });
        }
        self.seconds += track.seconds;
        self.tracks.push(track.clone());
        Ok(())
    }
}

/// Reads the catalog (JSON) and the playlist: one `id` or `id xN` (N times) per line, blank lines skipped.
pub fn record(catalog: &str, playlist: &str, side: u32) -> Result<Tape, MixError> {
    let catalog = Catalog::from_json(catalog)?;
    let mut tape = Tape {
        tracks: Vec::new(),
        seconds: 0,
    };
    for (index, text) in playlist.lines().enumerate() {
        let line = index + 1;
        let (id, times) = parse_line(text, line)?;
        if id.is_empty() {
            continue;
        }
        let track = catalog
            .track(id)
            .map_err(|source| MixError::Track { line, source })?;
        for _ in 0..times {
            tape.push(track, side, line)?;
        }
    }
    Ok(tape)
}

fn parse_line(text: &str, line: usize) -> Result<(&str, u32), MixError> {
    let text = text.trim();
    text.rsplit_once(" x").map_or(Ok((text, 1)), |(id, times)| {
        let parsed = times.parse().map_err(|source| MixError::Times {
            line,
            text: times.to_owned(),
            source,
        })?;
        Ok((id, parsed))
    })
}
