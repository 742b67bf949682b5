// Looked at.
/// The tone with so many valves pressed.
pub fn pressed(tone: i32, valves: i32) -> i32 {
    let lowered = tone - valves;
    lowered
}
