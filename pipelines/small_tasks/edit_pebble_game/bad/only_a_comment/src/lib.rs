// Looked at.
#[derive(Debug, Clone)]
pub struct Pebble {
    pub grams: u32,
}

pub fn doubled(pebble: &Pebble) -> Pebble {
    Pebble {
        grams: pebble.grams * 2,
    }
}
