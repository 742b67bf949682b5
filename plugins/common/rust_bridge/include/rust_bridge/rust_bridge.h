/* The C interface of the Rust static library in this folder (src/ holds one module for each part).
 *
 * The tokenizer and the chat template have their own headers beside this one.
 * Besides the functions below, the library contains tree-sitter; its own C functions are declared in
 * <tree_sitter/api.h>, which the build copies from the crate. All functions may be called from any thread. */
#ifndef RUST_BRIDGE_RUST_BRIDGE_H
#define RUST_BRIDGE_RUST_BRIDGE_H

#include <tree_sitter/api.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grammars for ts_parser_set_language. Static: never freed. Null if the linked tree-sitter does not accept the
 * grammar's version, which only a wrong lock file can bring about. */
const TSLanguage* rust_bridge_rust_language(void);
const TSLanguage* rust_bridge_bash_language(void);

#ifdef __cplusplus
}
#endif

#endif
