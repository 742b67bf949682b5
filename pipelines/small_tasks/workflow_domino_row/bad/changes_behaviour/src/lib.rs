#[derive(Clone, Copy)]
pub struct Stone {
    pub left: u8,
    pub right: u8,
}

/// Whether each stone fits to the one before it.
pub fn fits(row: &[Stone]) -> bool {
    row.windows(2).all(|pair| pair[0].right == pair[1].right)
}
