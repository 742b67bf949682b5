//! Brings the {{key.words}} of {{noun.a}} into one form.

%if side=start & trap=returns_local|always_owned
%else
use std::borrow::Cow;
%end
use std::collections::BTreeSet;

%if rule=lowercase
/// {{key.title}} in lower case.
%elif rule=spaces
/// {{key.title}} with single spaces between its words.
%else
/// {{key.title}} with dashes for underscores.
%end
%if entry=type
#[derive(Debug, Clone, Copy, Default)]
pub struct {{key.camel}}Cleaner;

impl {{key.camel}}Cleaner {
%if side=start & trap=returns_local
    pub fn clean<'text>(&self, {{key}}: &'text str) -> &'text str {
%elif side=start & trap=always_owned
    pub fn clean(&self, {{key}}: &str) -> String {
%elif side=start & trap=ref_string
    pub fn clean<'text>(&self, {{key}}: &'text String) -> Cow<'text, str> {
%else
    pub fn clean<'text>(&self, {{key}}: &'text str) -> Cow<'text, str> {
%end
%include src/_body.rs
    }
}
%else
%if side=start & trap=returns_local
pub fn clean_{{key}}({{key}}: &str) -> &str {
%elif side=start & trap=always_owned
pub fn clean_{{key}}({{key}}: &str) -> String {
%elif side=start & trap=ref_string
pub fn clean_{{key}}({{key}}: &String) -> Cow<'_, str> {
%else
pub fn clean_{{key}}({{key}}: &str) -> Cow<'_, str> {
%end
%include src/_body.rs
}
%end

%if batch=count
/// How many {{plural.words}} are left when equal ones are counted once.
pub fn count_distinct({{plural}}: &[String]) -> usize {
    let mut seen = BTreeSet::new();
    for {{noun}} in {{plural}} {
%if trap=temporary & side=start
%if entry=type
        let cleaned = {{key.camel}}Cleaner.clean({{noun}}).into_owned().trim();
%else
        let cleaned = clean_{{key}}({{noun}}).into_owned().trim();
%end
        seen.insert(cleaned.to_owned());
%else
%if entry=type
        let cleaned = {{key.camel}}Cleaner.clean({{noun}});
%else
        let cleaned = clean_{{key}}({{noun}});
%end
        seen.insert(cleaned.trim().to_owned());
%end
    }
    seen.len()
}
%else
/// All {{plural.words}}, each once, in order.
pub fn distinct({{plural}}: &[String]) -> BTreeSet<String> {
    {{plural}}
        .iter()
%if side=start & trap=always_owned
%if entry=type
        .map(|{{noun}}| {{key.camel}}Cleaner.clean({{noun}}))
%else
        .map(|{{noun}}| clean_{{key}}({{noun}}))
%end
%elif side=start & trap=returns_local
%if entry=type
        .map(|{{noun}}| {{key.camel}}Cleaner.clean({{noun}}).to_owned())
%else
        .map(|{{noun}}| clean_{{key}}({{noun}}).to_owned())
%end
%else
%if entry=type
        .map(|{{noun}}| {{key.camel}}Cleaner.clean({{noun}}).into_owned())
%else
        .map(|{{noun}}| clean_{{key}}({{noun}}).into_owned())
%end
%end
        .collect()
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned({{key}}: &str) -> String {
%if side=start & trap=ref_string & entry=type
        {{key.camel}}Cleaner.clean(&{{key}}.to_owned()).into_owned()
%elif side=start & trap=ref_string
        clean_{{key}}(&{{key}}.to_owned()).into_owned()
%elif side=start & trap=always_owned & entry=type
        {{key.camel}}Cleaner.clean({{key}})
%elif side=start & trap=always_owned
        clean_{{key}}({{key}})
%elif side=start & trap=returns_local & entry=type
        {{key.camel}}Cleaner.clean({{key}}).to_owned()
%elif side=start & trap=returns_local
        clean_{{key}}({{key}}).to_owned()
%elif entry=type
        {{key.camel}}Cleaner.clean({{key}}).into_owned()
%else
        clean_{{key}}({{key}}).into_owned()
%end
    }

    #[test]
    fn cleans_what_needs_it() {
%if rule=lowercase
        assert_eq!(cleaned("{{one.title}} {{two.upper}}"), "{{one.words}} {{two}}");
%elif rule=spaces
        assert_eq!(cleaned("{{one}}   {{two}}"), "{{one}} {{two}}");
%else
        assert_eq!(cleaned("{{one}}_{{two}}"), "{{one.kebab}}-{{two.kebab}}");
%end
    }

    #[test]
    fn a_clean_{{key}}_stays() {
        assert_eq!(cleaned("{{three.kebab}}"), "{{three.kebab}}");
%if side=done & trap=always_owned|returns_local
%if entry=type
        assert!(matches!({{key.camel}}Cleaner.clean("{{three.kebab}}"), Cow::Borrowed(_)));
%else
        assert!(matches!(clean_{{key}}("{{three.kebab}}"), Cow::Borrowed(_)));
%end
%end
    }

    #[test]
    fn equal_ones_count_once() {
%if rule=lowercase
        let {{plural}} = ["{{one}}", "{{one.upper}}", "{{two}}"].map(String::from);
%elif rule=spaces
        let {{plural}} = ["{{one}} {{two}}", "{{one}}  {{two}}", "{{two}}"].map(String::from);
%else
        let {{plural}} = ["{{one}}_{{two}}", "{{one}}-{{two}}", "{{two}}"].map(String::from);
%end
%if batch=count
        assert_eq!(count_distinct(&{{plural}}), 2);
%else
        assert_eq!(distinct(&{{plural}}).len(), 2);
%end
    }
}
