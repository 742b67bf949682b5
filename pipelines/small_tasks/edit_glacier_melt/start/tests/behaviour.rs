use glacier_melt::*;

#[test]
fn some_loss() {
    assert_eq!(melted(90, "12").ok(), Some(78));
}
