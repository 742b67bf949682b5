use chess_clock::*;

#[test]
fn a_move() {
    assert_eq!(
        Clock {
            seconds: 90,
            bonus: 3
        }
        .after(10),
        83
    );
}
