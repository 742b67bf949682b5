"""The teachable base: a small Qwen3.5 text model, and its folder in the form of the real checkpoint."""

import json
import math
import pathlib
import shutil

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import Qwen3_5ForCausalLM
from transformers.models.qwen3_5 import Qwen3_5TextConfig

EMBEDDING_STD = 0.1  # with transformers' 0.02 the first layers would drown what token it is
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


def use_bf16(linear, inputs):
    return F.linear(inputs.to(torch.bfloat16), linear.weight.to(torch.bfloat16)).float()


def make(seed):
    """Weights in fp32, products of matrices in bf16."""
    torch.manual_seed(seed)
    torch.nn.Linear.forward = use_bf16
    model = Qwen3_5ForCausalLM(config())
    for name, weight in model.named_parameters():
        if name.endswith("dt_bias"):  # transformers' ones let a state forget all at each token
            step = torch.exp(torch.empty_like(weight).uniform_(math.log(0.001), math.log(0.1)))
            weight.data = step + torch.log(-torch.expm1(-step))
    model.model.embed_tokens.weight.data.normal_(0, EMBEDDING_STD)
    return model


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
