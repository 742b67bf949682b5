use torch_cells::*;

#[test]
fn some_cells() {
    assert_eq!(charge("3").ok(), Some(18));
}
