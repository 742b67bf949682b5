use ribbon_rolls::*;

#[test]
fn a_cut() {
    assert_eq!(Ribbon { metres: 5 }.cut(9), 5);
}

#[test]
fn the_rest() {
    let mut whole = Ribbon { metres: 5 };
    let kept = whole.clone();
    whole.cut(2);
    assert_eq!((whole.metres, kept.metres), (3, 5));
}
