use coin_pouch::*;

#[test]
fn shillings() {
    assert_eq!(pence(2, 0), 24);
}
