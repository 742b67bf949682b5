//! The {{order}} {{noun.words}} by {{quantity.words}}, by reference.

%if shape=named
/// One {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u64,
}

impl {{noun.camel}} {
    pub fn new({{key}}: impl Into<String>, {{quantity}}: u64) -> Self {
        Self { {{key}}: {{key}}.into(), {{quantity}} }
    }

    pub fn {{key}}(&self) -> &str {
        &self.{{key}}
    }

    pub fn {{quantity}}(&self) -> u64 {
        self.{{quantity}}
    }
}
%else
/// {{key.title}} and {{quantity.words}} (unit: {{unit.words}}) of one {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}}(String, u64);

impl {{noun.camel}} {
    pub fn new({{key}}: impl Into<String>, {{quantity}}: u64) -> Self {
        Self({{key}}.into(), {{quantity}})
    }

    pub fn {{key}}(&self) -> &str {
        &self.0
    }

    pub fn {{quantity}}(&self) -> u64 {
        self.1
    }
}
%end
%if holder=function

/// The {{order}} of two; of equal ones the {{ties}}.
%if trap=one_sided & side=start
pub fn {{order}}_of<'a>(left: &'a {{noun.camel}}, right: &{{noun.camel}}) -> &'a {{noun.camel}} {
%elif trap=unrelated_parameter & side=start
pub fn {{order}}_of<'a, 'b>(left: &'a {{noun.camel}}, right: &'a {{noun.camel}}) -> &'a {{noun.camel}} {
%else
pub fn {{order}}_of<'a>(left: &'a {{noun.camel}}, right: &'a {{noun.camel}}) -> &'a {{noun.camel}} {
%end
%if order=largest & ties=first
    if right.{{quantity}}() > left.{{quantity}}() { right } else { left }
%elif order=largest
    if right.{{quantity}}() >= left.{{quantity}}() { right } else { left }
%elif ties=first
    if right.{{quantity}}() < left.{{quantity}}() { right } else { left }
%else
    if right.{{quantity}}() <= left.{{quantity}}() { right } else { left }
%end
}

/// The {{order}} of all, or `None` if there is none.
pub fn {{order}}_in({{plural}}: &[{{noun.camel}}]) -> Option<&{{noun.camel}}> {
%if trap=returns_local & side=start
    let copies = {{plural}}.to_vec();
    copies.iter().reduce({{order}}_of)
%else
    {{plural}}.iter().reduce({{order}}_of)
%end
}
%else

/// Remembers the {{order}} {{noun.words}} that it was offered; of equal ones the {{ties}}.
#[derive(Debug, Default)]
pub struct Tracker<'a> {
    best: Option<&'a {{noun.camel}}>,
    offers: usize,
}

impl<'a> Tracker<'a> {
%if trap=unnamed_candidate & side=start
    pub fn offer(&mut self, candidate: &{{noun.camel}}) {
%else
    pub fn offer(&mut self, candidate: &'a {{noun.camel}}) {
%end
        self.offers += 1;
        let wins = match self.best {
            None => true,
%if order=largest & ties=first
            Some(best) => candidate.{{quantity}}() > best.{{quantity}}(),
%elif order=largest
            Some(best) => candidate.{{quantity}}() >= best.{{quantity}}(),
%elif ties=first
            Some(best) => candidate.{{quantity}}() < best.{{quantity}}(),
%else
            Some(best) => candidate.{{quantity}}() <= best.{{quantity}}(),
%end
        };
        if wins {
            self.best = Some(candidate);
        }
    }

    /// `None` until something was offered.
    pub fn best(&self) -> Option<&'a {{noun.camel}}> {
        self.best
    }

    pub fn offers(&self) -> usize {
        self.offers
    }
}

/// A tracker that has been offered all of them.
%if trap=hidden_holder & side=start
pub fn track({{plural}}: &[{{noun.camel}}]) -> Tracker {
%elif trap=derived_static & side=start
pub fn track({{plural}}: &'static [{{noun.camel}}]) -> Tracker<'static> {
%else
pub fn track({{plural}}: &[{{noun.camel}}]) -> Tracker<'_> {
%end
    let mut tracker = Tracker::default();
    for {{noun}} in {{plural}} {
        tracker.offer({{noun}});
    }
    tracker
}
%end

#[cfg(test)]
mod tests {
    use super::*;
%if trap!=derived_static

    fn three() -> Vec<{{noun.camel}}> {
        vec![
            {{noun.camel}}::new("{{one}}", 12),
            {{noun.camel}}::new("{{two}}", 30),
            {{noun.camel}}::new("{{three}}", 4),
        ]
    }
%end
%if holder=function

    #[test]
    fn finds_the_{{order}}() {
        let {{plural}} = three();
%if order=largest
        assert_eq!({{order}}_in(&{{plural}}).map({{noun.camel}}::{{key}}), Some("{{two}}"));
%else
        assert_eq!({{order}}_in(&{{plural}}).map({{noun.camel}}::{{key}}), Some("{{three}}"));
%end
        assert_eq!({{order}}_in(&[]), None);
    }

    #[test]
    fn of_equal_ones_the_{{ties}}() {
        let left = {{noun.camel}}::new("{{one}}", 5);
        let right = {{noun.camel}}::new("{{two}}", 5);
%if ties=first
        assert_eq!({{order}}_of(&left, &right).{{key}}(), "{{one}}");
%else
        assert_eq!({{order}}_of(&left, &right).{{key}}(), "{{two}}");
%end
    }
%elif trap=derived_static & side=start

    #[test]
    fn nothing_offered_is_no_best() {
        let tracker = track(&[]);
        assert_eq!(tracker.best(), None);
        assert_eq!(tracker.offers(), 0);
    }
%elif trap=derived_static

    #[test]
    fn nothing_offered_is_no_best() {
        let tracker = track(&[]);
        assert_eq!(tracker.best(), None);
        assert_eq!(tracker.offers(), 0);
    }

    #[test]
    fn tracks_what_was_made_at_run_time() {
        let {{plural}}: Vec<_> = (1..=3)
            .map(|number| {{noun.camel}}::new(format!("{{one}} {number}"), number))
            .collect();
%if order=largest
        assert_eq!(track(&{{plural}}).best(), {{plural}}.last());
%else
        assert_eq!(track(&{{plural}}).best(), {{plural}}.first());
%end
    }
%else

    #[test]
    fn the_best_outlives_its_tracker() {
        let {{plural}} = three();
        let best = {
            let tracker = track(&{{plural}});
            assert_eq!(tracker.offers(), 3);
            tracker.best()
        };
%if order=largest
        assert_eq!(best.map({{noun.camel}}::{{key}}), Some("{{two}}"));
%else
        assert_eq!(best.map({{noun.camel}}::{{key}}), Some("{{three}}"));
%end
    }

    #[test]
    fn of_equal_ones_the_{{ties}}() {
        let {{plural}} = [{{noun.camel}}::new("{{one}}", 5), {{noun.camel}}::new("{{two}}", 5)];
        let best = track(&{{plural}}).best();
%if ties=first
        assert_eq!(best.map({{noun.camel}}::{{key}}), Some("{{one}}"));
%else
        assert_eq!(best.map({{noun.camel}}::{{key}}), Some("{{two}}"));
%end
    }
%end
}
