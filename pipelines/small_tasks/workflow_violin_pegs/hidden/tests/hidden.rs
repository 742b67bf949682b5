use violin_pegs::*;

#[test]
fn the_lowest() {
    assert_eq!(hertz(196.0, 0), 196.0);
}

#[test]
fn one_fifth() {
    assert_eq!(hertz(196.0, 1), 294.0);
}
