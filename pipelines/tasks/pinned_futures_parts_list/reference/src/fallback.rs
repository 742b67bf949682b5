use crate::{BoxFuture, Part, PartStore, StoreError};

/// Asks several stores, the first one first.
pub struct Fallback<'s> {
    stores: Vec<&'s dyn PartStore>,
}

impl<'s> Fallback<'s> {
    pub fn new(stores: Vec<&'s dyn PartStore>) -> Self {
        Self { stores }
    }
}

impl PartStore for Fallback<'_> {
    fn part<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Part, StoreError>> {
        Box::pin(async move {
            for store in &self.stores {
                let answer = store.part(id).await;
                if answer != Err(StoreError::NotFound) {
                    return answer;
                }
            }
            Err(StoreError::NotFound)
        })
    }
}
