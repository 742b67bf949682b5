use comet_watch::*;

#[test]
fn a_comet() {
    assert_eq!(returns(1910, 76, 1990), 2062);
}

#[test]
fn in_the_year_itself() {
    assert_eq!(returns(1910, 76, 1986), 2062);
}
