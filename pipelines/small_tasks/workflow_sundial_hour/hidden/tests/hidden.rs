use sundial_hour::*;

#[test]
fn early() {
    assert!(matches!(half(11), Half::Morning));
}

#[test]
fn late() {
    assert!(matches!(half(12), Half::Afternoon));
}
