use orchard_ladder::*;

#[test]
fn reachable() {
    assert!(reached(3) && reached(8));
}
