//! Keeps the {{quantity.words}} of {{plural.words}}.

%if store_shape=map
use std::collections::BTreeMap;

%end
use thiserror::Error;

/// Why the store has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
%if lookup=by_key
    #[error("there is no {{noun.words}} {{{key}}}")]
    Missing { {{key}}: String },
%else
    #[error("there is no {{noun.words}} number {index}")]
    Missing { index: usize },
%end
%if extra=limit
    #[error("there are {limit} {{plural.words}} already")]
    Full { limit: usize },
%else
    #[error("a {{noun.words}} needs a {{key.words}}")]
    Nameless,
%end
}

/// All {{plural.words}}.
#[derive(Debug, Default)]
pub struct Store {
%if store_shape=map
    {{plural}}: BTreeMap<String, u64>,
%else
    {{plural}}: Vec<(String, u64)>,
%end
}

impl Store {
    pub const LIMIT: usize = 4;

    pub fn add(&mut self, {{key}}: &str, {{quantity}}: u64) -> Result<(), StoreError> {
%if extra=limit
        if self.{{plural}}.len() == Self::LIMIT {
            return Err(StoreError::Full { limit: Self::LIMIT });
        }
%else
        if {{key}}.is_empty() {
            return Err(StoreError::Nameless);
        }
%end
%if store_shape=map
        self.{{plural}}.insert({{key}}.to_owned(), {{quantity}});
%else
        self.{{plural}}.push(({{key}}.to_owned(), {{quantity}}));
%end
        Ok(())
    }

%if lookup=by_key
    pub fn {{quantity}}(&self, {{key}}: &str) -> Result<u64, StoreError> {
%if store_shape=map
        let found = self.{{plural}}.get({{key}}).copied();
%else
        let found = self.{{plural}}.iter().find(|(name, _)| name == {{key}}).map(|(_, {{quantity}})| *{{quantity}});
%end
        found.ok_or_else(|| StoreError::Missing { {{key}}: {{key}}.to_owned() })
    }
%else
    pub fn {{quantity}}(&self, index: usize) -> Result<u64, StoreError> {
        let found = self.{{plural}}.get(index).map(|(_, {{quantity}})| *{{quantity}});
        found.ok_or(StoreError::Missing { index })
    }
%end
}
