pub struct Rental {
    pub hours: u32,
    pub is_double: bool,
}

pub fn price(rental: &Rental) -> u32 {
    let hourly = if rental.is_double { 15 } else { 9 };
    rental.hours * hourly
}
