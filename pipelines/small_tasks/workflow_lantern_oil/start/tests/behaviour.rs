use lantern_oil::*;

#[test]
fn some_nights() {
    assert_eq!(nights(36, 2), 6);
}
