pub struct Clock {
    pub seconds: u64,
    pub bonus: u64,
}

impl Clock {
    pub fn after( &self , spent: u64) -> u64 {
        self.seconds.saturating_sub( spent) + self.bonus
    }
}
