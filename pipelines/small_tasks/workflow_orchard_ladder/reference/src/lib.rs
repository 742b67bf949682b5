/// Whether the rung can be reached.
pub fn reached(rung: u32) -> bool {
    (3..9).contains(&rung)
}
