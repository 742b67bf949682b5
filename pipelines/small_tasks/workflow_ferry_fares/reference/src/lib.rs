/// Cents for a crossing of so many minutes.
pub fn fare(minutes: u32, bicycles: u32) -> u32 {
    let ride = minutes * 12;
    ride + bicycles * 150
}
