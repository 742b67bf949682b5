use whistle_tune::*;

#[test]
fn high() {
    assert_eq!(tone(1200), Tone::High);
}
