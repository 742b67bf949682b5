//! What many values of {{quantity.words}} amount to.

%if engine=sum
/// All of them together.
#[must_use]
pub fn amount(values: &[u32]) -> u64 {
    values.iter().copied().map(u64::from).sum()
}
%else
/// The largest of them, 0 without any.
#[must_use]
pub fn amount(values: &[u32]) -> u64 {
    values.iter().copied().max().map_or(0, u64::from)
}
%end
