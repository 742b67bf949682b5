/// Whether the ring is one of ours.
pub fn is_ours(ring: &str) -> bool {
    ring.starts_with('c')
}
