"""The model with and without an adapter, in fp32 on the CPU, and its loss on sequences."""

import contextlib
import logging
import pathlib
import re
import warnings

import peft
import safetensors.torch
import torch
import transformers
from chats import InputError

# Ways to find a model's class. The first gives Qwen3_5ForConditionalGeneration, whose modules are named as in
# the checkpoint (model.language_model.layers), the second Qwen3_5ForCausalLM (model.layers).
CONDITIONAL = transformers.AutoModelForImageTextToText
CAUSAL = transformers.AutoModelForCausalLM


def class_of(folder):
    """The automatic class that gives the class which the model's config.json names, or implies, and its name."""
    config = transformers.AutoConfig.from_pretrained(folder)
    named = (config.architectures or [""])[0]
    is_causal = named == "Qwen3_5ForCausalLM" or (not named and config.model_type == "qwen3_5_text")
    return (CAUSAL, "AutoModelForCausalLM") if is_causal else (CONDITIONAL, "AutoModelForImageTextToText")


def be_quiet():
    """What transformers logs reaches the terminal only through `complaints`."""
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_default_handler()


def load_base(automatic_class, folder):
    """Torch's own attention, whose memory grows only linearly with the tokens."""
    try:
        model, info = automatic_class.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="sdpa", output_loading_info=True
        )
    except (OSError, ValueError) as error:
        raise InputError(
            f"transformers cannot load the model in {folder} ({error}): name another folder"
        ) from error
    missing = [key for key in info["missing_keys"] if ".visual." not in key]
    if missing:
        raise InputError(
            f"{folder} lacks tensors of {type(model).__name__} (such as {missing[0]}): complete it"
        )
    return model.eval()


@contextlib.contextmanager
def complaints():
    """What Python's warnings and the loggers of PEFT and transformers say, as a list of texts."""
    said = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())
    loggers = [logging.getLogger(name) for name in ("peft", "transformers")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield said
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        said.extend(str(warning.message) for warning in warned)
        said[:] = [" ".join(re.sub(r"\x1b\[\d*m", "", text).split()) for text in said]


def about_keys(complaint):
    """Not so: what the libraries say of each other, such as deprecations."""
    return re.search(r"\b(keys?|missing|unexpected|mismatch\w*)\b", complaint, re.IGNORECASE) is not None


def with_peft(automatic_class, model_folder, adapter_folder):
    """(PeftModel, complaints)"""
    base = load_base(automatic_class, model_folder)
    with complaints() as said:
        model = peft.PeftModel.from_pretrained(base, adapter_folder)
    return model.eval(), said


def with_load_adapter(automatic_class, model_folder, adapter_folder):
    """(model, complaints), by transformers' own way of loading"""
    model = load_base(automatic_class, model_folder)
    with complaints() as said:
        model.load_adapter(str(adapter_folder))
    return model.eval(), said


def key_differences(model, adapter_folder):
    """Tensors that are not the same in a PeftModel and in the adapter's file, as texts."""
    stored = safetensors.torch.load_file(pathlib.Path(adapter_folder) / "adapter_model.safetensors")
    loaded = peft.get_peft_model_state_dict(model, save_embedding_layers=False)
    return (
        [f"not in the model: {key}" for key in sorted(stored.keys() - loaded.keys())]
        + [f"not in the file: {key}" for key in sorted(loaded.keys() - stored.keys())]
        + [
            f"other values in the model: {key}"
            for key in sorted(stored.keys() & loaded.keys())
            if not torch.equal(stored[key].float(), loaded[key].float())
        ]
    )


def loss(model, sequences):
    """(mean cross entropy over all learnt tokens, their number), each sequence a row of its own.

    The logits at place t say what comes at t + 1. Sums are in double precision.
    """
    total, tokens = 0.0, 0
    for sequence in sequences:
        learnt = torch.tensor([t for begin, end in sequence.spans for t in range(max(begin, 1), end)])
        ids = torch.tensor([sequence.ids])
        with torch.inference_mode():
            logits = model(input_ids=ids, logits_to_keep=learnt - 1, use_cache=False).logits[0]
            terms = torch.nn.functional.cross_entropy(logits.float(), ids[0, learnt], reduction="none")
        total += terms.double().sum().item()
        tokens += len(learnt)
    return total / tokens, tokens
