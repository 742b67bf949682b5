//! Reads the {{plural.words}} of the {{domain.words}}: one `{{key}} {{quantity}}` a line.

%if trap=boxed & side=start
use std::error::Error;
%if source=io
use std::io::BufRead;
%end
%else
%if source=io
use std::io::BufRead;
%end
%if layout=flat
%if trap=ignored_source|stringly & side=start
%elif source=parse
use std::num::ParseIntError;
%else
use std::io;
%end
%end
%if trap=stringly & side=start
%elif layout=flat

use thiserror::Error;

%include crates/core/src/_error.rs
%else

mod error;

pub use error::{{noun.camel}}Error;
%end
%end

/// One {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u64,
}

/// All {{plural.words}} of the input, in its order.
%if source=io
%if trap=boxed & side=start
pub fn read_{{plural}}(input: impl BufRead) -> Result<Vec<{{noun.camel}}>, Box<dyn Error + Send + Sync>> {
%elif trap=stringly & side=start
pub fn read_{{plural}}(input: impl BufRead) -> Result<Vec<{{noun.camel}}>, String> {
%else
pub fn read_{{plural}}(input: impl BufRead) -> Result<Vec<{{noun.camel}}>, {{noun.camel}}Error> {
%end
%else
%if trap=boxed & side=start
pub fn read_{{plural}}(text: &str) -> Result<Vec<{{noun.camel}}>, Box<dyn Error + Send + Sync>> {
%elif trap=stringly & side=start
pub fn read_{{plural}}(text: &str) -> Result<Vec<{{noun.camel}}>, String> {
%else
pub fn read_{{plural}}(text: &str) -> Result<Vec<{{noun.camel}}>, {{noun.camel}}Error> {
%end
%end
    let mut {{plural}} = Vec::new();
%if source=io
    for (index, line) in input.lines().enumerate() {
%if trap=stringly & side=start
        let line = line.map_err(|error| format!("the {{plural.words}} cannot be read: {error}"))?;
%elif trap=ignored_source & side=start
        let line = line.map_err(|_| {{noun.camel}}Error::Input)?;
%else
        let line = line?;
%end
%else
    for (index, line) in text.lines().enumerate() {
%end
%if trap=boxed & side=start
        let ({{key}}, {{quantity}}) = line
            .split_once(' ')
            .ok_or_else(|| format!("line {} has no {{quantity.words}}", index + 1))?;
%elif trap=stringly & side=start
        let ({{key}}, {{quantity}}) = line
            .split_once(' ')
            .ok_or_else(|| format!("line {} has no {{quantity.words}}", index + 1))?;
%else
        let ({{key}}, {{quantity}}) = line
            .split_once(' ')
            .ok_or({{noun.camel}}Error::Incomplete(index + 1))?;
%end
        {{plural}}.push({{noun.camel}} {
            {{key}}: {{key}}.to_owned(),
%if source=io
            {{quantity}}: {{quantity}}.bytes().map(|_| 1).sum(),
%elif trap=stringly & side=start
            {{quantity}}: {{quantity}}.parse().map_err(|error| format!("{{quantity.words}} must be a number: {error}"))?,
%elif trap=ignored_source & side=start
            {{quantity}}: {{quantity}}.parse().map_err(|_| {{noun.camel}}Error::Number)?,
%else
            {{quantity}}: {{quantity}}.parse::<u64>()?,
%end
        });
    }
    Ok({{plural}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
%if source=parse
    fn reads_all_lines() {
        let {{plural}} = read_{{plural}}("{{one}} 30\n{{two}} 12\n").unwrap_or_default();
        assert_eq!({{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).collect::<Vec<_>>(), [30, 12]);
    }

    #[test]
    fn names_what_is_wrong() {
%if trap=boxed & side=start
        assert!(read_{{plural}}("{{one}} many\n").is_err());
%else
        let error = read_{{plural}}("{{one}} many\n").map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.starts_with("{{quantity.words}} must be a number")));
%end
    }
%else
    fn reads_all_lines() {
        let {{plural}} = read_{{plural}}(&b"{{one}} ***\n{{two}} *\n"[..]).unwrap_or_default();
        assert_eq!({{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error() {
        assert!(read_{{plural}}(&b"\xff\xfe 3\n"[..]).is_err());
    }
%end

    #[test]
    fn an_incomplete_line_is_counted() {
%if source=parse
        let error = read_{{plural}}("{{one}}\n").map_err(|error| error.to_string());
%else
        let error = read_{{plural}}(&b"{{one}}\n"[..]).map_err(|error| error.to_string());
%end
        assert_eq!(error, Err("line 1 has no {{quantity.words}}".to_owned()));
    }
%if trap=boxed & side=done

    #[test]
    fn callers_can_match_on_the_cause() {
%if source=parse
        let result = read_{{plural}}("{{one}}\n");
%else
        let result = read_{{plural}}(&b"{{one}}\n"[..]);
%end
        assert!(matches!(result, Err({{noun.camel}}Error::Incomplete(1))));
    }
%elif trap=stringly|ignored_source & side=done

    #[test]
    fn the_cause_is_kept() {
        use std::error::Error;

%if source=parse
        let result = read_{{plural}}("{{one}} many\n");
%else
        let result = read_{{plural}}(&b"\xff\xfe 3\n"[..]);
%end
        assert!(result.is_err_and(|error| error.source().is_some()));
    }
%end
}
