/* A tokenizer as Hugging Face's `tokenizer.json` describes it (byte-level BPE only), by the crate `tokenizers`.
 *
 * A tokenizer is immutable once open; any number of threads may use one. */
#ifndef RUST_BRIDGE_TOKENIZER_H
#define RUST_BRIDGE_TOKENIZER_H

#include <rust_bridge/answer.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rust_bridge_tokenizer rust_bridge_tokenizer;

/* Reads tokenizer.json, and the added tokens that only tokenizer_config.json has. On success `*tokenizer` is the
 * caller's, to be freed; on failure it is left alone. */
rust_bridge_answer* rust_bridge_tokenizer_open(const char* folder, size_t size,
                                               rust_bridge_tokenizer** tokenizer);

/* Null is allowed. */
void rust_bridge_tokenizer_free(rust_bridge_tokenizer* tokenizer);

/* Numbers: n ids, then for each token the byte offset in the text where it ends. Added tokens that stand in the text
 * are cut out first, or, without `cut_added_tokens`, taken for plain text. */
rust_bridge_answer* rust_bridge_tokenizer_encode(const rust_bridge_tokenizer* tokenizer, const char* text,
                                                 size_t size, bool cut_added_tokens);

/* Numbers: the token's id, or none. */
rust_bridge_answer* rust_bridge_tokenizer_id_of(const rust_bridge_tokenizer* tokenizer, const char* token,
                                                size_t size);

/* One more than the highest id. */
size_t rust_bridge_tokenizer_size(const rust_bridge_tokenizer* tokenizer);

/* The bytes that the token stands for, which live as long as the tokenizer; null where there is no such token. */
const char* rust_bridge_tokenizer_token(const rust_bridge_tokenizer* tokenizer, uint32_t id, size_t* size,
                                        bool* special);

/* Text: the bytes, U+FFFD for what is not UTF-8. Without `at_end`, a last character that is not complete yet is left
 * out. Numbers: how many bytes went into the text. */
rust_bridge_answer* rust_bridge_complete_text(const char* bytes, size_t size, bool at_end);

#ifdef __cplusplus
}
#endif

#endif
