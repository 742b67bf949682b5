// Looked at.
/// Metres after so many steps.
pub fn lifted(step: u32, steps: u32) -> u32 {
    let mut height = 0;
    for _ in 0..steps {
        height = height + step;
    }
    height
}
