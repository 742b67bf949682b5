use coin_pouch::*;

#[test]
fn shillings() {
    assert_eq!(pence(2, 0), 24);
}

#[test]
fn shillings_and_pence() {
    assert_eq!(pence(1, 5), 17);
}
