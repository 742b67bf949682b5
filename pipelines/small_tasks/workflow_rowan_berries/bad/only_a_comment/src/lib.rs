// Looked at.
/// Whether a bush is worth a visit.
pub fn is_worth_it(berries: u32) -> bool {
    if berries > 30 { true } else { false }
}
