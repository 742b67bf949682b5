use pebble_game::*;

#[test]
fn its_weight() {
    assert_eq!(doubled(&Pebble { grams: 4 }).grams, 8);
}
