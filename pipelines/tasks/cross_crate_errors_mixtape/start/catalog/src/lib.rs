//! The tracks that we may play.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Track {
    pub id: String,
    pub title: String,
    pub seconds: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    tracks: BTreeMap<String, Track>,
}

impl Catalog {
    /// Reads a JSON array of tracks.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let list: Vec<Track> =
            serde_json::from_str(text).map_err(|e| format!("bad catalog: {e}"))?;
        let mut tracks = BTreeMap::new();
        for track in list {
            if track.seconds == 0 {
                return Err(format!("track {} has no length", track.id));
            }
            let id = track.id.clone();
            if tracks.insert(id.clone(), track).is_some() {
                return Err(format!("track {id} is listed twice"));
            }
        }
        Ok(Self { tracks })
    }

    pub fn track(&self, id: &str) -> Result<&Track, String> {
        self.tracks.get(id).ok_or(format!("unknown track {id}"))
    }
}
