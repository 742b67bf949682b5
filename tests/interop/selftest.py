#!/usr/bin/env python3
"""Tests the check itself on tests/golden/qwen3_5: it finds the golden numbers, and it fails where it has to."""

import contextlib
import io
import json
import pathlib
import shutil
import tempfile
import unittest

import chats
import compare
import models
import safetensors.torch
import torch

GOLDEN = compare.ROOT / "tests/golden/qwen3_5"
MODEL = GOLDEN / "model"
ADAPTER = GOLDEN / "lora/attn_mlp/train_lr1e-3/adapter"
VALID = ("tools_and_system", "call_with_text", "reasoning_last_turn", "two_assistants_in_row", "random_10")
STEPS = (("user_assistant", "random_15"), ("reasoning_with_calls",), ("random_24",))


def golden(path):
    return json.loads((GOLDEN / path).read_text(encoding="utf-8"))


def golden_chats():
    with open(GOLDEN / "template.jsonl", encoding="utf-8") as lines:
        return {line["name"]: line for line in map(json.loads, lines) if line["kind"] == "render"}


def golden_rows(case):
    """The rows of a batch as sequences without padding."""
    for ids, real, labels in zip(case["input_ids"], case["attention_mask"], case["labels"]):
        kept = [(token, label) for token, is_real, label in zip(ids, real, labels) if is_real]
        mask = [int(label != -100) for _, label in kept]
        yield chats.Sequence(case["name"], [token for token, _ in kept], chats.runs_of_ones(mask))


def setUpModule():
    models.be_quiet()


class GoldenNumbers(unittest.TestCase):
    def test_tokens_and_masks_of_every_chat(self):
        reader = chats.Chats(MODEL)
        for name, chat in golden_chats().items():
            with self.subTest(name):
                ids, spans = reader.spans(chat["messages"], chat["tools"])
                self.assertEqual(ids, chat["ids"])
                self.assertEqual([list(span) for span in spans], chat["loss_token_spans"])

    def test_losses_of_the_base_models(self):
        for model in ("model", "model_bf16"):
            base = models.load_base(models.CONDITIONAL, GOLDEN / model)
            for case in golden("forward.json")["cases"]:
                if case["model"] != model:
                    continue
                with self.subTest(case["name"]):
                    loss, tokens = models.loss(base, list(golden_rows(case)))
                    self.assertEqual(tokens, case["loss_tokens"])
                    self.assertAlmostEqual(loss, case["loss"], delta=compare.LIMIT)

    def test_losses_of_the_adapters(self):
        cases = {(case["model"], case["name"]): case for case in golden("forward.json")["cases"]}
        for variant in ("attn_mlp", "all_linear", "bf16_attn_mlp"):
            with self.subTest(variant):
                expected = golden(f"lora/{variant}/grads.json")
                folder = GOLDEN / "lora" / variant / "init"
                model, said = models.with_peft(models.CONDITIONAL, GOLDEN / expected["model"], folder)
                self.assertEqual(list(filter(models.about_keys, said)), [])
                self.assertEqual(models.key_differences(model, folder), [])
                case = cases[expected["model"], expected["case"]]
                loss, _ = models.loss(model, list(golden_rows(case)))
                self.assertAlmostEqual(loss, expected["loss"], delta=compare.LIMIT)
                self.assertGreater(abs(loss - expected["base_loss"]), 100 * compare.LIMIT)


def merged_by_hand(base):
    """Adds the adapter to the weights: W + alpha / r * B A, without PEFT."""
    config = json.loads((ADAPTER / "adapter_config.json").read_text())
    tensors = safetensors.torch.load_file(ADAPTER / "adapter_model.safetensors")
    with torch.no_grad():
        for key, a in tensors.items():
            if ".lora_A." not in key:
                continue
            module = key.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
            b = tensors[key.replace(".lora_A.", ".lora_B.")]
            base.get_submodule(module).weight += config["lora_alpha"] / config["r"] * (b @ a)
    return base


def reference_loss(model, chosen):
    """(loss, loss tokens) by the model's own loss, from golden tokens and masks."""
    total, tokens = 0.0, 0
    for chat in chosen:
        ids = torch.tensor([chat["ids"]])
        labels = torch.full_like(ids, -100)
        for begin, end in chat["loss_token_spans"]:
            labels[0, begin:end] = ids[0, begin:end]
        count = int((labels != -100).sum())
        with torch.inference_mode():
            total += model(input_ids=ids, labels=labels).loss.item() * count
        tokens += count
    return total / tokens, tokens


