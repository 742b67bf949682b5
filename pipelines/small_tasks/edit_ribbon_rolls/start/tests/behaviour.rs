use ribbon_rolls::*;

#[test]
fn a_cut() {
    assert_eq!(Ribbon { metres: 5 }.cut(9), 5);
}
