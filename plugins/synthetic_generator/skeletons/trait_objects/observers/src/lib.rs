//! Passes {{quantity.words}} on to whoever wants to see it.

mod scale {
    /// Adds scaling to numbers.
    pub trait Scaled {
        fn scaled(self, factor: u64) -> Self;
    }

    impl Scaled for u64 {
        fn scaled(self, factor: u64) -> Self {
            self.saturating_mul(factor)
        }
    }
}

%if trap=not_in_scope & side=start
%else
use scale::Scaled;

%end
/// Sees each value; unit: {{unit.words}}.
pub trait Observer {
    fn name(&self) -> &'static str;
    fn seen(&mut self, {{quantity}}: u64);
    fn result(&self) -> u64;
}

%if outcome=count
/// How many values there were.
#[derive(Debug, Default)]
pub struct Counter {
    count: u64,
}

impl Observer for Counter {
%if trap=missing_method & side=start
%else
    fn name(&self) -> &'static str {
        "counter"
    }

%end
%if trap=other_receiver & side=start
    fn seen(&self, _: u64) {
        self.count.saturating_add(1);
    }
%else
    fn seen(&mut self, _: u64) {
        self.count = self.count.saturating_add(1);
    }
%end

    fn result(&self) -> u64 {
        self.count
    }
}
%else
/// The value that came last, 0 before the first.
#[derive(Debug, Default)]
pub struct Latest {
    latest: Option<u64>,
}

impl Observer for Latest {
%if trap=missing_method & side=start
%else
    fn name(&self) -> &'static str {
        "latest"
    }

%end
%if trap=other_receiver & side=start
    fn seen(self, {{quantity}}: u64) {
        self.latest.replace({{quantity}});
    }
%else
    fn seen(&mut self, {{quantity}}: u64) {
        self.latest = Some({{quantity}});
    }
%end

    fn result(&self) -> u64 {
        self.latest.unwrap_or_default()
    }
}
%end

/// The sum of all values.
#[derive(Debug, Default)]
pub struct Total {
    total: u64,
}

impl Observer for Total {
    fn name(&self) -> &'static str {
        "total"
    }

    fn seen(&mut self, {{quantity}}: u64) {
        self.total = self.total.saturating_add({{quantity}});
    }

    fn result(&self) -> u64 {
        self.total
    }
}

%if extra=closure
/// Calls a closure and keeps what it gave last.
pub struct Calls<F> {
    call: F,
    result: u64,
}

impl<F: FnMut(u64) -> u64> Calls<F> {
    pub fn new(call: F) -> Self {
        Self { call, result: 0 }
    }
}

impl<F: FnMut(u64) -> u64> Observer for Calls<F> {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn seen(&mut self, {{quantity}}: u64) {
        self.result = (self.call)({{quantity}});
    }

    fn result(&self) -> u64 {
        self.result
    }
}

%end
/// Hands each value to all observers.
pub struct Feed {
    factor: u64,
%if filter=threshold
    least: u64,
%end
    observers: Vec<Box<dyn Observer>>,
}

impl Feed {
%if filter=threshold
    /// Values below `least` are not passed on.
    pub fn new(factor: u64, least: u64) -> Self {
        Self { factor, least, observers: Vec::new() }
    }
%else
    pub fn new(factor: u64) -> Self {
        Self { factor, observers: Vec::new() }
    }
%end

%if trap=short_lived & side=start
    pub fn observe<O: Observer>(&mut self, observer: O) {
%else
    pub fn observe<O: Observer + 'static>(&mut self, observer: O) {
%end
        self.observers.push(Box::new(observer));
    }

    pub fn push(&mut self, {{quantity}}: u64) {
%if filter=threshold
        if {{quantity}} < self.least {
            return;
        }
%end
%if scale=method
        let scaled = {{quantity}}.scaled(self.factor);
        for observer in &mut self.observers {
            observer.seen(scaled);
        }
%else
        self.observers.iter_mut().for_each(|observer| observer.seen({{quantity}}.scaled(self.factor)));
%end
    }

%if extra=removal
    /// Takes the first observer of this name out.
    pub fn remove(&mut self, name: &str) -> Option<Box<dyn Observer>> {
        let at = self.observers.iter().position(|observer| observer.name() == name)?;
        Some(self.observers.remove(at))
    }

%end
    /// Names and results, in the order in which the observers came.
    pub fn results(&self) -> Vec<(&'static str, u64)> {
        self.observers.iter().map(|observer| (observer.name(), observer.result())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
%if filter=threshold
        let mut feed = Feed::new(2, 5);
%else
        let mut feed = Feed::new(2);
%end
%if outcome=count
        feed.observe(Counter::default());
%else
        feed.observe(Latest::default());
%end
        feed.observe(Total::default());
        feed
    }

    #[test]
    fn observers_see_scaled_values() {
        let mut feed = feed();
        feed.push(6);
        feed.push(15);
%if outcome=count
        assert_eq!(feed.results(), [("counter", 2), ("total", 42)]);
%else
        assert_eq!(feed.results(), [("latest", 30), ("total", 42)]);
%end
    }
%if extra=closure

    #[test]
    fn a_closure_may_keep_state() {
        let mut feed = feed();
        let mut seen = Vec::new();
        feed.observe(Calls::new(move |value| {
            seen.push(value);
            seen.iter().copied().max().unwrap_or_default()
        }));
        feed.push(20);
        feed.push(10);
        assert_eq!(feed.results().pop(), Some(("calls", 40)));
    }
%elif extra=removal

    #[test]
    fn a_removed_observer_keeps_its_result() {
        let mut feed = feed();
        feed.push(6);
        let total = feed.remove("total");
        feed.push(7);
        assert_eq!(total.map(|observer| observer.result()), Some(12));
        assert!(feed.remove("total").is_none());
    }
%end
%if filter=threshold

    #[test]
    fn small_values_are_left_out() {
        let mut feed = feed();
        feed.push(4);
        feed.push(5);
        assert_eq!(feed.results().pop(), Some(("total", 10)));
    }
%end
}
