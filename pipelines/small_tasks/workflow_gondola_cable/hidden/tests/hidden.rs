use gondola_cable::*;

#[test]
fn no_step() {
    assert_eq!(lifted(4, 0), 0);
}

#[test]
fn some_steps() {
    assert_eq!(lifted(4, 3), 12);
}
