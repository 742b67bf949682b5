use beacon_code::*;

#[test]
fn some() {
    assert_eq!(flashes("*-*"), Ok(2));
}
