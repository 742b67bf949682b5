pub enum Half {
  Morning,
  Afternoon,
}

pub fn half(hour: u32)->Half {
  match hour {
    0..12 => Half::Morning,
    _ => Half::Afternoon,
  }
}
