use abacus_rod::*;

#[test]
fn a_unit() {
    assert_eq!(value(1, 3, 0), 8);
}
