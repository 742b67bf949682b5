// Looked at.
/// Whether the run is open.
pub fn is_open(is_icy: bool) -> bool {
    is_icy == false
}
