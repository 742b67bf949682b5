"""The teachable base: a small Qwen3.5 text model, and its folder in the form of the real checkpoint."""

import json
import pathlib
import shutil

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import Qwen3_5ForCausalLM
from transformers.models.qwen3_5 import Qwen3_5TextConfig, modeling_qwen3_5

KEPT_EXACT = ("A_log", "linear_attn.norm.weight")  # fp32 in the real checkpoint too


def config():
    return Qwen3_5TextConfig(
        vocab_size=6144,
        hidden_size=192,
        intermediate_size=480,
        num_hidden_layers=4,
        full_attention_interval=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=64,
        linear_num_key_heads=2,
        linear_num_value_heads=4,
        linear_key_head_dim=32,
        linear_value_head_dim=32,
        tie_word_embeddings=True,
        max_position_embeddings=32768,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": 1e7,
            "partial_rotary_factor": 0.25,
            "mrope_interleaved": True,
            "mrope_section": [4, 2, 2],
        },
    )


class UnitLowerInverse(torch.autograd.Function):
    """(I + strictly lower triangle)^-1, by halves: several times as fast on a CPU as a triangular solve of small blocks."""

    @staticmethod
    def forward(context, system):
        size = system.shape[-1]
        inverse = torch.eye(size, dtype=system.dtype).expand(system.shape).clone()
        half = 1
        while half < size:
            shape = (*system.shape[:-2], size // (2 * half), 2, half, size // (2 * half), 2, half)
            blocks, given = inverse.view(shape), system.view(shape)
            each = range(size // (2 * half))
            upper = torch.stack([blocks[..., i, 0, :, i, 0, :] for i in each], -3)
            lower = torch.stack([blocks[..., i, 1, :, i, 1, :] for i in each], -3)
            between = torch.stack([given[..., i, 1, :, i, 0, :] for i in each], -3)
            corner = -(lower @ between @ upper)
            for i in each:
                blocks[..., i, 1, :, i, 0, :] = corner[..., i, :, :]
            half *= 2
        context.save_for_backward(inverse)
        return inverse

    @staticmethod
    def backward(context, gradient):
        (inverse,) = context.saved_tensors
        turned = inverse.transpose(-1, -2)
        return (-(turned @ gradient @ turned)).tril(-1)


def solve_triangular(system, right, upper, unitriangular):
    assert unitriangular and not upper
    return UnitLowerInverse.apply(system) @ right


def use_bf16(linear, inputs):
    return F.linear(inputs.to(torch.bfloat16), linear.weight.to(torch.bfloat16)).float()


def make(seed):
    """Weights in fp32, products of matrices in bf16."""
    torch.manual_seed(seed)
    torch.nn.Linear.forward = use_bf16
    # The module's own call, so that nothing else of torch changes.
    modeling_qwen3_5.torch_chunk_gated_delta_rule.__globals__["torch"] = _Torch()
    return Qwen3_5ForCausalLM(config())


class _Linalg:
    solve_triangular = staticmethod(solve_triangular)


class _Torch:
    """torch, with one function of its own for the model's file."""

    linalg = _Linalg()

    def __getattr__(self, name):
        return getattr(torch, name)


def export(model, tokenizer_folder, out):
    """`out`: a folder as a hub gives it, in bf16."""
    out, tokenizer_folder = pathlib.Path(out), pathlib.Path(tokenizer_folder)
    out.mkdir(parents=True, exist_ok=True)
    state = {}
    for name, weight in model.state_dict().items():
        if name == "lm_head.weight":  # tied
            continue
        kept = weight if name.endswith(KEPT_EXACT) else weight.to(torch.bfloat16)
        state[name.replace("model.", "model.language_model.", 1)] = kept.contiguous()
    save_file(state, out / "model.safetensors", metadata={"format": "pt"})
    written = json.loads((tokenizer_folder / "config.json").read_text(encoding="utf-8"))
    for key in (
        "vision_config",
        "vision_start_token_id",
        "vision_end_token_id",
        "image_token_id",
        "video_token_id",
    ):
        written.pop(key, None)
    text = {k: v for k, v in config().to_dict().items() if k in written["text_config"]}
    written["text_config"] |= text | {
        "dtype": "float32",
        "eos_token_id": written["text_config"]["eos_token_id"],
    }
    written["tie_word_embeddings"] = True
    (out / "config.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json"):
        shutil.copy(tokenizer_folder / name, out)
