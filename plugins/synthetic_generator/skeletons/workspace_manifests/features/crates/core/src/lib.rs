//! The {{plural.words}}, and on demand a summary of them.

%if gate=module
#[cfg(feature = "summary")]
pub mod summary;

%end
/// One {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u64,
}

impl {{noun.camel}} {
    pub fn new({{key}}: &str, {{quantity}}: u64) -> Self {
        Self { {{key}}: {{key}}.to_owned(), {{quantity}} }
    }
%if trap=undeclared_cfg

    /// {{key.title}} and {{quantity.words}} in one text.
    #[cfg(feature = "details")]
    pub fn details(&self) -> String {
        format!("{}: {}", self.{{key}}, self.{{quantity}})
    }
%end
}
%if gate=function

%if result=text
/// The number of {{plural.words}} and their {{quantity.words}} together.
#[cfg(feature = "summary")]
pub fn summary({{plural}}: &[{{noun.camel}}]) -> String {
    let total: u64 = {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).sum();
    format!("{} {{plural.words}}, {total} in all", {{plural}}.len())
}
%else
/// Their {{quantity.words}} together.
#[cfg(feature = "summary")]
pub fn summary({{plural}}: &[{{noun.camel}}]) -> u64 {
    {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).sum()
}
%end
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_{{key}}() {
        assert_eq!({{noun.camel}}::new("{{one}}", 3).{{key}}, "{{one}}");
    }
%if trap=undeclared_cfg & side=done

    #[cfg(feature = "details")]
    #[test]
    fn details_name_both() {
        assert_eq!({{noun.camel}}::new("{{one}}", 3).details(), "{{one}}: 3");
    }
%end
}
