use whistle_tune::*;

#[test]
fn high() {
    assert_eq!(tone(1200), Tone::High);
}

#[test]
fn kept() {
    assert!(std::collections::HashSet::from([tone(100)]).contains(&Tone::Low));
}
