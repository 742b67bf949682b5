use lantern_oil::*;

#[test]
fn some_nights() {
    assert_eq!(nights(36, 2), 6);
}

#[test]
fn no_lantern() {
    assert_eq!(nights(36, 0), 0);
}
