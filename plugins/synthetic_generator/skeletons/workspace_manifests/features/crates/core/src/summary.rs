%if gate=module
//! What can be said about many {{plural.words}} at once.

use crate::{{noun.camel}};

%if result=text
/// The number of {{plural.words}} and their {{quantity.words}} together.
pub fn summary({{plural}}: &[{{noun.camel}}]) -> String {
    let total: u64 = {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).sum();
    format!("{} {{plural.words}}, {total} in all", {{plural}}.len())
}
%else
/// Their {{quantity.words}} together.
pub fn summary({{plural}}: &[{{noun.camel}}]) -> u64 {
    {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).sum()
}
%end
%end
