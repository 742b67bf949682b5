//! The engine on samples of the kit.

use {{crate}}::amount;
use {{kit}}::samples;

#[test]
fn samples_amount_to_what_they_should() {
%if sample=rising & engine=sum
    assert_eq!(amount(&samples(9, 4)), 42);
%elif sample=rising
    assert_eq!(amount(&samples(39, 4)), 42);
%elif engine=sum
    assert_eq!(amount(&samples(14, 3)), 42);
%else
    assert_eq!(amount(&samples(42, 3)), 42);
%end
}

#[test]
fn nothing_amounts_to_nothing() {
    assert_eq!(amount(&samples(7, 0)), 0);
}
