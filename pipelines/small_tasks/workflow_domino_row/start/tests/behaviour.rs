use domino_row::*;

#[test]
fn a_row() {
    assert!(fits(&[
        Stone { left: 1, right: 4 },
        Stone { left: 4, right: 2 }
    ]));
}
