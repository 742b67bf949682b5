use rowan_berries::*;

#[test]
fn many() {
    assert!(is_worth_it(31));
}
