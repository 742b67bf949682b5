// Looked at.
#[derive(Debug, PartialEq)]
pub enum Tone {
    High,
    Low,
}

pub fn tone(hertz: u32) -> Tone {
    if hertz > 1000 { Tone::High } else { Tone::Low }
}
