use pebble_game::*;

#[test]
fn its_weight() {
    assert_eq!(doubled(&Pebble { grams: 4 }).grams, 8);
}

#[test]
fn equal() {
    assert_eq!(doubled(&Pebble { grams: 4 }), Pebble { grams: 8 });
}
