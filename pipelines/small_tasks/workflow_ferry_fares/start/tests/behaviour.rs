use ferry_fares::*;

#[test]
fn a_ride() {
    assert_eq!(fare(20, 0), 240);
}
