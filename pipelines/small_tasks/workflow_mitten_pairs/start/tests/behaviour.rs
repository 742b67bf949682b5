use mitten_pairs::*;

#[test]
fn lost() {
    assert!(all_lost(&[]));
}
