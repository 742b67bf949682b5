"""Tokens per second of training steps: this project's and PEFT's, measured in turns."""

import argparse
import os
import re
import statistics
import subprocess
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


class Peft:
    """A training step of transformers and PEFT."""

    def __init__(self, model, tokens):
        self.model = get_peft_model(
            model, LoraConfig(r=16, lora_alpha=32, target_modules=MODULES, task_type="CAUSAL_LM")
        )
        self.model.train()
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=1e-4)
        self.ids = torch.randint(0, VOCABULARY, (1, tokens))
        self.step()  # warm-up

    def step(self):
        start = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        self.model(input_ids=self.ids, labels=self.ids, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        return self.ids.numel() / (time.perf_counter() - start)


def ours(folder, tokens, threads):
    done = subprocess.run(
        [os.environ["QWEN35_SPEED"], folder, str(tokens), str(threads)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [
        float(re.search(name + r" (\d+)", done)[1]) for name in ("gradients", "gradients with graphs kept")
    ]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("shape", nargs="?", choices=SHAPES, default="small")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    tokens, shape = SHAPES[options.shape]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        model = make_model(shape)
        model.save_pretrained(folder)
        peft = Peft(model, tokens)
        for _ in range(options.turns):
            rows.append(
                [statistics.median(peft.step() for _ in range(3)), *ours(folder, tokens, options.threads)]
            )
    names = ["transformers + PEFT", "flowrun, layers run again", "flowrun, graphs kept"]
    print(f"{options.shape}: {tokens} tokens, {options.threads} threads, median of {options.turns} turns")
    for name, values in zip(names, zip(*rows)):
        ratio = statistics.median(v / row[0] for v, row in zip(values, rows))
        print(f"{name:28} {statistics.median(values):8.0f} tokens/s   {ratio:5.2f} x")


if __name__ == "__main__":
    main()
