%if trap=no_lifetime & side=start
/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct {{part.camel}} {
    pub {{key}}: &str,
    pub {{quantity}}: u32,
}
%else
/// One line of the log, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct {{part.camel}}<'log> {
    pub {{key}}: &'log str,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}
%end

/// Reads the {{parts.words}} of a log line by line.
#[derive(Debug, Clone)]
pub struct {{parts.camel}}Reader<'log> {
    rest: &'log str,
    line: usize,
}

%if trap=undeclared & side=start
impl {{parts.camel}}Reader<'log> {
%else
impl<'log> {{parts.camel}}Reader<'log> {
%end
%if trap=static_text & side=start
    pub fn new(log: &'static str) -> Self {
%else
    pub fn new(log: &'log str) -> Self {
%end
        Self { rest: log, line: 0 }
    }

    /// What has not been read yet.
%if trap=needless & side=start
    pub fn rest<'a>(&'a self) -> &'a str {
%else
    pub fn rest(&self) -> &str {
%end
        self.rest
    }
%if form=method

    /// The next {{part.words}}; `None` at the end of the log.
%if trap=tied_to_reader & side=start
    pub fn next_{{part}}(&mut self) -> Result<Option<{{part.camel}}<'_>>, {{part.camel}}Error> {
%elif trap=no_lifetime & side=start
    pub fn next_{{part}}(&mut self) -> Result<Option<{{part.camel}}>, {{part.camel}}Error> {
%else
    pub fn next_{{part}}(&mut self) -> Result<Option<{{part.camel}}<'log>>, {{part.camel}}Error> {
%end
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (text, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += 1;
        parse(text, self.line).map(Some)
    }
%end
}
%if form=iterator

impl<'log> Iterator for {{parts.camel}}Reader<'log> {
%if trap=no_lifetime & side=start
    type Item = Result<{{part.camel}}, {{part.camel}}Error>;
%else
    type Item = Result<{{part.camel}}<'log>, {{part.camel}}Error>;
%end

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (text, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += 1;
        Some(parse(text, self.line))
    }
}
%end
%if lookup=yes

/// The first {{part.words}} of the log with this {{key.words}}.
%if trap=lookup_by_reference & side=start
pub fn find_{{part}}(log: &str, {{key}}: &str) -> Result<Option<{{part.camel}}>, {{part.camel}}Error> {
%elif trap=no_lifetime & side=start
pub fn find_{{part}}(log: &str, {{key}}: &str) -> Result<Option<{{part.camel}}>, {{part.camel}}Error> {
%else
pub fn find_{{part}}<'log>(
    log: &'log str,
    {{key}}: &str,
) -> Result<Option<{{part.camel}}<'log>>, {{part.camel}}Error> {
%end
%if form=iterator
    for {{part}} in {{parts.camel}}Reader::new(log) {
        let {{part}} = {{part}}?;
        if {{part}}.{{key}} == {{key}} {
            return Ok(Some({{part}}));
        }
    }
%else
    let mut reader = {{parts.camel}}Reader::new(log);
    while let Some({{part}}) = reader.next_{{part}}()? {
        if {{part}}.{{key}} == {{key}} {
            return Ok(Some({{part}}));
        }
    }
%end
    Ok(None)
}
%end
%if trap=total & side=done

/// The sum over all {{parts.words}} of the log; unit: {{unit.words}}.
pub fn total_{{quantity}}(log: &str) -> Result<u64, {{part.camel}}Error> {
    let mut total = 0;
%if form=iterator
    for {{part}} in {{parts.camel}}Reader::new(log) {
        total += u64::from({{part}}?.{{quantity}});
    }
%else
    let mut reader = {{parts.camel}}Reader::new(log);
    while let Some({{part}}) = reader.next_{{part}}()? {
        total += u64::from({{part}}.{{quantity}});
    }
%end
    Ok(total)
}
%end

%if trap=no_lifetime & side=start
fn parse(text: &str, line: usize) -> Result<{{part.camel}}, {{part.camel}}Error> {
%else
fn parse(text: &str, line: usize) -> Result<{{part.camel}}<'_>, {{part.camel}}Error> {
%end
    let ({{key}}, {{quantity}}) = text
%if separator=comma
        .split_once(',')
%else
        .split_once('=')
%end
        .ok_or({{part.camel}}Error::NoSeparator { line })?;
    let {{quantity}} = {{quantity}}
        .trim()
        .parse()
        .map_err(|source| {{part.camel}}Error::Bad{{quantity.camel}} { line, source })?;
    Ok({{part.camel}} {
        {{key}}: {{key}}.trim(),
        {{quantity}},
    })
}
