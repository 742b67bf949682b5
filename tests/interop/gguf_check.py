#!/usr/bin/env python3
"""Compares an adapter.gguf, read by llama.cpp's own package, with the adapter_model.safetensors beside it.

usage: gguf_check.py [ADAPTER_FOLDER MODEL_FOLDER]
Exit code: 0 all equal, 1 something differs.
"""

import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import gguf
import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOWRUN = pathlib.Path(os.environ.get("FLOWRUN_BINARY", ROOT / "build/release/bin/flowrun"))
MODELS = [ROOT / "examples/oxidizer/model", ROOT / "tests/golden/qwen3_5/model"]

PIPELINE = """\
flowrun: 1
name: gguf
stages:
  lines: {use: jsonl_source, with: {files: [chats.jsonl]}}
  dataset: {use: jsonl_sink, from: lines}
  adapter:
    use: lora_trainer
    from: dataset
    with: {model: "%s", base_model: tiny, epochs: 3, rank: 3, learning_rate: 0.01, targets: all_linear, rslora: %s, threads: 1}
publish: {adapter: adapter}
"""


# The file for PEFT may be rounded to BF16, adapter.gguf never is.
ROUNDING = 2**-8


def safetensors_of(path):
    """{name: fp32 array}"""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "F32":
            values = numpy.frombuffer(data[begin:end], "<f4")
        else:  # BF16: the upper half of an fp32
            values = (numpy.frombuffer(data[begin:end], "<u2").astype("<u4") << 16).view("<f4")
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def tiled(values, axis, config):
    """Value heads as llama.cpp's converter stores them: the first of every key head, then the second of every one."""
    keys = config["linear_num_key_heads"]
    each = config["linear_num_value_heads"] // keys
    shape = values.shape
    split = values.reshape(*shape[:axis], keys, each, -1, *shape[axis + 1 :])
    return numpy.swapaxes(split, axis, axis + 1).reshape(shape)


def as_converted(module, part, values, config):
    """What convert_hf_to_gguf.py would do to the weight, done to A (its input side) or B (its output side)."""
    if module == "out_proj" and part == "a":
        return tiled(values, 1, config)
    if part == "b" and module in ("in_proj_z", "in_proj_a", "in_proj_b"):
        return tiled(values, 0, config)
    if part == "b" and module == "in_proj_qkv":
        begin = 2 * config["linear_num_key_heads"] * config["linear_key_head_dim"]
        return numpy.concatenate([values[:begin], tiled(values[begin:], 0, config)])
    return values


def expected_tensors(adapter, config):
    """{GGUF's name: values}, by the package's own table of names"""
    layers = config["num_hidden_layers"]
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN35, layers)
    expected = {}
    for key, values in safetensors_of(adapter / "adapter_model.safetensors").items():
        path = key.removeprefix("base_model.model.").replace("language_model.", "")
        weight, part = path.removesuffix(".weight").rsplit(".lora_", 1)
        name = names.get_name(weight + ".weight", try_suffixes=(".weight",))
        assert name, f"llama.cpp has no name for {weight}"
        part = part.lower()
        expected[f"{name}.lora_{part}"] = as_converted(weight.rsplit(".", 1)[1], part, values, config)
    return expected


def differences(adapter, model):
    config = json.loads((model / "config.json").read_text())
    config = config.get("text_config", config)
    reader = gguf.GGUFReader(adapter / "adapter.gguf")
    peft = json.loads((adapter / "adapter_config.json").read_text())
    scale = peft["lora_alpha"] / (math.sqrt(peft["r"]) if peft["use_rslora"] else peft["r"])
    facts = {
        "general.architecture": "qwen35",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": numpy.float32(scale * peft["r"]),
    }
    for key, value in facts.items():
        field = reader.get_field(key)
        if field is None or field.contents() != value:
            yield f"{key} is {field and field.contents()}, not {value}"
    expected = expected_tensors(adapter, config)
    read = {tensor.name: tensor for tensor in reader.tensors}
    yield from (f"no tensor {name}" for name in sorted(expected.keys() - read.keys()))
    yield from (f"one tensor more: {name}" for name in sorted(read.keys() - expected.keys()))
    rounding = ROUNDING if b'"BF16"' in (adapter / "adapter_model.safetensors").read_bytes() else 0
    for name in sorted(expected.keys() & read.keys()):
        values = read[name].data
        same = values.shape == expected[name].shape and numpy.allclose(
            values, expected[name], rtol=rounding, atol=0
        )
        if not same or read[name].tensor_type != gguf.GGMLQuantizationType.F32:
            yield f"{name} has other values"
    if not any(numpy.any(values) for name, values in expected.items() if name.endswith("lora_b")):
        yield "no B has a value: train for a step"


def trained(folder, model, rslora):
    """An adapter of all projections, whose B is not 0."""
    lines = []
    for name in ("one", "two", "three", "four"):
        messages = [{"role": "user", "content": "Say it."}, {"role": "assistant", "content": name}]
        metadata = {
            "id": name,
            "origin": "synthetic",
            "category": "bug_fix",
            "verified": False,
            "group": name,
        }
        lines.append(json.dumps({"messages": messages, "metadata": metadata}) + "\n")
    (folder / "chats.jsonl").write_text("".join(lines))
    (folder / "p.yaml").write_text(PIPELINE % (model, "true" if rslora else "false"))
    done = subprocess.run([FLOWRUN, "p.yaml"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"flowrun failed: {done.stderr}")
    return folder / "out/gguf/adapter"


def report(what, found):
    found = list(found)
    print(f"{what}: {'; '.join(found[:5]) if found else 'equal'}")
    return not found


def main(words):
    if words:
        adapter, model = map(pathlib.Path, words)
        return 0 if report(adapter, differences(adapter, model)) else 1
    good = True
    for model in MODELS:
        for rslora in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                adapter = trained(pathlib.Path(folder), model, rslora)
                good &= report(
                    f"{model.relative_to(ROOT)}{', rsLoRA' if rslora else ''}", differences(adapter, model)
                )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
