use tuba_valves::*;

#[test]
fn none() {
    assert_eq!(pressed(40, 0), 40);
}
