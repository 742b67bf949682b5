#!/usr/bin/env python3
"""Compares the losses in an adapter's training.jsonl with those that transformers and PEFT compute.

usage: compare.py [ADAPTER_FOLDER [DATASET_FOLDER [MODEL_FOLDER]]] [--max-seq N]
Exit code: 0 all equal, 1 something differs, 2 the input cannot be used.
"""

import argparse
import dataclasses
import json
import pathlib
import sys

import chats
import models
from chats import InputError

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Ten times the noise between implementations (tests/golden/qwen3_5/README.md), relative for losses above 1.
LIMIT = 1e-5
# An adapter that moves the loss by less could be one that was not applied.
EFFECT = 10


@dataclasses.dataclass
class Row:
    what: str
    ours: object  # of training.jsonl
    theirs: object  # of transformers
    difference: object
    limit: object
    verdict: str  # "ok", "FAIL" or "note"


def limit_of(loss):
    return LIMIT * (1 + abs(loss))


def verdict_of(is_good):
    return "ok" if is_good else "FAIL"


def equal_losses(what, ours, theirs):
    difference, limit = abs(ours - theirs), limit_of(ours)
    return Row(what, ours, theirs, difference, limit, verdict_of(difference <= limit))


def equal_counts(what, ours, theirs):
    return Row(what, ours, theirs, abs(ours - theirs), 0, verdict_of(ours == theirs))


def has_effect(what, base, adapted):
    difference, limit = abs(adapted - base), EFFECT * limit_of(base)
    return Row(what, base, adapted, difference, limit, verdict_of(difference > limit))


def read_lines(path):
    try:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}): name another folder") from error


class Journal:
    """training.jsonl of an adapter."""

    def __init__(self, folder):
        lines = read_lines(folder / "training.jsonl")
        self.settings = next((line for line in lines if line["kind"] == "settings"), {})
        self.steps = {line["step"]: line for line in lines if line["kind"] == "step"}
        validations = [line for line in lines if line["kind"] == "validation"]
        if len(validations) < 2 or validations[0]["step"] != 0 or validations[-1]["step"] == 0:
            raise InputError(
                f"{folder}/training.jsonl has no validation at step 0 and after the last step (the data set had "
                "no validation split?): train with one"
            )
        self.first, self.last = validations[0], validations[-1]
        if 1 not in self.steps:
            raise InputError(f"{folder}/training.jsonl has no step 1: train for a step or more")

    def steps_of_base(self):
        """The steps whose loss is that of the base model: the first, and those after steps of rate 0."""
        for step in sorted(self.steps):
            if step > 2:
                return
            yield self.steps[step]
            if self.steps[step]["learning_rate"] != 0:
                return


