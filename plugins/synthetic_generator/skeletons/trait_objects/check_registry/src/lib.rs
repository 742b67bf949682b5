//! Checks that every {{noun.words}} of the {{domain.words}} has to pass.
%if layout=modules

mod checks;

pub use checks::Has{{key.camel}};
pub use checks::{{quantity.camel}}Limit;
%end

%if holder=by_name
use std::collections::BTreeMap;
%end
%if trap=generic_method
use std::fmt;
%end

/// What is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}

/// One rule, with a name to report it by.
pub trait Check {
    fn name(&self) -> &str;
%if verdict=flag
    fn passes(&self, {{noun}}: &{{noun.camel}}) -> bool;
%else
    /// Why the {{noun.words}} fails; `None` if it does not.
    fn complaint(&self, {{noun}}: &{{noun.camel}}) -> Option<String>;
%end
%if trap=generic_method & side=start
    fn describe<W: fmt::Write>(&self, out: &mut W) -> fmt::Result;
%elif trap=generic_method
    fn describe(&self, out: &mut dyn fmt::Write) -> fmt::Result;
%elif trap=returns_self & side=start
    fn duplicate(&self) -> Self;
%elif trap=returns_self
    fn duplicate(&self) -> Box<dyn Check>;
%end
}

/// All checks, in the order in which they are reported.
%if trap=one_type & side=start & holder=list
pub struct Registry<C> {
    checks: Vec<C>,
}

impl<C: Check> Registry<C> {
    pub fn new() -> Self {
        Self { checks: Vec::new() }
    }

    pub fn add(&mut self, check: C) {
        self.checks.push(check);
    }
%elif trap=one_type & side=start
pub struct Registry<C> {
    checks: BTreeMap<String, C>,
}

impl<C: Check> Registry<C> {
    pub fn new() -> Self {
        Self { checks: BTreeMap::new() }
    }

    pub fn add(&mut self, check: C) {
        self.checks.insert(check.name().to_owned(), check);
    }
%else
#[derive(Default)]
pub struct Registry {
%if trap=bare_trait & side=start & holder=list
    checks: Vec<Box<Check>>,
%elif trap=bare_trait & side=start
    checks: BTreeMap<String, Box<Check>>,
%elif trap=unsized & side=start & holder=list
    checks: Vec<dyn Check>,
%elif trap=unsized & side=start
    checks: BTreeMap<String, dyn Check>,
%elif holder=list
    checks: Vec<Box<dyn Check>>,
%else
    checks: BTreeMap<String, Box<dyn Check>>,
%end
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

%if trap=bare_trait & side=start
    pub fn add(&mut self, check: Box<Check>) {
%else
    pub fn add(&mut self, check: Box<dyn Check>) {
%end
%if holder=list
        self.checks.push(check);
%else
        self.checks.insert(check.name().to_owned(), check);
%end
    }
%end

    /// The checks that the {{noun.words}} fails.
    pub fn judge(&self, {{noun}}: &{{noun.camel}}) -> Vec<String> {
        self.checks
%if holder=list
            .iter()
%else
            .values()
%end
%if verdict=flag
            .filter(|check| !check.passes({{noun}}))
            .map(|check| check.name().to_owned())
%else
            .filter_map(|check| {
                let complaint = check.complaint({{noun}})?;
                Some(format!("{}: {complaint}", check.name()))
            })
%end
            .collect()
    }
%if trap=count_failing & side=done

    /// Those that fail at least one check, in their order.
    pub fn failing<'a>(&self, {{plural}}: &'a [{{noun.camel}}]) -> Vec<&'a {{noun.camel}}> {
        {{plural}}
            .iter()
            .filter(|{{noun}}| !self.judge({{noun}}).is_empty())
            .collect()
    }
%end
%if trap=generic_method

    /// One line for each check.
    pub fn describe(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
%if holder=list
        for check in &self.checks {
%else
        for check in self.checks.values() {
%end
            text.push_str(check.name());
            text.push_str(": ");
            check.describe(&mut text)?;
            text.push('\n');
        }
        Ok(text)
    }
%elif trap=returns_self

    /// Another registry with the same checks.
    pub fn duplicate(&self) -> Self {
%if holder=list
        Self { checks: self.checks.iter().map(|check| check.duplicate()).collect() }
%else
        let copies = self.checks.iter().map(|(name, check)| (name.clone(), check.duplicate()));
        Self { checks: copies.collect() }
%end
    }
%end
}
%if layout=flat

%include src/_checks.rs
%end

#[cfg(test)]
mod tests {
    use super::*;

%if trap=one_type & side=start
    fn registry() -> Registry<{{quantity.camel}}Limit> {
        let mut registry = Registry::new();
        registry.add({{quantity.camel}}Limit::new(50));
        registry.add(Has{{key.camel}});
        registry
    }
%else
    fn registry() -> Registry {
        let mut registry = Registry::new();
        registry.add(Box::new({{quantity.camel}}Limit::new(50)));
        registry.add(Box::new(Has{{key.camel}}));
        registry
    }
%end

    fn {{noun}}({{key}}: &str, {{quantity}}: u32) -> {{noun.camel}} {
        {{noun.camel}} { {{key}}: {{key}}.to_owned(), {{quantity}} }
    }

    #[test]
    fn a_good_{{noun}}_passes_all() {
        assert!(registry().judge(&{{noun}}("{{one}}", 50)).is_empty());
    }

    #[test]
    fn both_checks_are_reported() {
%if limit=upper
        let failed = registry().judge(&{{noun}}("", 51));
%else
        let failed = registry().judge(&{{noun}}("", 49));
%end
        assert_eq!(failed.len(), 2);
        assert!(failed.iter().any(|name| name.starts_with("{{quantity.words}}")));
        assert!(failed.iter().any(|name| name.starts_with("{{key.words}}")));
    }
%if trap=count_failing & side=done

    #[test]
    fn failing_keeps_the_order_and_outlives_the_registry() {
%if limit=upper
        let {{plural}} = [{{noun}}("{{one}}", 80), {{noun}}("{{two}}", 50), {{noun}}("", 50)];
%else
        let {{plural}} = [{{noun}}("{{one}}", 20), {{noun}}("{{two}}", 50), {{noun}}("", 50)];
%end
        let failing = {
            let registry = registry();
            registry.failing(&{{plural}})
        };
        assert_eq!(failing, [&{{plural}}[0], &{{plural}}[2]]);
    }

    #[test]
    fn nothing_fails_in_nothing() {
        assert!(registry().failing(&[]).is_empty());
    }
%end
%if trap=generic_method

    #[test]
    fn describes_each_check() -> Result<(), fmt::Error> {
        let text = registry().describe()?;
        assert!(text.contains("{{quantity.words}}: limit 50\n"));
        assert!(text.contains("{{key.words}}: not empty\n"));
        Ok(())
    }
%elif trap=returns_self

    #[test]
    fn a_duplicate_judges_alike() {
        let copy = registry().duplicate();
        assert_eq!(copy.judge(&{{noun}}("", 50)).len(), 1);
    }
%end
}
