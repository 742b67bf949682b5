/* A model's chat template (Jinja), rendered by the crate `minijinja` as transformers' apply_chat_template would.
 *
 * A template is immutable once open; any number of threads may render with one. */
#ifndef RUST_BRIDGE_CHAT_TEMPLATE_H
#define RUST_BRIDGE_CHAT_TEMPLATE_H

#include <rust_bridge/answer.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rust_bridge_chat_template rust_bridge_chat_template;

enum rust_bridge_render_flags {
  /* `arguments` of calls, and each tool, are strings that hold the text of a JSON object. */
  RUST_BRIDGE_ARGUMENTS_ARE_TEXTS = 1,
  RUST_BRIDGE_ADD_GENERATION_PROMPT = 2,
  /* `enable_thinking` is given at all, and then: it is true. */
  RUST_BRIDGE_THINKING_SET = 4,
  RUST_BRIDGE_THINKING_ON = 8
};

/* Reads chat_template.jinja, else the member `chat_template` of tokenizer_config.json. On success `*chat_template` is
 * the caller's, to be freed; on failure it is left alone. */
rust_bridge_answer* rust_bridge_chat_template_open(const char* folder, size_t size,
                                                   rust_bridge_chat_template** chat_template);

/* Null is allowed. */
void rust_bridge_chat_template_free(rust_bridge_chat_template* chat_template);

/* `messages` is a JSON list, `tools` a JSON list or null. Text: what the template prints. Numbers: for each message
 * the length of the output when the template last read the message's content. */
rust_bridge_answer* rust_bridge_chat_template_render(const rust_bridge_chat_template* chat_template,
                                                     const char* messages, size_t messages_size,
                                                     const char* tools, size_t tools_size, uint32_t flags);

#ifdef __cplusplus
}
#endif

#endif
