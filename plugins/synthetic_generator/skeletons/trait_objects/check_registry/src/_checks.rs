/// The {{quantity.words}} stays within a limit.
%if trap=returns_self
#[derive(Debug, Clone, Copy)]
%else
#[derive(Debug)]
%end
pub struct {{quantity.camel}}Limit {
    limit: u32,
}

impl {{quantity.camel}}Limit {
    pub fn new(limit: u32) -> Self {
        Self { limit }
    }
}

impl Check for {{quantity.camel}}Limit {
    fn name(&self) -> &str {
        "{{quantity.words}}"
    }

%if verdict=flag
    fn passes(&self, {{noun}}: &{{noun.camel}}) -> bool {
%if limit=upper
        {{noun}}.{{quantity}} <= self.limit
%else
        {{noun}}.{{quantity}} >= self.limit
%end
    }
%else
    fn complaint(&self, {{noun}}: &{{noun.camel}}) -> Option<String> {
%if limit=upper
        ({{noun}}.{{quantity}} > self.limit).then(|| format!("{} is above {}", {{noun}}.{{quantity}}, self.limit))
%else
        ({{noun}}.{{quantity}} < self.limit).then(|| format!("{} is below {}", {{noun}}.{{quantity}}, self.limit))
%end
    }
%end
%if trap=generic_method

%if side=start
    fn describe<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
%else
    fn describe(&self, out: &mut dyn fmt::Write) -> fmt::Result {
%end
        write!(out, "limit {}", self.limit)
    }
%elif trap=returns_self

%if side=start
    fn duplicate(&self) -> Self {
        *self
    }
%else
    fn duplicate(&self) -> Box<dyn Check> {
        Box::new(*self)
    }
%end
%end
}

/// The {{key.words}} is not empty.
%if trap=returns_self
#[derive(Debug, Clone, Copy)]
%else
#[derive(Debug)]
%end
pub struct Has{{key.camel}};

impl Check for Has{{key.camel}} {
    fn name(&self) -> &str {
        "{{key.words}}"
    }

%if verdict=flag
    fn passes(&self, {{noun}}: &{{noun.camel}}) -> bool {
        !{{noun}}.{{key}}.is_empty()
    }
%else
    fn complaint(&self, {{noun}}: &{{noun.camel}}) -> Option<String> {
        {{noun}}.{{key}}.is_empty().then(|| "it is empty".to_owned())
    }
%end
%if trap=generic_method

%if side=start
    fn describe<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
%else
    fn describe(&self, out: &mut dyn fmt::Write) -> fmt::Result {
%end
        out.write_str("not empty")
    }
%elif trap=returns_self

%if side=start
    fn duplicate(&self) -> Self {
        *self
    }
%else
    fn duplicate(&self) -> Box<dyn Check> {
        Box::new(*self)
    }
%end
%end
}
