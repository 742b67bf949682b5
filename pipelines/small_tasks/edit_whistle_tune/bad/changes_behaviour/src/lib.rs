#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    High,
    Low,
}

pub fn tone(hertz: u32) -> Tone {
    if hertz > 2000 { Tone::High } else { Tone::Low }
}
