use comet_watch::*;

#[test]
fn a_comet() {
    assert_eq!(returns(1910, 76, 1990), 2062);
}
