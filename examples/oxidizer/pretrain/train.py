"""Pretrains the teachable base; run again with the same arguments, it goes on where it stopped.

    train.py MODEL OUT [--tokens N]

MODEL: a folder with tokenizer and template. OUT gets checkpoint.pt (replaced whole, every few minutes), log.jsonl and, at
the end or with --export, the model's folder. All that is drawn is a function of seed and step, and the learning rate one
of tokens, so that a run that was stopped is the run that was not.
"""

import argparse
import functools
import json
import math
import os
import pathlib
import sys
import time

# Without these, glibc gives back and takes again the memory of each step: twice the time.
MALLOC = {"MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_MMAP_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
          "MALLOC_ARENA_MAX": "2", "OMP_WAIT_POLICY": "PASSIVE"}  # fmt: skip
if any(os.environ.get(name) != value for name, value in MALLOC.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | MALLOC)

import chats
import model as base
import torch
import torch.nn.functional as F
from heldout import measure
from prefix import hidden

HERE = pathlib.Path(__file__).resolve().parent
POOL = 160  # chats that are sorted by length before batches are cut
BATCH_TOKENS = 1600  # of a batch, with what pads it
TOOLS_EVERY = 3  # batches: attention to the text of the tools takes a third of the time
PEAK, EMBEDDING_RATE = 2e-3, 0.4  # learning rate, share of it for the embedding
WARM_UP, COOL_DOWN = 100_000, 0.15  # tokens, share of the tokens
OTHER_SHARE, OTHER_WEIGHT = 0.1, 0.2  # of what the model does not say itself, some is learnt a little
WEIGHT_DECAY, CLIP = 0.05, 1.0
CHECKPOINT_SECONDS, MEASURE_SECONDS = 180, 600


@functools.lru_cache(maxsize=1)
def batches(corpus, pool):
    """Chats of like length, in batches of an order of their own."""
    made = sorted(
        (corpus.chat(n) for n in range(pool * POOL, (pool + 1) * POOL)), key=lambda chat: len(chat.ids)
    )
    cut = [[]]
    for chat in made:
        if cut[-1] and (len(cut[-1]) + 1) * len(chat.ids) > BATCH_TOKENS:
            cut.append([])
        cut[-1].append(chat)
    order = torch.randperm(len(cut), generator=torch.Generator().manual_seed(pool)).tolist()
    return [cut[at] for at in order]


def tensors(made):
    length = max(len(chat.ids) for chat in made)
    ids, learnt, real = (
        torch.zeros(len(made), length, dtype=t) for t in (torch.long, torch.bool, torch.bool)
    )
    for row, chat in enumerate(made):
        ids[row, : len(chat.ids)] = torch.tensor(chat.ids)
        learnt[row, : len(chat.ids)] = torch.tensor(chat.learnt)
        real[row, : len(chat.ids)] = True
    return ids, learnt, real


def loss_of(model, states, ids, learnt, real, step):
    target, said = ids[:, 1:], learnt[:, 1:]
    draw = torch.rand(target.shape, generator=torch.Generator().manual_seed(step))
    other = real[:, 1:] & ~said & (draw < OTHER_SHARE)
    loss = F.cross_entropy(model.lm_head(states[:, :-1][said]), target[said])
    return loss, F.cross_entropy(model.lm_head(states[:, :-1][other]), target[other])


def learning_rate(tokens, all_tokens):
    """Up, level, and down over the last quarter: only the end of a run depends on how long it is to be."""
    up, down = tokens / WARM_UP, (all_tokens - tokens) / (all_tokens * COOL_DOWN)
    return PEAK * max(0.05, min(1.0, up, down))


