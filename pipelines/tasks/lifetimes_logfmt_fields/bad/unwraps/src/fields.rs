use std::borrow::Cow;

use crate::ParseError;

/// One field, borrowed from its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    pub key: &'a str,
    /// Owned only if the value contained an escape.
    pub value: Cow<'a, str>,
}

/// The fields of a line, up to the first error.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    line: &'a str,
    at: usize,
}

/// Iterates over the fields of `line`.
pub fn fields(line: &str) -> Fields<'_> {
    Fields { line, at: 0 }
}

impl<'a> Fields<'a> {
    /// The next field with its value as written, or `None` at the end of the line.
    pub(crate) fn next_with_raw(&mut self) -> Option<Result<(Field<'a>, &'a str), ParseError>> {
        let rest = &self.line[self.at..];
        let start = self.at + rest.len() - rest.trim_start_matches(' ').len();
        if start == self.line.len() {
            self.at = start;
            return None;
        }
        let field = self.read(start);
        if field.is_err() {
            self.at = self.line.len();
        }
        Some(field)
    }

    fn read(&mut self, start: usize) -> Result<(Field<'a>, &'a str), ParseError> {
        let rest = &self.line[start..];
        let (key, tail) = rest.split_at(rest.find([' ', '=', '"']).unwrap_or(rest.len()));
        if key.is_empty() {
            return Err(ParseError::EmptyKey { at: start });
        }
        let after_key = start + key.len();
        if tail.starts_with('"') {
            return Err(ParseError::StrayQuote { at: after_key });
        }
        let (value, raw) = match tail.strip_prefix('=') {
            None => {
                self.at = after_key;
                (Cow::Borrowed("true"), "true")
            }
            Some(text) if text.starts_with('"') => self.quoted(after_key + 1)?,
            Some(_) => self.bare(after_key + 1)?,
        };
        Ok((Field { key, value }, raw))
    }

    fn bare(&mut self, start: usize) -> Result<(Cow<'a, str>, &'a str), ParseError> {
        let rest = &self.line[start..];
        let value = rest.split(' ').next().unwrap();
        if let Some(quote) = value.find('"') {
            return Err(ParseError::StrayQuote { at: start + quote });
        }
        self.at = start + value.len();
        Ok((Cow::Borrowed(value), value))
    }

    fn quoted(&mut self, quote: usize) -> Result<(Cow<'a, str>, &'a str), ParseError> {
        let start = quote + 1;
        let body = &self.line[start..];
        let mut unescaped: Option<String> = None;
        let mut characters = body.char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    let raw = &body[..offset];
                    self.at = start + offset + 1;
                    if !self.line[self.at..].is_empty() && !self.line[self.at..].starts_with(' ') {
                        return Err(ParseError::StrayQuote { at: self.at });
                    }
                    return Ok((unescaped.map_or(Cow::Borrowed(raw), Cow::Owned), raw));
                }
                '\\' => {
                    let escaped = match characters.next() {
                        Some((_, c @ ('"' | '\\'))) => c,
                        Some((_, 'n')) => '\n',
                        Some((_, 't')) => '\t',
                        Some(_) => return Err(ParseError::BadEscape { at: start + offset }),
                        None => break,
                    };
                    unescaped
                        .get_or_insert_with(|| body[..offset].to_owned())
                        .push(escaped);
                }
                other => {
                    if let Some(text) = &mut unescaped {
                        text.push(other);
                    }
                }
            }
        }
        Err(ParseError::UnterminatedQuote { at: quote })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_with_raw()?;
        Some(next.map(|(field, _)| field))
    }
}
