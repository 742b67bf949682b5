use sundial_hour::*;

#[test]
fn early() {
    assert!(matches!(half(11), Half::Morning));
}
