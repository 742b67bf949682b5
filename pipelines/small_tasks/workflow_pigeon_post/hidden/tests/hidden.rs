use pigeon_post::*;

#[test]
fn ours() {
    assert!(is_ours("b17"));
}

#[test]
fn theirs() {
    assert!(!is_ours("c17"));
}
