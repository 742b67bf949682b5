/// The year in which it comes back next.
pub fn returns(seen: u32, period: u32, now: u32) -> u32 {
    let mut year = seen;
    while year <= now {
        year += period;
    }
    year
}
}
