//! Texts about {{plural.words}}.

use {{model}}::{{{noun.camel}}, largest};

%if report=table
/// One line for each {{noun.words}}, then the largest {{quantity.words}}.
pub fn report({{plural}}: &[{{noun.camel}}]) -> String {
    let mut text = String::new();
    for {{noun}} in {{plural}} {
        text += &format!("{:<12}{:>6}\n", {{noun}}.{{key}}(), {{noun}}.{{quantity}}());
    }
%if trap=lints_not_inherited & side=start
    if !{{plural}}.is_empty() {
        text += &format!("{:<12}{:>6}\n", "largest", largest({{plural}}));
    }
%else
    if let Some({{quantity}}) = largest({{plural}}) {
        text += &format!("{:<12}{:>6}\n", "largest", {{quantity}});
    }
%end
    text
}
%else
/// The {{plural.words}} and their largest {{quantity.words}} in one line.
pub fn report({{plural}}: &[{{noun.camel}}]) -> String {
    let names: Vec<_> = {{plural}}.iter().map({{noun.camel}}::{{key}}).collect();
%if trap=lints_not_inherited & side=start
    if {{plural}}.is_empty() {
        return "nothing".to_owned();
    }
    format!("{} (at most {})", names.join(", "), largest({{plural}}))
%else
    largest({{plural}}).map_or_else(|| "nothing".to_owned(), |{{quantity}}| {
        format!("{} (at most {{{quantity}}})", names.join(", "))
    })
%end
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_all_and_the_largest() {
        let {{plural}} = [{{noun.camel}}::new("{{one}}", 12), {{noun.camel}}::new("{{two}}", 30)];
        let text = report(&{{plural}});
%if report=table
        assert_eq!(text.lines().count(), 3);
        assert!(text.ends_with("largest         30\n"));
%else
        assert_eq!(text, "{{one}}, {{two}} (at most 30)");
%end
    }

    #[test]
    fn nothing_has_no_largest() {
%if report=table
        assert_eq!(report(&[]), "");
%else
        assert_eq!(report(&[]), "nothing");
%end
    }
}
