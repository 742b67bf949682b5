use glacier_melt::*;

#[test]
fn some_loss() {
    assert_eq!(melted(90, "12").ok(), Some(78));
}

#[test]
fn own_error() {
    let lost: Result<i64, MeltError> = melted(90, "much");
    assert!(lost.is_err());
}
