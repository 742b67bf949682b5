//! Answers for people about {{plural.words}}.

use {{core}}::{{noun.camel}};
%if gate=module
use {{core}}::summary::summary;
%else
use {{core}}::summary;
%end

/// A sentence about all {{plural.words}} that are not empty.
pub fn answer({{plural}}: Vec<{{noun.camel}}>) -> String {
    let kept: Vec<_> = {{plural}}.into_iter().filter(|{{noun}}| {{noun}}.{{quantity}} > 0).collect();
    format!("kept: {}", summary(&kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_ones_do_not_count() {
        let {{plural}} = vec![
            {{noun.camel}}::new("{{one}}", 30),
            {{noun.camel}}::new("{{two}}", 0),
            {{noun.camel}}::new("{{three}}", 12),
        ];
%if result=text
        assert_eq!(answer({{plural}}), "kept: 2 {{plural.words}}, 42 in all");
%else
        assert_eq!(answer({{plural}}), "kept: 42");
%end
    }
}
