//! Rust's grammar for tree-sitter. C++ calls tree-sitter's own C functions; this module hands out the language and, by
//! naming the crate, has its C code linked in.
use std::ffi::c_void;

/// The Rust grammar, valid for ever, or null if the linked tree-sitter does not accept its version.
#[no_mangle]
pub extern "C" fn rust_bridge_rust_language() -> *const c_void {
    let language = tree_sitter::Language::new(tree_sitter_rust::LANGUAGE);
    let supported = tree_sitter::MIN_COMPATIBLE_LANGUAGE_VERSION..=tree_sitter::LANGUAGE_VERSION;
    if !supported.contains(&language.abi_version()) {
        return std::ptr::null();
    }
    language.into_raw().cast()
}
