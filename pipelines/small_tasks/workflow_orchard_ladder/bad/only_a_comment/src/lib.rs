// Looked at.
/// Whether the rung can be reached.
pub fn reached(rung: u32) -> bool {
    rung >= 3 && rung < 9
}
