//! {{parts.title}} as they come in: one JSON object a line.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the input cannot be used.
#[derive(Debug, Error)]
pub enum WireError {
    #[error("line {line} is no {{part.words}}")]
    Line { line: usize, source: serde_json::Error },
}

%if trap=missing_derive & side=start
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub name: String,
}
%else
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct {{noun.camel}} {
    pub name: String,
}
%end

/// One {{part.words}}.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
%if trap=missing_rename & side=start
%else
#[serde(rename_all = "{{case}}")]
%end
pub struct {{part.camel}} {
%include src/_fields.rs
}
%if trap=strict & side=done

#[derive(Deserialize)]
#[serde(rename_all = "{{case}}", deny_unknown_fields)]
struct Strict{{part.camel}} {
    {{key}}: String,
    total_{{quantity}}: u32,
    #[serde(default)]
%if extra=list
    {{plural}}: Vec<{{noun.camel}}>,
%else
    first_{{noun}}: {{noun.camel}},
%end
}

impl From<Strict{{part.camel}}> for {{part.camel}} {
    fn from(strict: Strict{{part.camel}}) -> Self {
        Self {
            {{key}}: strict.{{key}},
            total_{{quantity}}: strict.total_{{quantity}},
%if extra=list
            {{plural}}: strict.{{plural}},
%else
            first_{{noun}}: strict.first_{{noun}},
%end
        }
    }
}
%end

%if trap=panics & side=start
/// All {{parts.words}} of the input.
pub fn parse(text: &str) -> Vec<{{part.camel}}> {
    text.lines().map(|line| serde_json::from_str(line).expect("a {{part.words}}")).collect()
}
%else
/// All {{parts.words}} of the input; the first bad line ends it.
pub fn parse(text: &str) -> Result<Vec<{{part.camel}}>, WireError> {
    text.lines()
        .enumerate()
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| WireError::Line { line: index + 1, source })
        })
        .collect()
}
%end
%if trap=strict & side=done

/// Like `parse`, but unknown fields are errors.
pub fn parse_strict(text: &str) -> Result<Vec<{{part.camel}}>, WireError> {
    text.lines()
        .enumerate()
        .map(|(index, line)| {
            serde_json::from_str::<Strict{{part.camel}}>(line)
                .map({{part.camel}}::from)
                .map_err(|source| WireError::Line { line: index + 1, source })
        })
        .collect()
}
%end

%if borrow=borrowed
/// The sum over borrowed {{parts.words}}.
pub fn total<'a>({{parts}}: impl IntoIterator<Item = &'a {{part.camel}}>) -> u64 {
    {{parts}}.into_iter().map(|{{part}}| u64::from({{part}}.total_{{quantity}})).sum()
}
%else
/// The sum over all {{parts.words}}.
pub fn total({{parts}}: &[{{part.camel}}]) -> u64 {
    {{parts}}.iter().map(|{{part}}| u64::from({{part}}.total_{{quantity}})).sum()
}
%end

#[cfg(test)]
mod tests {
    use super::*;

%if case=camelCase & extra=list
    const LINE: &str = r#"{"{{key.lower_camel}}":"{{one}}","total{{quantity.camel}}":30,"{{plural.lower_camel}}":[{"name":"{{two}}"}]}"#;
    const OLD: &str = r#"{"{{key.lower_camel}}":"{{one}}","total{{quantity.camel}}":12}"#;
%elif case=camelCase
    const LINE: &str = r#"{"{{key.lower_camel}}":"{{one}}","total{{quantity.camel}}":30,"first{{noun.camel}}":{"name":"{{two}}"}}"#;
    const OLD: &str = r#"{"{{key.lower_camel}}":"{{one}}","total{{quantity.camel}}":12}"#;
%elif extra=list
    const LINE: &str = r#"{"{{key.kebab}}":"{{one}}","total-{{quantity.kebab}}":30,"{{plural.kebab}}":[{"name":"{{two}}"}]}"#;
    const OLD: &str = r#"{"{{key.kebab}}":"{{one}}","total-{{quantity.kebab}}":12}"#;
%else
    const LINE: &str = r#"{"{{key.kebab}}":"{{one}}","total-{{quantity.kebab}}":30,"first-{{noun.kebab}}":{"name":"{{two}}"}}"#;
    const OLD: &str = r#"{"{{key.kebab}}":"{{one}}","total-{{quantity.kebab}}":12}"#;
%end

%if trap=panics & side=start
    fn parsed(text: &str) -> Vec<{{part.camel}}> {
        parse(text)
    }
%else
    fn parsed(text: &str) -> Vec<{{part.camel}}> {
        parse(text).unwrap_or_default()
    }
%end

    #[test]
    fn reads_the_names_of_the_wire() {
        let {{parts}} = parsed(LINE);
        assert_eq!({{parts}}.len(), 1);
        assert_eq!({{parts}}[0].{{key}}, "{{one}}");
%if extra=list
        assert_eq!({{parts}}[0].{{plural}}[0].name, "{{two}}");
%else
        assert_eq!({{parts}}[0].first_{{noun}}.name, "{{two}}");
%end
    }

    #[test]
    fn an_older_sender_is_understood() {
        let {{parts}} = parsed(OLD);
        assert_eq!({{parts}}.len(), 1);
    }

    #[test]
    fn what_is_written_can_be_read() -> serde_json::Result<()> {
        let {{parts}} = parsed(LINE);
        let text = serde_json::to_string(&{{parts}}[0])?;
        assert_eq!(parsed(&text), {{parts}});
        Ok(())
    }

    #[test]
    fn adds_up() {
        let {{parts}} = parsed(&format!("{LINE}\n{LINE}"));
        assert_eq!(total(&{{parts}}), 60);
    }
%if trap=panics & side=done

    #[test]
    fn a_bad_line_is_named() {
        let message = parse(&format!("{LINE}\n[]")).map_err(|error| error.to_string());
        assert_eq!(message.err().as_deref(), Some("line 2 is no {{part.words}}"));
    }
%elif trap=strict & side=done

    #[test]
    fn only_the_strict_reader_refuses_unknown_fields() {
        let text = LINE.replacen('{', r#"{"surplus":1,"#, 1);
        assert_eq!(parsed(&text).len(), 1);
        assert!(parse_strict(&text).is_err());
    }

    #[test]
    fn both_readers_agree_on_known_fields() -> Result<(), WireError> {
        assert_eq!(parse_strict(LINE)?, parsed(LINE));
        Ok(())
    }
%end
}
