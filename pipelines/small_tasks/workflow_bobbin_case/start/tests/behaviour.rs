use bobbin_case::*;

#[test]
fn its_colour() {
    assert_eq!(wound(7).colour, 7);
}
