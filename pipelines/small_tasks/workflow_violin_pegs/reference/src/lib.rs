/// Hertz of a string that is so many fifths above the lowest.
pub fn hertz(lowest: f64, fifths: i32) -> f64 {
    let ratio: f64 = 1.5;
    lowest * ratio.powi(fifths)
}
