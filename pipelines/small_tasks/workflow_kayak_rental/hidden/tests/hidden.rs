use kayak_rental::*;

#[test]
fn single() {
    assert_eq!(
        price(&Rental {
            hours: 2,
            is_double: false
        }),
        18
    );
}

#[test]
fn double() {
    assert_eq!(
        price(&Rental {
            hours: 3,
            is_double: true
        }),
        42
    );
}
