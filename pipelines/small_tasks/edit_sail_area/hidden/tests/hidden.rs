use sail_area::*;

#[test]
fn a_width() {
    assert_eq!(width(" 4 ").ok(), Some(400));
}

#[test]
fn no_width() {
    assert!(width("wide").is_err());
}
