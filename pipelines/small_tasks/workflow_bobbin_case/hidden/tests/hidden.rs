use bobbin_case::*;

#[test]
fn its_colour() {
    assert_eq!(wound(7).colour, 7);
}

#[test]
fn its_length() {
    assert_eq!(wound(7).metres, 80);
}
