use abacus_rod::*;

#[test]
fn a_unit() {
    assert_eq!(value(1, 3, 0), 8);
}

#[test]
fn a_hundred() {
    assert_eq!(value(0, 2, 2), 200);
}
