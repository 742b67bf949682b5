use violin_pegs::*;

#[test]
fn the_lowest() {
    assert_eq!(hertz(196.0, 0), 196.0);
}
