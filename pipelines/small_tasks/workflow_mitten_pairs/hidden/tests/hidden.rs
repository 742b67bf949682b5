use mitten_pairs::*;

#[test]
fn lost() {
    assert!(all_lost(&[]));
}

#[test]
fn kept() {
    assert!(!all_lost(&[String::from("red")]));
}
