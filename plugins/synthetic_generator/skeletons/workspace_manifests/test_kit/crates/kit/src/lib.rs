//! Samples for tests about {{plural.words}}.

%if sample=rising
/// `count` values from `first` on, each one more than the last; unit: {{unit.words}}.
pub fn samples(first: u32, count: u32) -> Vec<u32> {
    (0..count).map(|step| first.saturating_add(step)).collect()
}
%else
/// `count` times the same value; unit: {{unit.words}}.
pub fn samples(value: u32, count: usize) -> Vec<u32> {
    vec![value; count]
}
%end
