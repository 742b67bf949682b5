pub const SHILLING: u32 = 20;

/// Pence of so many shillings and pence.
pub fn pence(shillings: u32, rest: u32) -> u32 {
    shillings * SHILLING + rest
}
