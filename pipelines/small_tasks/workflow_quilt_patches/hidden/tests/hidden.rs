use quilt_patches::*;

#[test]
fn none() {
    assert_eq!(area(0), 0);
}

#[test]
fn some() {
    assert_eq!(area(4), 100);
}
