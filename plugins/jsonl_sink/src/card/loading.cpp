// The card's section "Loading". What it says of versions is what tests/interop finds, and what the trainers' own packages ask
// for: TRL 1.16.0, axolotl 0.19.0, LLaMA-Factory 0.9.5, Unsloth 2026.10.9.

#include <fmt/format.h>

#include "descriptions.hpp"

namespace jsonl_sink {
namespace {

// Columns of any JSON are of `datasets`' type Json, which 4.7.0 brought; 3.1.0 is the first that fills in the members that
// a message lacks.
constexpr const char* version_with_json = "4.7.0";
constexpr const char* version_with_texts = "3.1.0";

bool is_all_texts(const Spelling& spelling) {
  return spelling.arguments == Arguments::string && spelling.tools == Column::string &&
         spelling.metadata != MetadataColumn::column;
}

constexpr const char* typed_messages = R"(  - name: messages
    list:
    - name: role
      dtype: string
    - name: content
      dtype: string
    - name: reasoning_content
      dtype: string
    - name: tool_calls
      list:
      - name: id
        dtype: string
      - name: type
        dtype: string
      - name: function
        struct:
        - name: name
          dtype: string
        - name: arguments
          dtype: string
    - name: tool_call_id
      dtype: string
    - name: weight
      dtype: int64
)";

constexpr const char* merging = R"(
Load the folder, not a file of it: the types of the columns stand in this card's header. From a file alone `datasets` guesses
them from its first megabytes and fails where later lines differ. Versions before 4.7.0 refuse it ("'module' object is not
callable"); without the header they would give every call the arguments of all tools, most of them null, which chat templates
write out. For those, write the set with `arguments: string`, `tools: string` and `metadata: string` or `none` (parameters of
`jsonl_sink`), which 3.1.0 and later read.
)";

constexpr const char* parsing = R"(
Load the folder, not a file of it: the types of the columns stand in this card's header. Members that a message lacks come
as `None`. Chat templates such as Qwen's want arguments as objects; parse them in the function that also tokenizes, since
`datasets` before 4.7.0 would merge the objects of all tools into one type:

```python
for message in example["messages"]:
    for call in message["tool_calls"] or []:
        call["function"]["arguments"] = json.loads(call["function"]["arguments"])
```
)";

constexpr const char* trainers = R"(
| trainer | what to set | `weight: 0` |
|---|---|---|
| TRL 1.16 | `SFTConfig(assistant_only_loss=True)`; where the template has no `{% generation %}`, as Qwen's, TRL takes its own version of it | not known to it: give it `input_ids` and `labels`, below |
| axolotl 0.19 | `type: chat_template`, `path:` this folder, `field_messages: messages`, `roles_to_train: [assistant]`, `message_field_training: weight`; it finds the turns without `{% generation %}` | followed |
| Unsloth 2026.10 | `datasets` 4.7 or 4.8; `train_on_responses_only(trainer, instruction_part="<\|im_start\|>user\n", response_part="<\|im_start\|>assistant\n")` needs no `{% generation %}` | not known to it: as for TRL, without that call |
| LLaMA-Factory 0.9.5 | asks for `datasets` up to 4.0.0, and reads no `arguments`, neither objects nor text, as they are: convert to its ShareGPT form, with `function_call` and `observation`, whose calls have no text beside them | not known to it: `mask_history: true` learns the last message alone |

Labels that follow the weights, from a template with `{% generation %}` around what an assistant says (TRL's
`get_training_chat_template(tokenizer)` gives it for known models):

```python
def tokens_and_labels(example, tokenizer, template):
    out = tokenizer.apply_chat_template(
        example["messages"], tools=example["tools"] or None, chat_template=template,
        tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
    learnt = [m.get("weight") != 0 for m in example["messages"] if m["role"] == "assistant"]
    labels, turn, before = [], -1, 0
    for token, is_said in zip(out["input_ids"], out["assistant_masks"]):
        turn += is_said > before
        before = is_said
        labels.append(token if is_said and learnt[turn] else -100)
    return {"input_ids": out["input_ids"], "labels": labels}
```
)";

}  // namespace

std::string column_types(const Spelling& spelling) {
  std::string text = "dataset_info:\n  features:\n";
  text += spelling.arguments == Arguments::string ? typed_messages : "  - name: messages\n    list: json\n";
  text += spelling.tools == Column::string ? "  - name: tools\n    dtype: string\n"
                                           : "  - name: tools\n    list: json\n";
  if (spelling.metadata != MetadataColumn::none) {
    text += fmt::format("  - name: metadata\n    dtype: {}\n",
                        spelling.metadata == MetadataColumn::string ? "string" : "json");
  }
  return text;
}

std::string loading(const Card& card) {
  const bool is_packed = card.storage.compression == Compression::zstd;
  std::string text = fmt::format(
      "\n## Loading\n\n```python\nfrom datasets import load_dataset  # {} or later{}\n\n"
      "dataset = load_dataset(\"path/of/this/folder\")\n```\n",
      is_all_texts(card.spelling) ? version_with_texts : version_with_json,
      is_packed ? ", with the package zstandard" : "");
  if (!is_all_texts(card.spelling)) text += merging;
  if (card.spelling.arguments == Arguments::string) text += parsing;
  text += trainers;
  if (card.spelling.tools == Column::string)
    text += "\nOf this set, `tools=json.loads(example[\"tools\"]) or None`, and arguments parsed as above.\n";
  return text;
}

}  // namespace jsonl_sink
