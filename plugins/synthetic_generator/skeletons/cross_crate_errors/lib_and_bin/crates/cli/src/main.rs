//! Prints one line about the {{plural.words}} on standard input.

%if source=io
use std::io::{self, BufRead, Write};
%else
use std::io::{self, Write};
%end

%if trap=no_context & side=done
use anyhow::{Context, Result};
%elif trap=boxed|stringly & side=start
use anyhow::{Result, anyhow};
%else
use anyhow::Result;
%end
use {{crate}}::read_{{plural}};

fn main() -> Result<()> {
%if source=io & trap=no_context & side=done
    let text = summary(io::stdin().lock(), "standard input")?;
%elif source=io
    let text = summary(io::stdin().lock())?;
%elif trap=no_context & side=done
    let text = summary(&io::read_to_string(io::stdin())?, "standard input")?;
%else
    let text = summary(&io::read_to_string(io::stdin())?)?;
%end
    writeln!(io::stdout(), "{text}")?;
    Ok(())
}

%if source=io
%if trap=no_context & side=done
/// `name` says in errors where the input comes from.
fn summary(input: impl BufRead, name: &str) -> Result<String> {
    let {{plural}} = read_{{plural}}(input).with_context(|| format!("reading {{plural.words}} from {name}"))?;
%elif trap=boxed|stringly & side=start
fn summary(input: impl BufRead) -> Result<String> {
    let {{plural}} = read_{{plural}}(input).map_err(|error| anyhow!("{error}"))?;
%else
fn summary(input: impl BufRead) -> Result<String> {
    let {{plural}} = read_{{plural}}(input)?;
%end
%else
%if trap=no_context & side=done
/// `name` says in errors where the input comes from.
fn summary(input: &str, name: &str) -> Result<String> {
    let {{plural}} = read_{{plural}}(input).with_context(|| format!("reading {{plural.words}} from {name}"))?;
%elif trap=boxed|stringly & side=start
fn summary(input: &str) -> Result<String> {
    let {{plural}} = read_{{plural}}(input).map_err(|error| anyhow!("{error}"))?;
%else
fn summary(input: &str) -> Result<String> {
    let {{plural}} = read_{{plural}}(input)?;
%end
%end
%if report=total
    let total: u64 = {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).sum();
    Ok(format!("{} {{plural.words}}, {{quantity.words}} {total}", {{plural}}.len()))
%else
    let largest = {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).max();
    Ok(largest.map_or_else(|| "nothing".to_owned(), |{{quantity}}| format!("largest {{quantity.words}}: {{{quantity}}}")))
%end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_up_what_it_reads() -> Result<()> {
%if source=parse
        let input = "{{one}} 30\n{{two}} 12\n";
%else
        let input = &b"{{one}} ***\n{{two}} *\n"[..];
%end
%if trap=no_context & side=done
        let text = summary(input, "a test")?;
%else
        let text = summary(input)?;
%end
%if report=total & source=parse
        assert_eq!(text, "2 {{plural.words}}, {{quantity.words}} 42");
%elif report=total
        assert_eq!(text, "2 {{plural.words}}, {{quantity.words}} 4");
%elif source=parse
        assert_eq!(text, "largest {{quantity.words}}: 30");
%else
        assert_eq!(text, "largest {{quantity.words}}: 3");
%end
        Ok(())
    }
%if trap=no_context & side=done

    #[test]
    fn an_error_names_its_input_and_its_cause() {
%if source=io
        let error = summary(&b"{{one}}\n"[..], "{{two}}.txt").map_err(|error| format!("{error:#}"));
%else
        let error = summary("{{one}}\n", "{{two}}.txt").map_err(|error| format!("{error:#}"));
%end
        let text = "reading {{plural.words}} from {{two}}.txt: line 1 has no {{quantity.words}}";
        assert_eq!(error, Err(text.to_owned()));
    }
%end
}
