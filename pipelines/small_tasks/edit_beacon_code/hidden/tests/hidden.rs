use beacon_code::*;

#[test]
fn some() {
    assert_eq!(flashes("*-*"), Ok(2));
}

#[test]
fn dark() {
    assert_eq!(flashes("--"), Err(BeaconError));
}
