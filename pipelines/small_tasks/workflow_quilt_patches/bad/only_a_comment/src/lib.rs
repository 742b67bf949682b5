// Looked at.
/// Square centimetres of so many patches.
pub fn area(patches: u64) -> u64 {
    patches as u64 * 25
}
