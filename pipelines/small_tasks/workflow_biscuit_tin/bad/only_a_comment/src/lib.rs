// Looked at.
/// Biscuits for each guest.
pub fn each(biscuits: u32, guests: u32) -> u32 {
    if guests == 0 {
        return 0;
    }
    return biscuits / guests;
}