class Optimizer:
    """Muon for matrices, AdamW for embeddings, norms and convolutions.

    The embedding is the head, too, and is kept centred: what all its rows share changes no probability, but Adam would
    let it grow until all tokens look alike, and nothing could be copied.
    """

    def __init__(self, model):
        named = list(model.named_parameters())
        self.embedding = model.model.embed_tokens.weight
        matrices = [p for _, p in named if p.dim() == 2 and p is not self.embedding]
        others = [p for _, p in named if p.dim() != 2]
        rates = [{"params": [self.embedding], "scale": EMBEDDING_RATE}, {"params": others, "scale": 1.0}]
        self.parts = (
            torch.optim.Muon(matrices, weight_decay=WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rates, betas=(0.9, 0.95), weight_decay=0.0, fused=True),
        )

    def step(self, rate):
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate * group.get("scale", 1.0)
            part.step()
            part.zero_grad(set_to_none=True)
        with torch.no_grad():
            self.embedding -= self.embedding.mean(0)

    def state(self):
        return [part.state_dict() for part in self.parts]

    def load(self, states):
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


def replaced(path, write):
    """A file is there whole or not at all."""
    part = path.with_suffix(".part")
    write(part)
    with open(part, "rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=16_000_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--export", action="store_true", help="write the checkpoint's model folder, and train nothing"
    )
    parser.add_argument(
        "--stop-after", type=float, default=math.inf, help="seconds after which to stop, for a try"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    corpus = chats.Corpus(arguments.model, HERE / "tools.json")
    model = base.make(seed=1)
    optimizer = Optimizer(model)
    done = {"step": 0, "pool": 0, "place": 0, "tokens": 0, "seconds": 0.0}
    checkpoint = arguments.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load(saved["optimizer"])
        done = saved["done"]
    if arguments.export:
        base.export(model, arguments.model, arguments.out / "model")
        print(json.dumps(done))
        return
    begin, before = time.monotonic(), dict(done)
    saved_at = measured_at = begin
    sums = [0.0, 0.0, 0]

    def save():
        state = {"model": model.state_dict(), "optimizer": optimizer.state(), "done": done}
        replaced(checkpoint, lambda path: torch.save(state, path))

    while done["tokens"] < arguments.tokens:
        rate = learning_rate(done["tokens"], arguments.tokens)
        cut = batches(corpus, done["pool"])
        ids, learnt, real = tensors(cut[done["place"]])
        has_tools = done["pool"] * POOL >= chats.NEXT_CHATS and done["step"] % TOOLS_EVERY == 0
        prefix = corpus.prefix(done["step"], has_tools)
        loss, other = loss_of(model, hidden(model, prefix, ids), ids, learnt, real, done["step"])
        (loss + OTHER_WEIGHT * other).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step(rate)
        done["step"] += 1
        done["place"] += 1
        if done["place"] == len(cut):
            done["pool"], done["place"] = done["pool"] + 1, 0
        done["tokens"] += int(real.sum())
        now = time.monotonic()
        done["seconds"] = before["seconds"] + now - begin
        sums = [sums[0] + loss.item(), sums[1] + other.item(), sums[2] + 1]
        is_last = done["tokens"] >= arguments.tokens or now - begin > arguments.stop_after
        if now - saved_at > CHECKPOINT_SECONDS or is_last:
            save()
            line = done | {"tokens_per_second": round((done["tokens"] - before["tokens"]) / (now - begin)), "rate": rate,
                           "loss": sums[0] / sums[2], "other_loss": sums[1] / sums[2]}  # fmt: skip
            if now - measured_at > MEASURE_SECONDS or is_last:
                line |= measure(model, corpus, tensors)
                measured_at = time.monotonic()
            with open(arguments.out / "log.jsonl", "a", encoding="utf-8") as log:
                log.write(
                    json.dumps({k: round(v, 5) if isinstance(v, float) else v for k, v in line.items()})
                    + "\n"
                )
            saved_at, sums = time.monotonic(), [0.0, 0.0, 0]
        if is_last:
            break
    base.export(model, arguments.model, arguments.out / "model")


if __name__ == "__main__":
    main()
