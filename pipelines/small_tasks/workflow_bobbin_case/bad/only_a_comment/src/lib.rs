// Looked at.
pub struct Bobbin {
    pub colour: u32,
    pub metres: u32,
}

pub fn wound(colour: u32) -> Bobbin {
    Bobbin { colour: colour, metres: 80 }
}
