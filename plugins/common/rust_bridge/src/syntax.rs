//! Grammars for tree-sitter. C++ calls tree-sitter's own C functions; this module hands out the languages and, by naming
//! their crates, has their C code linked in.
use std::ffi::c_void;

use tree_sitter::{Language, LANGUAGE_VERSION, MIN_COMPATIBLE_LANGUAGE_VERSION};

/// The Rust grammar, valid for ever, or null if the linked tree-sitter does not accept its version.
#[no_mangle]
pub extern "C" fn rust_bridge_rust_language() -> *const c_void {
    supported(tree_sitter_rust::LANGUAGE.into())
}

/// The grammar of bash, likewise.
#[no_mangle]
pub extern "C" fn rust_bridge_bash_language() -> *const c_void {
    supported(tree_sitter_bash::LANGUAGE.into())
}

fn supported(language: Language) -> *const c_void {
    if !(MIN_COMPATIBLE_LANGUAGE_VERSION..=LANGUAGE_VERSION).contains(&language.abi_version()) {
        return std::ptr::null();
    }
    language.into_raw().cast()
}
