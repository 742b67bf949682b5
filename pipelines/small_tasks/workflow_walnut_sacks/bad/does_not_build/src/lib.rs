/// Full sacks, and what is left over.
pub fn packed(walnuts: u32, sack: u32) -> (u32, u32) {
    let full = walnuts.checked_div(sack).unwrap_or(0);
    (full, walnuts - full * sack)
}
}
