use curry_heat::*;

#[test]
fn hot() {
    assert_eq!(heat("3").ok(), Some(true));
}
