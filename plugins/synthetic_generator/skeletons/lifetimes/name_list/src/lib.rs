//! Names of {{plural.words}} in a list that owns them.

/// The names and, if known, their common {{key.words}}.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct {{plural.camel}} {
    names: Vec<String>,
    {{key}}: Option<String>,
}

impl {{plural.camel}} {
%if source=slice
    pub fn new(names: &[&str], {{key}}: &str) -> Self {
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), {{key}}: Some({{key}}.to_owned()) }
    }
%else
    pub fn new<I>(names: I, {{key}}: &str) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let names = names.into_iter().map(Into::into).collect();
        Self { names, {{key}}: Some({{key}}.to_owned()) }
    }
%end

    /// In the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

%if trap=string_parameter & side=start
    pub fn has(&self, name: &String) -> bool {
        self.names.iter().any(|known| known.as_str() == name.as_str())
    }
%else
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
%end

    /// The names of more than `limit` bytes.
    pub fn longer_than(&self, limit: usize) -> impl Iterator<Item = &str> {
%if trap=borrowed_capture & side=start
        self.iter().filter(|name| name.len() > limit)
%else
        self.iter().filter(move |name| name.len() > limit)
%end
    }

    /// Moves the {{key.words}} out; there is none afterwards.
    pub fn take_{{key}}(&mut self) -> Option<String> {
%if trap=moved_out & side=start
        self.{{key}}
%else
        self.{{key}}.take()
%end
    }

%if result=name
    /// Removes the {{pick}} name and returns it.
    pub fn remove_{{pick}}(&mut self) -> Option<String> {
%else
    /// Removes the {{pick}} name and returns its length in bytes.
    pub fn remove_{{pick}}(&mut self) -> Option<usize> {
%end
%if trap=changed_while_borrowed & side=start
%if pick=longest
        let found = self.names.iter().max_by_key(|name| name.len())?;
%else
        let found = self.names.iter().min_by_key(|name| name.len())?;
%end
        self.names.retain(|name| name != found);
%if result=name
        Some(found.clone())
%else
        Some(found.len())
%end
%else
%if pick=longest
        let (at, _) = self.names.iter().enumerate().max_by_key(|(_, name)| name.len())?;
%else
        let (at, _) = self.names.iter().enumerate().min_by_key(|(_, name)| name.len())?;
%end
%if result=name
        Some(self.names.remove(at))
%else
        Some(self.names.remove(at).len())
%end
%end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn {{plural}}() -> {{plural.camel}} {
%if source=slice
        {{plural.camel}}::new(&["ab", "abcd", "a"], "{{one}}")
%else
        {{plural.camel}}::new(["ab", "abcd", "a"], "{{one}}")
%end
    }

    #[test]
    fn filters_by_length() {
        let {{plural}} = {{plural}}();
        let long: Vec<&str> = {{plural}}.longer_than(1).collect();
        assert_eq!(long, ["ab", "abcd"]);
    }

    #[test]
    fn the_{{key}}_is_taken_once() {
        let mut {{plural}} = {{plural}}();
        assert_eq!({{plural}}.take_{{key}}().as_deref(), Some("{{one}}"));
        assert_eq!({{plural}}.take_{{key}}(), None);
    }

    #[test]
    fn the_{{pick}}_is_removed() {
        let mut {{plural}} = {{plural}}();
        let removed = {{plural}}.remove_{{pick}}();
%if pick=longest & result=name
        assert_eq!(removed.as_deref(), Some("abcd"));
%elif result=name
        assert_eq!(removed.as_deref(), Some("a"));
%elif pick=longest
        assert_eq!(removed, Some(4));
%else
        assert_eq!(removed, Some(1));
%end
        assert_eq!({{plural}}.iter().count(), 2);
    }

    #[test]
    fn knows_its_names() {
%if trap=string_parameter & side=start
        assert!({{plural}}().has(&"ab".to_owned()));
        assert!(!{{plural}}().has(&"abc".to_owned()));
%else
        assert!({{plural}}().has("ab"));
        assert!(!{{plural}}().has("abc"));
%end
    }
}
