//! What {{parts.words}} cost, by {{quantity.words}}.

/// Price of one {{part.words}}, in cents.
pub trait Tariff {
    fn price(&self, {{quantity}}: u64) -> u64;
}

/// The same for each {{unit.words}}.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flat {
    pub per_unit: u64,
}

impl Tariff for Flat {
    fn price(&self, {{quantity}}: u64) -> u64 {
%if rounding=minimum
        (self.per_unit * {{quantity}}).max(100)
%else
        self.per_unit * {{quantity}}
%end
    }
}

/// Cheaper above a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stepped {
    pub threshold: u64,
    pub below: u64,
    pub above: u64,
}

impl Tariff for Stepped {
    fn price(&self, {{quantity}}: u64) -> u64 {
        let cheap = {{quantity}}.saturating_sub(self.threshold);
        ({{quantity}} - cheap) * self.below + cheap * self.above
    }
}

%if extra=discount
/// Another tariff, less a share in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discounted<T> {
    pub tariff: T,
    pub percent: u64,
}

impl<T: Tariff> Tariff for Discounted<T> {
    fn price(&self, {{quantity}}: u64) -> u64 {
        let price = self.tariff.price({{quantity}});
        price - price * self.percent.min(100) / 100
    }
}

%elif extra=sum
/// Several tariffs that are paid together, such as a fee for each {{part.words}} beside a price by use.
#[derive(Default)]
pub struct Combined {
    tariffs: Vec<Box<dyn Tariff>>,
}

impl Combined {
    pub fn with(mut self, tariff: impl Tariff + 'static) -> Self {
        self.tariffs.push(Box::new(tariff));
        self
    }
}

impl Tariff for Combined {
    fn price(&self, {{quantity}}: u64) -> u64 {
        self.tariffs.iter().map(|tariff| tariff.price({{quantity}})).sum()
    }
}

%end
%if choice=by_name
/// The tariff of this name; anything unknown pays the flat one.
%if trap=return_dyn & side=start
pub fn tariff_for(name: &str) -> dyn Tariff {
%elif trap=return_impl & side=start
pub fn tariff_for(name: &str) -> impl Tariff {
%else
pub fn tariff_for(name: &str) -> Box<dyn Tariff> {
%end
    match name {
%if trap=return_dyn|return_impl & side=start
        "{{one}}" => Stepped { threshold: 10, below: 7, above: 3 },
        _ => Flat { per_unit: 5 },
%else
        "{{one}}" => Box::new(Stepped { threshold: 10, below: 7, above: 3 }),
        _ => Box::new(Flat { per_unit: 5 }),
%end
    }
}
%else
/// Large {{parts.words}} get the stepped tariff.
%if trap=return_dyn & side=start
pub fn tariff_for({{quantity}}: u64) -> dyn Tariff {
%elif trap=return_impl & side=start
pub fn tariff_for({{quantity}}: u64) -> impl Tariff {
%else
pub fn tariff_for({{quantity}}: u64) -> Box<dyn Tariff> {
%end
    if {{quantity}} > 20 {
%if trap=return_dyn|return_impl & side=start
        Stepped { threshold: 10, below: 7, above: 3 }
    } else {
        Flat { per_unit: 5 }
%else
        Box::new(Stepped { threshold: 10, below: 7, above: 3 })
    } else {
        Box::new(Flat { per_unit: 5 })
%end
    }
}
%end

/// Whichever of the two is lower.
%if trap=borrowed_box & side=start
pub fn cheapest(left: &Box<dyn Tariff>, right: &Box<dyn Tariff>, {{quantity}}: u64) -> u64 {
%else
pub fn cheapest(left: &dyn Tariff, right: &dyn Tariff, {{quantity}}: u64) -> u64 {
%end
    left.price({{quantity}}).min(right.price({{quantity}}))
}

/// Several {{parts.words}} under one tariff.
%if trap=needless_dyn & side=start
pub struct Bill {
    tariff: Box<dyn Tariff>,
    {{parts}}: Vec<u64>,
}

impl Bill {
    pub fn new(tariff: Box<dyn Tariff>) -> Self {
%elif trap=missing_bound & side=start
#[derive(Debug)]
pub struct Bill<T> {
    tariff: T,
    {{parts}}: Vec<u64>,
}

impl<T> Bill<T> {
    pub fn new(tariff: T) -> Self {
%else
#[derive(Debug)]
pub struct Bill<T> {
    tariff: T,
    {{parts}}: Vec<u64>,
}

impl<T: Tariff> Bill<T> {
    pub fn new(tariff: T) -> Self {
%end
        Self { tariff, {{parts}}: Vec::new() }
    }

    /// {{quantity.title}} of one more {{part.words}}.
    pub fn add(&mut self, {{quantity}}: u64) {
        self.{{parts}}.push({{quantity}});
    }

%if method=total
    pub fn total(&self) -> u64 {
        self.{{parts}}.iter().map(|{{quantity}}| self.tariff.price(*{{quantity}})).sum()
    }
%else
    /// Rounded down; `None` for an empty bill.
    pub fn average(&self) -> Option<u64> {
        let total: u64 = self.{{parts}}.iter().map(|{{quantity}}| self.tariff.price(*{{quantity}})).sum();
        total.checked_div(self.{{parts}}.len() as u64)
    }
%end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_at_the_threshold() {
        let stepped = Stepped { threshold: 10, below: 7, above: 3 };
        assert_eq!(stepped.price(10), 70);
        assert_eq!(stepped.price(12), 76);
    }

    #[test]
    fn the_tariff_is_chosen_at_run_time() {
%if choice=by_name
        assert_eq!(tariff_for("{{one}}").price(30), 130);
        assert_eq!(tariff_for("{{two}}").price(30), 150);
%else
        assert_eq!(tariff_for(30).price(30), 130);
        assert_eq!(tariff_for(20).price(30), 150);
%end
    }

%if extra=discount
    #[test]
    fn a_discount_is_a_share_of_the_price() {
        let stepped = Stepped { threshold: 10, below: 7, above: 3 };
        assert_eq!(Discounted { tariff: stepped, percent: 10 }.price(10), 63);
        assert_eq!(Discounted { tariff: stepped, percent: 200 }.price(10), 0);
    }

%elif extra=sum
    #[test]
    fn combined_tariffs_add_up() {
        let both = Combined::default()
            .with(Flat { per_unit: 20 })
            .with(Stepped { threshold: 10, below: 7, above: 3 });
        assert_eq!(both.price(10), 270);
        assert_eq!(Combined::default().price(10), 0);
    }

%end
    #[test]
    fn the_lower_price_wins() {
%if trap=borrowed_box & side=start
        let flat: Box<dyn Tariff> = Box::new(Flat { per_unit: 5 });
        let stepped: Box<dyn Tariff> = Box::new(Stepped { threshold: 10, below: 7, above: 3 });
%else
        let flat = Flat { per_unit: 5 };
        let stepped = Stepped { threshold: 10, below: 7, above: 3 };
%end
        assert_eq!(cheapest(&flat, &stepped, 30), 130);
    }

    #[test]
    fn a_bill_adds_up() {
%if trap=needless_dyn & side=start
        let mut bill = Bill::new(Box::new(Flat { per_unit: 5 }));
%else
        let mut bill = Bill::new(Flat { per_unit: 5 });
%end
        bill.add(40);
        bill.add(60);
%if method=total
        assert_eq!(bill.total(), 500);
%else
        assert_eq!(bill.average(), Some(250));
%end
    }
}
