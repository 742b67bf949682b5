use gondola_cable::*;

#[test]
fn no_step() {
    assert_eq!(lifted(4, 0), 0);
}
