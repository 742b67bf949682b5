/// Nights for which the oil lasts.
pub fn nights(oil: u32, lanterns: u32) -> u32 {
    if lanterns == 0 {
        return 0;
    }
    oil / (lanterns * 2)
}