class Check:
    """The comparisons, one method for each question; `rows` and `notes` are what they found."""

    def __init__(self, adapter, dataset, model, max_seq=None):
        self.adapter, self.model = pathlib.Path(adapter), pathlib.Path(model)
        self.own_class, self.class_name = models.class_of(self.model)
        self.journal = Journal(self.adapter)
        self.max_seq = max_seq if max_seq is not None else self.journal.settings.get("max_seq")
        self.chats = chats.Chats(self.model)
        self.valid = self.sequences(read_lines(pathlib.Path(dataset) / "valid.jsonl"))
        if not self.valid:
            raise InputError(f"{dataset}/valid.jsonl holds nothing to learn: train with a validation split")
        train = read_lines(pathlib.Path(dataset) / "train.jsonl")
        self.train = {example["metadata"]["id"]: example for example in train}
        self.rows, self.notes = [], []

    def sequences(self, examples):
        return [sequence for e in examples if (sequence := self.chats.sequence(e, self.max_seq)) is not None]

    def run(self):
        base = models.load_base(self.own_class, self.model)
        base_loss = self.compare_base(base)
        self.compare_first_steps(base)
        del base
        adapted_loss = self.compare_adapter(base_loss)
        if adapted_loss is not None and self.own_class is models.CONDITIONAL:
            self.compare_load_adapter()
            self.tell_of_trap(base_loss, adapted_loss)

    def compare_base(self, base):
        loss, tokens = models.loss(base, self.valid)
        self.rows += [
            equal_counts("validation: examples", self.journal.first["examples"], len(self.valid)),
            equal_counts("validation: loss tokens", self.journal.first["loss_tokens"], tokens),
            equal_losses("validation: base model", self.journal.first["loss"], loss),
        ]
        return loss

    def compare_first_steps(self, base):
        for step in self.journal.steps_of_base():
            name = f"training: step {step['step']}"
            unknown = [example for example in step["examples"] if example not in self.train]
            if unknown:
                self.rows.append(equal_counts(f"{name}: examples not in train.jsonl", 0, len(unknown)))
                self.notes.append(f"{name} names examples that train.jsonl lacks: {', '.join(unknown[:3])}")
                continue
            sequences = self.sequences([self.train[example] for example in step["examples"]])
            self.rows.append(equal_counts(f"{name}: examples", len(step["examples"]), len(sequences)))
            if sequences:
                loss, tokens = models.loss(base, sequences)
                self.rows.append(equal_counts(f"{name}: loss tokens", step["loss_tokens"], tokens))
                self.rows.append(equal_losses(f"{name}: base model", step["loss"], loss))

    def compare_adapter(self, base_loss):
        """The loss; None if PEFT refuses the adapter."""
        try:
            model, said = models.with_peft(self.own_class, self.model, self.adapter)
        except Exception as error:  # noqa: BLE001 PEFT has no base class for what it finds wrong
            self.rows.append(Row("adapter: PEFT loads it", "yes", "no", "", "", "FAIL"))
            self.notes.append(f"PEFT: {' '.join(str(error).split())[:300]}")
            return None
        differences = models.key_differences(model, self.adapter)
        self.rows += [
            equal_counts("adapter: keys that PEFT does not take as they are", 0, len(differences)),
            equal_counts("adapter: warnings about keys", 0, sum(map(models.about_keys, said))),
        ]
        self.notes += differences[:3] + [f"while loading: {text[:300]}" for text in said]
        loss, _ = models.loss(model, self.valid)
        self.rows += [
            equal_losses(
                f"validation: with adapter (PeftModel on {self.class_name})", self.journal.last["loss"], loss
            ),
            has_effect("validation: adapter against base, more than", base_loss, loss),
        ]
        if self.rows[-1].verdict == "FAIL":
            self.notes.append(
                "The adapter does not move the loss enough to be told from one that was not applied: train for more "
                "steps or at a higher rate, if its own keys and loss are well."
            )
        return loss

    def compare_load_adapter(self):
        what = "validation: with adapter (AutoModelForCausalLM.load_adapter)"
        model, said = models.with_load_adapter(models.CAUSAL, self.model, self.adapter)
        loss, _ = models.loss(model, self.valid)
        self.rows.append(equal_losses(what, self.journal.last["loss"], loss))
        self.notes += [f"load_adapter: {text[:300]}" for text in said]

    def tell_of_trap(self, base_loss, adapted_loss):
        """AutoModelForCausalLM names its modules differently, and PEFT only warns: a reason to name the class."""
        model, said = models.with_peft(models.CAUSAL, self.model, self.adapter)
        loss, _ = models.loss(model, self.valid)
        difference, limit = abs(loss - base_loss), limit_of(base_loss)
        self.rows.append(
            Row("trap: AutoModelForCausalLM + PeftModel", base_loss, loss, difference, limit, "note")
        )
        if difference <= limit < abs(adapted_loss - base_loss):
            warned = "and PEFT warned" if any(map(models.about_keys, said)) else "and PEFT said nothing"
            self.notes.append(
                "The known trap: through AutoModelForCausalLM, PeftModel finds none of these keys. The loss is that "
                f"of the base model, {warned}. So the model card must name AutoModelForImageTextToText."
            )
        else:
            self.notes.append("The known trap of AutoModelForCausalLM with PeftModel was not seen.")


def text_of(value):
    if not isinstance(value, float):
        return str(value)
    return f"{value:.8f}" if value >= 0.01 else f"{value:.2e}"


def print_report(check):
    head = ("what", "trainer", "transformers", "difference", "limit", "")
    table = [head] + [tuple(text_of(value) for value in dataclasses.astuple(row)) for row in check.rows]
    widths = [max(len(line[i]) for line in table) for i in range(len(head))]
    for line in table:
        cells = [line[0].ljust(widths[0])] + [
            cell.rjust(width) for cell, width in zip(line[1:5], widths[1:5])
        ]
        print("  ".join([*cells, line[5]]).rstrip())
    for note in check.notes:
        print(f"- {note}")
    print(f"- max_seq: {check.max_seq if check.max_seq is not None else 'none, nothing is cut'}")


def arguments_of(words):
    parser = argparse.ArgumentParser(prog="tests/interop/run", description="See README.md beside it.")
    parser.add_argument("adapter", nargs="?", default="out/oxidizer/adapter", type=pathlib.Path)
    parser.add_argument("dataset", nargs="?", default="out/oxidizer/dataset", type=pathlib.Path)
    parser.add_argument("model", nargs="?", default=ROOT / "examples/oxidizer/model", type=pathlib.Path)
    parser.add_argument("--max-seq", type=int, help="default: that of training.jsonl's line of settings")
    return parser.parse_args(words)


def main(words):
    arguments = arguments_of(words)
    for folder, file in (
        (arguments.adapter, "adapter_model.safetensors"),
        (arguments.dataset, "valid.jsonl"),
        (arguments.model, "config.json"),
    ):
        if not (folder / file).is_file():
            print(f"interop: {folder} has no {file}: name another folder", file=sys.stderr)
            return 2
    models.be_quiet()
    try:
        check = Check(arguments.adapter, arguments.dataset, arguments.model, arguments.max_seq)
        check.run()
    except InputError as error:
        print(f"interop: {error}", file=sys.stderr)
        return 2
    print_report(check)
    failed = [row.what for row in check.rows if row.verdict == "FAIL"]
    if failed:
        print(f"interop: FAILED: {'; '.join(failed)}")
        return 1
    print("interop: PEFT loads this adapter with effect; every loss is that of the trainer.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
