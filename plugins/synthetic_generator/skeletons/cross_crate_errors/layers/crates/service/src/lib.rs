//! Answers questions about {{plural.words}} that the store keeps.

use thiserror::Error;
use {{store}}::{Store, StoreError};

/// Why the service has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServiceError {
    #[error("the store has no answer")]
%if trap=no_conversion & side=start
    Store(#[source] StoreError),
%elif trap=lost_source & side=start
    Store(StoreError),
%else
    Store(#[from] StoreError),
%end
    #[error("no {{noun.words}} was asked for")]
    NothingAsked,
}
%if trap=lost_source & side=start

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
%end

/// Their {{quantity.words}} together; unit: {{unit.words}}.
%if lookup=by_key
pub fn total(store: &Store, asked: &[&str]) -> Result<u64, ServiceError> {
%else
pub fn total(store: &Store, asked: &[usize]) -> Result<u64, ServiceError> {
%end
    if asked.is_empty() {
        return Err(ServiceError::NothingAsked);
    }
%if sum=chain
%if lookup=by_key
    let values = asked.iter().map(|{{noun}}| store.{{quantity}}({{noun}}));
%else
    let values = asked.iter().map(|{{noun}}| store.{{quantity}}(*{{noun}}));
%end
%if trap=unwrap & side=start
    Ok(values.map(|value| value.unwrap()).sum())
%else
    Ok(values.sum::<Result<u64, StoreError>>()?)
%end
%else
    let mut total = 0;
    for {{noun}} in asked {
%if lookup=by_key
%if trap=manual & side=start
        let {{quantity}} = match store.{{quantity}}({{noun}}) {
            Ok({{quantity}}) => {{quantity}},
            Err(error) => return Err(ServiceError::Store(error)),
        };
        total += {{quantity}};
%elif trap=unwrap & side=start
        total += store.{{quantity}}({{noun}}).unwrap();
%else
        total += store.{{quantity}}({{noun}})?;
%end
%else
%if trap=manual & side=start
        let {{quantity}} = match store.{{quantity}}(*{{noun}}) {
            Ok({{quantity}}) => {{quantity}},
            Err(error) => return Err(ServiceError::Store(error)),
        };
        total += {{quantity}};
%elif trap=unwrap & side=start
        total += store.{{quantity}}(*{{noun}}).unwrap();
%else
        total += store.{{quantity}}(*{{noun}})?;
%end
%end
    }
    Ok(total)
%end
}
%if listing=yes

/// One line for each of them, with its share of the total in percent.
%if lookup=by_key
pub fn shares(store: &Store, asked: &[&str]) -> Result<Vec<String>, ServiceError> {
%else
pub fn shares(store: &Store, asked: &[usize]) -> Result<Vec<String>, ServiceError> {
%end
    let total = total(store, asked)?.max(1);
    let mut lines = Vec::with_capacity(asked.len());
    for {{noun}} in asked {
%if lookup=by_key
        let {{quantity}} = store.{{quantity}}({{noun}})?;
%else
        let {{quantity}} = store.{{quantity}}(*{{noun}})?;
%end
        lines.push(format!("{{{noun}}}: {} %", {{quantity}}.saturating_mul(100) / total));
    }
    Ok(lines)
}
%end

#[cfg(test)]
mod tests {
%if trap=unwrap & side=start
%else
    use std::error::Error as _;

%end
    use super::*;

    fn store() -> Result<Store, StoreError> {
        let mut store = Store::default();
        store.add("{{one}}", 30)?;
        store.add("{{two}}", 12)?;
        Ok(store)
    }

    #[test]
    fn adds_up_what_was_asked() -> Result<(), ServiceError> {
%if lookup=by_key
        assert_eq!(total(&store()?, &["{{one}}", "{{two}}"])?, 42);
%else
        assert_eq!(total(&store()?, &[0, 1])?, 42);
%end
        Ok(())
    }

%if listing=yes
    #[test]
    fn shares_are_of_the_total() -> Result<(), ServiceError> {
%if lookup=by_key
        assert_eq!(shares(&store()?, &["{{two}}", "{{two}}"])?, ["{{two}}: 50 %", "{{two}}: 50 %"]);
%else
        assert_eq!(shares(&store()?, &[1, 1])?, ["1: 50 %", "1: 50 %"]);
%end
        Ok(())
    }

%end
    #[test]
    fn nothing_asked_is_an_error() -> Result<(), ServiceError> {
        assert_eq!(total(&store()?, &[]), Err(ServiceError::NothingAsked));
        Ok(())
    }
%if trap=unwrap & side=start
%else

    #[test]
    fn the_cause_is_kept() -> Result<(), ServiceError> {
%if lookup=by_key
        let result = total(&store()?, &["{{one}}", "{{three}}"]);
        let text = "there is no {{noun.words}} {{three}}";
%else
        let result = total(&store()?, &[0, 7]);
        let text = "there is no {{noun.words}} number 7";
%end
        let cause = result.map_err(|error| error.source().map(ToString::to_string));
        assert_eq!(cause, Err(Some(text.to_owned())));
        Ok(())
    }
%end
%if extra=limit

    #[test]
    fn a_full_store_says_so() -> Result<(), StoreError> {
        let mut store = store()?;
        store.add("{{three}}", 1)?;
        store.add("more", 1)?;
        assert_eq!(store.add("too many", 1), Err(StoreError::Full { limit: 4 }));
        Ok(())
    }
%else

    #[test]
    fn a_nameless_{{noun}}_is_refused() -> Result<(), StoreError> {
        assert_eq!(store()?.add("", 1), Err(StoreError::Nameless));
        Ok(())
    }
%end
}
