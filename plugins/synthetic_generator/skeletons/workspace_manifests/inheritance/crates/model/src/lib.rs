//! The {{plural.words}} of the {{domain.words}}.

%if shape=named
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}

impl {{noun.camel}} {
    pub fn new({{key}}: &str, {{quantity}}: u32) -> Self {
        Self { {{key}}: {{key}}.to_owned(), {{quantity}} }
    }

    pub fn {{key}}(&self) -> &str {
        &self.{{key}}
    }

    pub fn {{quantity}}(&self) -> u32 {
        self.{{quantity}}
    }
}
%else
/// {{key.title}}, and {{quantity.words}} (unit: {{unit.words}}).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}}(String, u32);

impl {{noun.camel}} {
    pub fn new({{key}}: &str, {{quantity}}: u32) -> Self {
        Self({{key}}.to_owned(), {{quantity}})
    }

    pub fn {{key}}(&self) -> &str {
        &self.0
    }

    pub fn {{quantity}}(&self) -> u32 {
        self.1
    }
}
%end

%if trap=lints_not_inherited & side=start
/// The largest {{quantity.words}}; there must be at least one {{noun.words}}.
pub fn largest({{plural}}: &[{{noun.camel}}]) -> u32 {
    {{plural}}.iter().map({{noun.camel}}::{{quantity}}).max().unwrap()
}
%else
/// The largest {{quantity.words}}; `None` for no {{plural.words}}.
pub fn largest({{plural}}: &[{{noun.camel}}]) -> Option<u32> {
    {{plural}}.iter().map({{noun.camel}}::{{quantity}}).max()
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_largest() {
        let {{plural}} = [{{noun.camel}}::new("{{one}}", 12), {{noun.camel}}::new("{{two}}", 30)];
%if trap=lints_not_inherited & side=start
        assert_eq!(largest(&{{plural}}), 30);
%else
        assert_eq!(largest(&{{plural}}), Some(30));
        assert_eq!(largest(&[]), None);
%end
    }
}
