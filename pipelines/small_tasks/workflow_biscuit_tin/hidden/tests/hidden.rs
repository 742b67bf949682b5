use biscuit_tin::*;

#[test]
fn some_guests() {
    assert_eq!(each(9, 4), 2);
}

#[test]
fn no_guest() {
    assert_eq!(each(9, 0), 0);
}
