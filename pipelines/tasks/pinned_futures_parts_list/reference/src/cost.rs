use crate::{BoxFuture, CostError, PartStore};

/// The price of a part with all its components, on every level.
pub async fn total_cost(store: &dyn PartStore, id: &str) -> Result<u64, CostError> {
    cost_below(store, id, &mut Vec::new()).await
}

/// `path` holds the assemblies around this part, and is left as it was found unless there is an error.
fn cost_below<'a>(
    store: &'a dyn PartStore,
    id: &'a str,
    path: &'a mut Vec<String>,
) -> BoxFuture<'a, Result<u64, CostError>> {
    Box::pin(async move {
        let repeated = path.iter().any(|outer| outer == id);
        path.push(id.to_owned());
        if repeated {
            return Err(CostError::Cycle { path: path.clone() });
        }
        let part = store.part(id).await.map_err(|source| CostError::Store {
            id: id.to_owned(),
            source,
        })?;
        let mut total = part.price;
        for (component, count) in &part.components {
            let cost = cost_below(store, component, path).await?;
            total = cost
                .checked_mul(*count)
                .and_then(|cost| total.checked_add(cost))
                .ok_or(CostError::TooLarge)?;
        }
        path.pop();
        Ok(total)
    })
}
