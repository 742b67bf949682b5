use pigeon_post::*;

#[test]
fn ours() {
    assert!(is_ours("b17"));
}
