"""What the model can do on chats that it has not seen: whole messages of each kind, right to the last token."""

import collections

import torch
import torch.nn.functional as F
from prefix import hidden

FIRST = 10**9  # conversations from this number on are never trained on
COUNT, ROWS = 192, 16


def kind_of(text):
    for name in ("edit", "read", "bash", "write", "grep"):
        if f"<function={name}>" in text:
            return name
    return "answer"


def messages(learnt):
    """Half-open ranges of ids that one message has."""
    begin = None
    for at, said in enumerate([*learnt, False]):
        if said and begin is None:
            begin = at
        elif not said and begin is not None:
            yield begin, at
            begin = None


@torch.no_grad()
def measure(model, corpus, tensors):
    """Shares of messages whose every token is the likeliest one given what comes before it."""
    model.eval()
    made = sorted((corpus.chat(FIRST + n) for n in range(COUNT)), key=lambda chat: len(chat.ids))
    right, all_of, loss, tokens = collections.Counter(), collections.Counter(), 0.0, 0
    for at in range(0, COUNT, ROWS):
        rows = made[at : at + ROWS]
        ids, learnt, _ = tensors(rows)
        logits = model.lm_head(hidden(model, corpus.prefix(FIRST + at, has_tools=True), ids)[:, :-1])
        said = learnt[:, 1:]
        loss += F.cross_entropy(logits[said], ids[:, 1:][said], reduction="sum").item()
        tokens += int(said.sum())
        is_right = logits.argmax(-1).eq(ids[:, 1:])
        for row, chat in enumerate(rows):
            for begin, end in messages(chat.learnt):
                kind = kind_of(corpus.tokenizer.decode(chat.ids[begin:end]))
                all_of[kind] += 1
                right[kind] += bool(is_right[row, begin - 1 : end - 1].all())
    model.train()
    return {"heldout_loss": loss / tokens} | {
        f"heldout_{k}": f"{right[k]}/{n}" for k, n in sorted(all_of.items())
    }
