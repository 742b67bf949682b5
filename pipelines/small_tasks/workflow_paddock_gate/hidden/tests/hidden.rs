use paddock_gate::*;

#[test]
fn some() {
    assert_eq!(nearest(&[4, 9]), Some(&4));
}

#[test]
fn none() {
    assert_eq!(nearest(&[]), None);
}
