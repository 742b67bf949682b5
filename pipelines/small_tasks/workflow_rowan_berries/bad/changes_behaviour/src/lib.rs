/// Whether a bush is worth a visit.
pub fn is_worth_it(berries: u32) -> bool {
    berries > 40
}
