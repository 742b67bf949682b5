use orchard_ladder::*;

#[test]
fn reachable() {
    assert!(reached(3) && reached(8));
}

#[test]
fn beyond() {
    assert!(!reached(2) && !reached(9));
}
