"""Chat examples into token ids and loss masks, by transformers alone.

The mask comes from transformers' own mechanism: `{% generation %}` blocks in the chat template, which
`apply_chat_template` turns into a mask of the assistant's tokens. The official template has no such blocks, so
they are put in here, and every chat is rendered with the official one, too, and must give the same tokens.
"""

import dataclasses

import transformers

# Lines of the official template of Qwen3.5, and the same with the learnt part marked. A turn's reasoning
# belongs to it where there is some; an empty think block is a part of the prompt, as with enable_thinking=false.
MARKS = (
    (
        r"{{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning_content + '\n</think>\n\n' + content }}",
        (
            r"{{- '<|im_start|>' + message.role + '\n<think>\n' + ('' if reasoning_content else '\n</think>\n\n') }}"
            r"{%- set learnt = (reasoning_content + '\n</think>\n\n' if reasoning_content else '') + content %}"
        ),
    ),
    (
        r"{{- '<|im_start|>' + message.role + '\n' + content }}",
        r"{{- '<|im_start|>' + message.role + '\n' }}{%- set learnt = content %}",
    ),
    (
        r"{%- if message.tool_calls and message.tool_calls is iterable and message.tool_calls is not mapping %}",
        (
            r"{%- generation %}{{- learnt }}"
            r"{%- if message.tool_calls and message.tool_calls is iterable and message.tool_calls is not mapping %}"
        ),
    ),
    (
        "{{- '<|im_end|>\\n' }}\n    {%- elif message.role == \"tool\" %}",
        "{{- '<|im_end|>' }}{%- endgeneration %}{{- '\\n' }}\n    {%- elif message.role == \"tool\" %}",
    ),
)


class InputError(Exception):
    """The input cannot be used: nothing is known of the adapter."""


@dataclasses.dataclass
class Sequence:
    id: str
    ids: list  # token ids
    spans: list  # [begin, end) of the learnt tokens, one for each learnt message

    def loss_tokens(self):
        return sum(end - begin for begin, end in self.spans)


def acts(messages):
    """Is there a learnt call that changes or runs something?"""
    return any(
        call["function"]["name"] in ("edit", "write", "bash")
        for message in messages
        if message.get("weight", 1) != 0
        for call in message.get("tool_calls") or []
    )


def runs_of_ones(mask):
    """[(begin, end)] of every unbroken run of ones."""
    edges = [
        i for i in range(len(mask) + 1) if (mask[i] if i < len(mask) else 0) != (mask[i - 1] if i else 0)
    ]
    return list(zip(edges[::2], edges[1::2]))


class Chats:
    def __init__(self, model):
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(model)
        self.marked = self.tokenizer.chat_template or ""
        for line, replacement in MARKS:
            if self.marked.count(line) != 1:
                raise InputError(
                    f"{model}: the chat template is not that of Qwen3.5 (it lacks the line {line!r}): "
                    "this check knows no other"
                )
            self.marked = self.marked.replace(line, replacement)
        self.marks = set(
            self.tokenizer.convert_tokens_to_ids(["<|im_start|>", "<|im_end|>", "<|endoftext|>"])
        )

    def spans(self, messages, tools):
        """(token ids, the learnt span of every assistant message)"""
        arguments = {"conversation": messages, "tools": tools or None, "return_dict": True}
        marked = self.tokenizer.apply_chat_template(
            **arguments, chat_template=self.marked, return_assistant_tokens_mask=True
        )
        official = self.tokenizer.apply_chat_template(**arguments)
        if marked["input_ids"] != official["input_ids"]:
            raise InputError("the marked chat template renders another text than the official one")
        return official["input_ids"], runs_of_ones(marked["assistant_masks"])

    def sequence(self, example, max_seq=None):
        """None where the trainer leaves the example out: nothing to learn within max_seq tokens, nothing but looking of
        what was more, or a mark of the template inside a learnt text."""
        name = example["metadata"]["id"]
        messages = example["messages"]
        ids, spans = self.spans(messages, example.get("tools"))
        if max_seq is not None and len(ids) > max_seq:
            beginning = self.longest_beginning(example, max_seq)
            if beginning is None:
                return None
            if acts(messages) and not acts(beginning[0]):
                return None
            messages, ids, spans = beginning
        assistants = [message for message in messages if message["role"] == "assistant"]
        if len(assistants) != len(spans):
            raise InputError(
                f"example {name}: {len(assistants)} assistant messages, {len(spans)} marked spans"
            )
        learnt = [span for message, span in zip(assistants, spans) if message.get("weight", 1) != 0]
        if not learnt or any(self.marks & set(ids[begin : end - 1]) for begin, end in learnt):
            return None
        return Sequence(name, ids, learnt)

    def longest_beginning(self, example, max_seq):
        """The longest beginning that ends with an assistant message and fits, as (messages, ids, spans)."""
        messages = example["messages"]
        for end in range(len(messages), 0, -1):
            asked = any(message["role"] == "user" for message in messages[:end])
            if messages[end - 1]["role"] != "assistant" or not asked:
                continue
            ids, spans = self.spans(messages[:end], example.get("tools"))
            if len(ids) <= max_seq:
                return messages[:end], ids, spans
        return None
