use toboggan_run::*;

#[test]
fn dry() {
    assert!(is_open(false));
}

#[test]
fn icy() {
    assert!(!is_open(true));
}
