use walnut_sacks::*;

#[test]
fn some_sacks() {
    assert_eq!(packed(23, 5), (4, 3));
}

#[test]
fn no_sack() {
    assert_eq!(packed(23, 0), (0, 23));
}
