//! The tracks that we may play.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Track {
    pub id: String,
    pub title: String,
    pub seconds: u32,
}

/// What is wrong with a catalog, or with a question to it.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error("the catalog is not valid JSON")]
    Json(#[from] serde_json::Error),
    #[error("track {id} has no length")]
    NoLength { id: String },
    #[error("track {id} is listed twice")]
    Twice { id: String },
    #[error("unknown track {id}")]
    Unknown { id: String },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    tracks: BTreeMap<String, Track>,
}

impl Catalog {
    /// Reads a JSON array of tracks.
    pub fn from_json(text: &str) -> Result<Self, CatalogError> {
        let list: Vec<Track> = serde_json::from_str(text)?;
        let mut tracks = BTreeMap::new();
        for track in list {
            if track.seconds == 0 {
                return Err(CatalogError::NoLength { id: track.id });
            }
            let id = track.id.clone();
            if tracks.insert(id.clone(), track).is_some() {
                return Err(CatalogError::Twice { id });
            }
        }
        Ok(Self { tracks })
    }

    pub fn track(&self, id: &str) -> Result<&Track, CatalogError> {
        self.tracks
            .get(id)
            .ok_or_else(|| CatalogError::Unknown { id: id.to_owned() })
    }
}
