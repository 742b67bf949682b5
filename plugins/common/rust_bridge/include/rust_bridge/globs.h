/* Which files a pattern chooses and which a .gitignore leaves out, as ripgrep decides it (the crate `ignore`).
 *
 * Immutable once made; any number of threads may use one. Paths are relative to the folder that the pattern or the file
 * belongs to, with '/', any bytes. */
#ifndef RUST_BRIDGE_GLOBS_H
#define RUST_BRIDGE_GLOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rust_bridge_globs rust_bridge_globs;

/* One pattern of ripgrep's --glob: a leading '!' turns it round. An invalid one chooses nothing. Never null; to be
 * freed by the caller. */
rust_bridge_globs* rust_bridge_globs_choice(const char* pattern, size_t size);

/* The rules of one .gitignore, of its first 2,000 lines; an invalid line is no rule. Never null; to be freed by the
 * caller. */
rust_bridge_globs* rust_bridge_globs_gitignore(const char* text, size_t size);

/* 0: says nothing of this path. 1: left out. 2: chosen, or taken back from an earlier rule. */
int32_t rust_bridge_globs_match(const rust_bridge_globs* globs, const char* path, size_t size,
                                bool is_folder);

/* Null is allowed. */
void rust_bridge_globs_free(rust_bridge_globs* globs);

#ifdef __cplusplus
}
#endif

#endif
