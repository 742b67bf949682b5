//! Copies the C header of the tree-sitter that is linked to where C++ looks for it, so that both are always of one
//! version.
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-env-changed=RUST_BRIDGE_INCLUDE_DIR");
    let Some(target) = env::var_os("RUST_BRIDGE_INCLUDE_DIR") else {
        return; // plain `cargo build`: nobody asked for the header
    };
    let source =
        env::var_os("DEP_TREE_SITTER_INCLUDE").expect("the crate tree-sitter names its include folder");
    let header = PathBuf::from("tree_sitter").join("api.h");
    let copy = PathBuf::from(target).join(&header);
    println!("cargo:rerun-if-changed={}", copy.display());
    fs::create_dir_all(copy.parent().expect("a file has a folder")).expect("create the include folder");
    fs::copy(PathBuf::from(source).join(&header), &copy).expect("copy tree_sitter/api.h");
}
