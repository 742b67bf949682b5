// Looked at.
/// What the board shows.
pub fn shown(hymn: &str) -> String {
    format!("{}", hymn)
}
