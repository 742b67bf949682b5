"""Tokens per second of training steps: this project's and PEFT's, measured in turns."""

import argparse
import itertools
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import Qwen3_5ForCausalLM
from transformers.models.qwen3_5 import Qwen3_5TextConfig

VOCABULARY = 4096
SHAPES = {
    "small": (
        1024,
        {
            "hidden_size": 256,
            "intermediate_size": 768,
            "num_attention_heads": 4,
            "head_dim": 64,
            "linear_key_head_dim": 32,
            "linear_value_head_dim": 32,
        },
    ),
    "large": (
        2048,
        {
            "hidden_size": 512,
            "intermediate_size": 1536,
            "num_attention_heads": 8,
            "head_dim": 64,
            "linear_key_head_dim": 64,
            "linear_value_head_dim": 64,
        },
    ),
}
MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def make_model(shape):
    torch.manual_seed(0)
    config = Qwen3_5TextConfig(
        vocab_size=VOCABULARY,
        num_hidden_layers=8,
        num_key_value_heads=2,
        linear_num_key_heads=4,
        linear_num_value_heads=8,
        tie_word_embeddings=False,
        full_attention_interval=4,
        max_position_embeddings=8192,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": 1e7,
            "partial_rotary_factor": 0.25,
            "mrope_interleaved": True,
            "mrope_section": [4, 2, 2],
        },
        **shape,
    )
    return Qwen3_5ForCausalLM(config).to(torch.float32)


def status(name):
    """KiB of a line of /proc/self/status."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name))


class Peft:
    """Training steps of transformers and PEFT, in a process of their own, as the other side's are."""

    def __init__(self, model, tokens):
        self.model = get_peft_model(
            model, LoraConfig(r=16, lora_alpha=32, target_modules=MODULES, task_type="CAUSAL_LM")
        )
        self.model.train()
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=1e-4)
        self.ids = torch.randint(0, VOCABULARY, (1, tokens))

    def step(self):
        """Seconds of the step and of its parts."""
        times = [time.perf_counter()]
        self.optimizer.zero_grad(set_to_none=True)
        self.model(input_ids=self.ids, labels=self.ids, use_cache=False).loss.backward()
        times.append(time.perf_counter())
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        times.append(time.perf_counter())
        self.optimizer.step()
        times.append(time.perf_counter())
        return [times[3] - times[0], *(b - a for a, b in itertools.pairwise(times))]

    def measured(self):
        """Medians of five steps after one that warms up, and the MiB that the first one grew the process by."""
        before = status("VmRSS")
        pathlib.Path("/proc/self/clear_refs").write_text("5\n", encoding="ascii")
        self.step()
        grown = (status("VmHWM") - before) // 1024
        return [statistics.median(part) for part in zip(*(self.step() for _ in range(5)))] + [grown]


def peft(folder, tokens):
    model = Qwen3_5ForCausalLM.from_pretrained(folder, dtype=torch.float32)
    print(json.dumps(Peft(model, tokens).measured()))


def peft_apart(folder, tokens, options):
    command = [sys.executable, __file__, "--threads", str(options.threads), "--peft", folder, options.shape]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


LINE = re.compile(
    r"training, ([a-z ]+): .* a step ([\d.]+) s, forward and backward ([\d.]+) s, clip ([\d.]+) s, optimizer ([\d.]+) s; (\d+) MiB"
)


def ours(folder, tokens, threads):
    command = [os.environ["QWEN35_SPEED"], folder, str(tokens), str(threads)]
    done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [[float(x) for x in found.groups()[1:]] for found in LINE.finditer(done)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peft", metavar="FOLDER", help="measure PEFT alone on this model, once")
    parser.add_argument("shape", nargs="?", choices=SHAPES, default="small")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokens, shape = SHAPES[options.shape]
    if options.peft:
        peft(options.peft, tokens)
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        make_model(shape).save_pretrained(folder)
        for _ in range(options.turns):
            rows.append([peft_apart(folder, tokens, options), *ours(folder, tokens, options.threads)])
    names = ["transformers + PEFT", "flowrun, recompute: true", "flowrun, recompute: false"]
    print(f"{options.shape}: {tokens} tokens, {options.threads} threads, medians of {options.turns} turns")
    print("| | tokens/s | x | forward and backward s | clip s | optimizer s | MiB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, values in zip(names, zip(*rows)):
        ratio = statistics.median(row[0][0] / v[0] for v, row in zip(values, rows))
        _, passes, clip, update, grown = (statistics.median(part) for part in zip(*values))
        speed = tokens / statistics.median(v[0] for v in values)
        print(
            f"| {name} | {speed:.0f} | {ratio:.2f} | {passes:.3f} | {clip:.4f} | {update:.4f} | {grown:.0f} |"
        )


if __name__ == "__main__":
    main()
