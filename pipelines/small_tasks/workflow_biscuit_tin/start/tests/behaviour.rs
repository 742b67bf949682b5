use biscuit_tin::*;

#[test]
fn some_guests() {
    assert_eq!(each(9, 4), 2);
}
