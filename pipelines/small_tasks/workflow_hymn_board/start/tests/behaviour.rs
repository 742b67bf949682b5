use hymn_board::*;

#[test]
fn small() {
    assert_eq!(shown("psalm"), "psalm");
}
