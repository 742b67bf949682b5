//! Texts for {{plural.words}}.

%if trap = long_constant & side = start
const PREFIX: &'static str = "{{one}}";
%else
const PREFIX: &str = "{{one}}";
%end

/// The text that stands on a {{noun.words}}.
%if trap = named_lifetime & side = start
pub fn trimmed<'a>({{key}}: &'a str) -> &'a str {
%else
pub fn trimmed({{key}}: &str) -> &str {
%end
    {{key}}.trim_start_matches(PREFIX).trim()
}

/// Whether there is nothing to read.
pub fn is_blank({{key}}: &str) -> bool {
%if trap = empty_text & side = start
    trimmed({{key}}) == ""
%else
    trimmed({{key}}).is_empty()
%end
}
%if extra = count

/// How many can be read.
pub fn readable({{plural}}: &[&str]) -> usize {
    {{plural}}.iter().filter(|{{key}}| !is_blank({{key}})).count()
}
%elif extra = join

/// All of them, in one line.
pub fn joined({{plural}}: &[&str]) -> String {
    let texts: Vec<&str> = {{plural}}.iter().map(|{{key}}| trimmed({{key}})).collect();
    texts.join(", ")
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims() {
        assert_eq!(trimmed("{{one}} {{two}} "), "{{two}}");
        assert_eq!(trimmed("{{three}}"), "{{three}}");
    }

    #[test]
    fn knows_blanks() {
        assert!(is_blank("{{one}} "));
        assert!(!is_blank("{{two}}"));
    }
%if extra = count

    #[test]
    fn counts() {
        assert_eq!(readable(&["{{one}}", "{{two}}", "{{three}}"]), 2);
    }
%elif extra = join

    #[test]
    fn joins() {
        assert_eq!(joined(&["{{one}} {{two}}", "{{three}}"]), "{{two}}, {{three}}");
    }
%end
}
