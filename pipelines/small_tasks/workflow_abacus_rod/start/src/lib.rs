/// What the beads of a rod stand for.
pub fn value(upper : u32, lower : u32, rod : u32) -> u32 {
    let beads = upper*5 + lower;
    beads*10_u32.pow(rod)
}
