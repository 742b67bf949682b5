// Looked at.
/// Whether the ring is one of ours.
pub fn is_ours(ring: &str) -> bool {
    ring.chars().next() == Some('b')
}
