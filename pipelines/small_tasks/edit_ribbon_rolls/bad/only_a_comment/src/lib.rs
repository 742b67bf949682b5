// Looked at.
#[derive(Debug)]
pub struct Ribbon {
    pub metres: u32,
}

impl Ribbon {
    pub fn cut(&mut self, metres: u32) -> u32 {
        let cut = metres.min(self.metres);
        self.metres -= cut;
        cut
    }
}
