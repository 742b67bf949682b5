use crate::{CostError, PartStore};

/// The price of a part with its components, as far as one level down.
pub async fn total_cost<S: PartStore>(store: &S, id: &'static str) -> Result<u64, CostError> {
    let read = |source| CostError::Store {
        id: id.to_owned(),
        source,
    };
    let part = store.part(id).await.map_err(read)?;
    let mut total = part.price;
    for (component, count) in part.components {
        let component: &'static str = component.leak();
        let part = store
            .part(component)
            .await
            .map_err(|source| CostError::Store {
                id: component.to_owned(),
                source,
            })?;
        total = part
            .price
            .checked_mul(count)
            .and_then(|cost| total.checked_add(cost))
            .ok_or(CostError::TooLarge)?;
    }
    Ok(total)
}
