use toboggan_run::*;

#[test]
fn dry() {
    assert!(is_open(false));
}
