/// Metres after so many steps.
pub fn lifted(step: u32, steps: u32) -> u32 {
    let mut height = 1;
    for _ in 0..steps {
        height += step;
    }
    height
}
