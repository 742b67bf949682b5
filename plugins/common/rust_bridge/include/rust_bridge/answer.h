/* What the functions of the tokenizer and the chat template give back: a text and numbers, or an error text.
 *
 * Every answer is owned by the caller, who frees it once; what the other functions return points into it and dies
 * with it. No function throws, and none lets a Rust panic out: that is an error text, too. Texts go in as pointer and
 * length, UTF-8, without an end marker; they are not kept. All functions may be called from any thread. */
#ifndef RUST_BRIDGE_ANSWER_H
#define RUST_BRIDGE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rust_bridge_answer rust_bridge_answer;

/* False: the text says what went wrong. */
bool rust_bridge_answer_ok(const rust_bridge_answer* answer);

/* The text, of `*size` bytes; never null. */
const char* rust_bridge_answer_text(const rust_bridge_answer* answer, size_t* size);

/* The numbers, `*count` of them; never null. */
const uint32_t* rust_bridge_answer_numbers(const rust_bridge_answer* answer, size_t* count);

/* Null is allowed. */
void rust_bridge_answer_free(rust_bridge_answer* answer);

#ifdef __cplusplus
}
#endif

#endif
