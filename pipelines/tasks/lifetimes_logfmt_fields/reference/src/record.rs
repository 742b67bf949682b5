use crate::{Field, ParseError, fields};

/// All fields of one line.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    fields: Vec<(Field<'a>, &'a str)>,
}

impl<'a> Record<'a> {
    /// Reads the whole line; the first error wins.
    pub fn parse(line: &'a str) -> Result<Self, ParseError> {
        let mut reader = fields(line);
        let fields = std::iter::from_fn(|| reader.next_with_raw()).collect::<Result<_, _>>()?;
        Ok(Self { fields })
    }

    /// The unescaped value of the first field with this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.find(key).map(|(field, _)| field.value.as_ref())
    }

    /// The same value as it stands in the line.
    pub fn raw(&self, key: &str) -> Option<&'a str> {
        self.find(key).map(|(_, raw)| *raw)
    }

    pub fn len(&self) -> usize {
        self.fields.len()
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn find(&self, key: &str) -> Option<&(Field<'a>, &'a str)> {
        self.fields.iter().find(|(field, _)| field.key == key)
    }
}
