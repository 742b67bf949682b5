use walnut_sacks::*;

#[test]
fn some_sacks() {
    assert_eq!(packed(23, 5), (4, 3));
}
