use tide_gauge::*;

#[test]
fn over_the_mark() {
    assert_eq!(above(40, 47), Some(7));
}

#[test]
fn under_the_mark() {
    assert_eq!(above(40, 31), None);
}