def write_lines(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


class WholeCheck(unittest.TestCase):
    """The check on an adapter folder and a data set as lora_trainer and jsonl_sink write them."""

    @classmethod
    def setUpClass(cls):
        cls.chats = golden_chats()
        base = models.load_base(models.CONDITIONAL, MODEL)
        first = reference_loss(base, [cls.chats[name] for name in VALID])
        steps = [reference_loss(base, [cls.chats[name] for name in names]) for names in STEPS]
        last = reference_loss(merged_by_hand(base), [cls.chats[name] for name in VALID])
        cls.journal = [
            {"kind": "settings", "max_seq": 4096},
            {
                "kind": "validation",
                "step": 0,
                "loss": first[0],
                "loss_tokens": first[1],
                "examples": len(VALID),
            },
        ]
        for number, (names, (loss, tokens)) in enumerate(zip(STEPS, steps), 1):
            step = {"kind": "step", "step": number, "learning_rate": 1e-3 * (number - 1), "loss": loss}
            cls.journal.append({**step, "loss_tokens": tokens, "examples": list(names)})
        cls.journal.append({**cls.journal[1], "step": len(STEPS), "loss": last[0]})

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.adapter, self.dataset = (
            pathlib.Path(folder.name, "adapter"),
            pathlib.Path(folder.name, "dataset"),
        )
        shutil.copytree(ADAPTER, self.adapter)
        self.dataset.mkdir()
        self.write_journal(self.journal)
        self.write_examples("valid.jsonl", VALID)
        self.write_examples("train.jsonl", [name for names in STEPS for name in names])

    def write_journal(self, lines):
        write_lines(self.adapter / "training.jsonl", lines)

    def write_examples(self, file, names, change=lambda messages: messages):
        examples = []
        for name in names:
            messages = change(json.loads(json.dumps(self.chats[name]["messages"])))
            examples.append(
                {"messages": messages, "tools": self.chats[name]["tools"] or [], "metadata": {"id": name}}
            )
        write_lines(self.dataset / file, examples)

    def change_tensors(self, change):
        path = self.adapter / "adapter_model.safetensors"
        safetensors.torch.save_file(
            change(safetensors.torch.load_file(path)), path, metadata={"format": "pt"}
        )

    def change_line(self, index, **values):
        self.write_journal(
            [{**line, **values} if i == index else line for i, line in enumerate(self.journal)]
        )

    def check(self, *options):
        """(exit code, output)"""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            code = compare.main([str(self.adapter), str(self.dataset), str(MODEL), *options])
        return code, out.getvalue()

    def assert_fails(self, *whats):
        """Exactly the comparisons whose names hold these texts."""
        code, output = self.check()
        self.assertEqual(code, 1, output)
        failed = output.splitlines()[-1].removeprefix("interop: FAILED: ").split("; ")
        self.assertEqual(len(failed), len(whats), output)
        for name, what in zip(failed, whats):
            self.assertIn(what, name)

    def test_passes_and_names_the_trap(self):
        code, output = self.check()
        self.assertEqual(code, 0, output)
        self.assertIn("the model card must name AutoModelForImageTextToText", output)
        print(output)

    def test_keys_of_the_other_class_fail(self):
        def rename(tensors):
            return {key.replace(".language_model.", "."): tensor for key, tensor in tensors.items()}

        self.change_tensors(rename)
        self.assert_fails(
            "keys that PEFT", "warnings about keys", "with adapter (PeftModel)", "adapter against base"
        )

    def test_a_missing_tensor_fails(self):
        self.change_tensors(lambda tensors: dict(list(tensors.items())[1:]))
        self.assert_fails("keys that PEFT", "warnings about keys", "with adapter (PeftModel)", "load_adapter")

    def test_another_shape_fails(self):
        self.change_tensors(lambda tensors: {k: t[:, 1:].clone() for k, t in tensors.items()})
        self.assert_fails("PEFT loads it")

    def test_an_unknown_tensor_fails(self):
        def add(tensors):
            key, tensor = next(iter(tensors.items()))
            return {**tensors, key.replace("layers.0", "layers.9"): tensor.clone()}

        self.change_tensors(add)
        self.assert_fails("keys that PEFT")

    def test_an_untrained_adapter_fails(self):
        self.change_tensors(lambda tensors: {k: t * (".lora_A." in k) for k, t in tensors.items()})
        self.assert_fails("with adapter (PeftModel)", "adapter against base", "load_adapter")

    def test_a_wrong_scale_fails(self):
        path = self.adapter / "adapter_config.json"
        path.write_text(path.read_text().replace('"lora_alpha": 8', '"lora_alpha": 8.5'))
        self.assert_fails("with adapter (PeftModel)", "load_adapter")

    def test_a_loss_just_over_the_limit_fails(self):
        for index, what in ((1, "validation: base model"), (2, "training: step 1: base model")):
            with self.subTest(what):
                loss = self.journal[index]["loss"]
                self.change_line(index, loss=loss + 0.5 * compare.limit_of(loss))
                self.assertEqual(self.check()[0], 0)
                self.change_line(index, loss=loss + 1.5 * compare.limit_of(loss))
                self.assert_fails(what)

    def test_the_second_step_counts_only_after_a_rate_of_zero(self):
        code, output = self.check()
        self.assertEqual(code, 0, output)
        self.assertIn("training: step 2", output)
        self.change_line(2, learning_rate=1e-3)
        code, output = self.check()
        self.assertEqual(code, 0, output)
        self.assertNotIn("training: step 2", output)

    def test_another_mask_fails(self):
        def forget_middle(messages):
            if [message["role"] for message in messages] == ["user", "assistant", "assistant", "assistant"]:
                messages[2]["weight"] = 0
            return messages

        self.write_examples("valid.jsonl", VALID, forget_middle)
        self.assert_fails("loss tokens", "base model", "with adapter (PeftModel)", "load_adapter")

    def test_another_chat_fails(self):
        def reword(messages):
            messages[-1]["content"] += "."
            return messages

        self.write_examples("valid.jsonl", VALID, reword)
        self.assert_fails("loss tokens", "base model", "with adapter (PeftModel)", "load_adapter")

    def test_a_missing_example_fails(self):
        self.write_examples("valid.jsonl", VALID[1:])
        self.assert_fails("examples", "loss tokens", "base model", "with adapter (PeftModel)", "load_adapter")

    def test_an_example_that_is_not_in_the_data_set_fails(self):
        self.change_line(2, examples=["user_assistant", "nowhere"])
        self.assert_fails("training: step 1: examples not in train.jsonl")

    def test_another_max_seq_fails_and_no_validation_is_refused(self):
        code, output = self.check("--max-seq", "100")
        self.assertEqual(code, 1, output)
        self.write_journal(self.journal[:-1])
        code, output = self.check()
        self.assertEqual(code, 2, output)
        self.assertIn("train with one", output)


class Cutting(unittest.TestCase):
    """results_then_call_then_results: user, assistant, tool, tool, assistant, tool, assistant."""

    def setUp(self):
        self.reader = chats.Chats(MODEL)
        chat = golden_chats()["results_then_call_then_results"]
        self.tokens, self.spans = len(chat["ids"]), [tuple(span) for span in chat["loss_token_spans"]]
        self.example = {"messages": chat["messages"], "tools": chat["tools"], "metadata": {"id": "x"}}

    def test_ends_with_the_last_assistant_message_that_fits(self):
        for max_seq, spans in (
            (self.tokens, 3),
            (self.tokens - 1, 2),
            (self.spans[1][1] + 1, 2),  # with the newline after the end mark
            (self.spans[1][1], 1),
        ):
            with self.subTest(max_seq):
                sequence = self.reader.sequence(self.example, max_seq)
                self.assertEqual(sequence.spans, self.spans[:spans])
                self.assertEqual(len(sequence.ids), self.spans[spans - 1][1] + 1)

    def test_is_left_out_where_nothing_learnt_fits(self):
        self.assertIsNone(self.reader.sequence(self.example, 10))
        for message in self.example["messages"][:-1]:
            if message["role"] == "assistant":
                message["weight"] = 0
        self.assertEqual(self.reader.sequence(self.example, self.tokens).spans, self.spans[2:])
        self.assertIsNone(self.reader.sequence(self.example, self.tokens - 1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
