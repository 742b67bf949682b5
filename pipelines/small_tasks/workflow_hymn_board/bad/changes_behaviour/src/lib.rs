/// What the board shows.
pub fn shown(hymn: &str) -> String {
    hymn.to_lowercase()
}
