use hymn_board::*;

#[test]
fn small() {
    assert_eq!(shown("psalm"), "psalm");
}

#[test]
fn large() {
    assert_eq!(shown("Psalm"), "Psalm");
}
