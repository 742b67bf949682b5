use rowan_berries::*;

#[test]
fn many() {
    assert!(is_worth_it(31));
}

#[test]
fn few() {
    assert!(!is_worth_it(30));
}
