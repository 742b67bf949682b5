use quilt_patches::*;

#[test]
fn none() {
    assert_eq!(area(0), 0);
}
