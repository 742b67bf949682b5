//! Tapes: a playlist that fits on a side.

use std::error::Error;

use catalog::{Catalog, Track};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    pub tracks: Vec<Track>,
    pub seconds: u32,
}

/// Reads the catalog (JSON) and the playlist: one `id` or `id xN` (N times) per line, blank lines skipped.
pub fn record(catalog: &str, playlist: &str, side: u32) -> Result<Tape, Box<dyn Error>> {
    let catalog = Catalog::from_json(catalog)?;
    let mut tape = Tape {
        tracks: Vec::new(),
        seconds: 0,
    };
    for (index, line) in playlist.lines().enumerate() {
        let (id, times) = match line.trim().rsplit_once(" x") {
            Some((id, times)) => (id, times.parse::<u32>().map_err(|e| e.to_string())?),
            None => (line.trim(), 1),
        };
        if id.is_empty() {
            continue;
        }
        let track = match catalog.track(id) {
            Ok(track) => track,
            Err(e) => return Err(format!("line {}: {e}", index + 1).into()),
        };
        for _ in 0..times {
            tape.seconds += track.seconds;
            if tape.seconds > side {
                return Err("tape full".into());
            }
            tape.tracks.push(track.clone());
        }
    }
    Ok(tape)
}
