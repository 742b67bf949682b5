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

#[test]
fn a_long_move() {
    assert_eq!(
        Clock {
            seconds: 5,
            bonus: 3
        }
        .after(10),
        3
    );
}
