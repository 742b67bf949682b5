"""A tiny model is trained: what the adapter's folder holds, what is refused, and what a stop and other settings leave behind."""

import json
import shutil
import signal
import struct
import time
import unittest

from flowrun_case import ROOT, FlowrunCase

GOLDEN = ROOT / "tests/golden/qwen3_5"
TRAINING = """flowrun: 1
name: training
stages:
  given: {use: jsonl_source, with: {files: [examples.jsonl]}}
  dataset: {use: jsonl_sink, from: given}
  adapter:
    use: lora_trainer
    from: dataset
    with: {model: model, base_model: tiny, epochs: 1, rank: 2, threads: 1}
publish: {adapter: adapter}
"""


def header_of(path):
    """(header, first byte of the data) of a safetensors file"""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8 : 8 + size]), 8 + size


def example(name):
    messages = [{"role": "user", "content": "Say it."}, {"role": "assistant", "content": name}]
    metadata = {"id": name, "origin": "synthetic", "category": "bug_fix", "edition": "2024"}
    return {"messages": messages, "metadata": metadata | {"verified": False, "group": name}}


class Training(FlowrunCase):
    def setUp(self):
        super().setUp()
        self.model = self.folder / "model"
        shutil.copytree(GOLDEN / "model", self.model)
        self.write(
            "examples.jsonl", "".join(json.dumps(example(name)) + "\n" for name in ("one", "two", "three"))
        )
        self.write("t.yaml", TRAINING)
        self.adapter = self.folder / "out/training/adapter"

    def settings(self, **values):
        return [word for name, value in values.items() for word in ("--set", f"adapter.{name}={value}")]

    def train(self, *options, **how):
        return self.flowrun("t.yaml", *options, **how)

    def config(self):
        return json.loads((self.adapter / "adapter_config.json").read_text())

    def make_model_text_only(self):
        """As Qwen3_5ForCausalLM has it: config and weights without the outer names."""
        weights = self.model / "model.safetensors"
        header, begin = header_of(weights)
        data = weights.read_bytes()[begin:]
        text = json.dumps(
            {name.replace("language_model.", ""): value for name, value in header.items()}
        ).encode()
        weights.write_bytes(struct.pack("<Q", len(text)) + text + data)
        config = json.loads((self.model / "config.json").read_text())["text_config"]
        config["architectures"] = ["Qwen3_5ForCausalLM"]
        (self.model / "config.json").write_text(json.dumps(config))

    def test_an_adapter_has_the_keys_of_its_models_class(self):
        self.train()
        keys = header_of(self.adapter / "adapter_model.safetensors")[0]
        self.assertIn("base_model.model.model.language_model.layers.0.mlp.up_proj.lora_A.weight", keys)
        card = (self.adapter / "README.md").read_text()
        self.assertIn("The keys are those of `Qwen3_5ForConditionalGeneration`.", card)
        self.make_model_text_only()
        self.train()
        keys = header_of(self.adapter / "adapter_model.safetensors")[0]
        self.assertIn("base_model.model.model.layers.0.mlp.up_proj.lora_A.weight", keys)
        self.assertFalse([key for key in keys if "language_model" in key])
        self.assertIn("The keys are those of `Qwen3_5ForCausalLM`.", (self.adapter / "README.md").read_text())

    def test_what_was_asked_for_stands_in_the_adapters_files(self):
        self.train(*self.settings(rslora="true", dropout=0.1, first_layer=2, alpha=6, merge="true"))
        config = self.config()
        self.assertTrue(config["use_rslora"])
        self.assertEqual(config["lora_alpha"], 6)
        self.assertEqual(config["lora_dropout"], 0.1)
        self.assertEqual(config["layers_to_transform"], [2, 3])
        card = (self.adapter / "README.md").read_text()
        self.assertIn('"rslora":true,"first_layer":2,"dropout":0.1', card)
        self.assertIn("vllm serve tiny --enable-lora --max-lora-rank 8", card)
        self.assertIn("The folder `merged` holds", card)
        self.assertEqual((self.adapter / "adapter.gguf").read_bytes()[:4], b"GGUF")
        merged = self.adapter / "merged"
        self.assertEqual(
            {path.name for path in merged.iterdir()}, {path.name for path in self.model.iterdir()}
        )
        self.assertEqual(header_of(merged / "model.safetensors"), header_of(self.model / "model.safetensors"))

        shutil.copytree(self.adapter, self.folder / "first")
        again = self.settings(
            rslora="true", first_layer=2, alpha=6, init_adapter=self.folder / "first", learning_rate=1e-12
        )
        self.train(*again)
        # At a rate of nearly 0 it is the adapter that it began with.
        name = "adapter_model.safetensors"
        self.assertEqual((self.adapter / name).read_bytes(), (self.folder / "first" / name).read_bytes())
        wrong = self.train(*again, *self.settings(rank=4), code=1)
        self.assertIn("its rank is 2, and in the settings 4", wrong.stderr)
        self.assertIn("there are no layers 0 to 9", self.train(*self.settings(last_layer=9), code=1).stderr)

    def test_a_model_that_was_never_fetched_is_told_from_a_broken_one(self):
        (self.model / "model.safetensors").write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
        )
        done = self.train(code=1)
        self.assertIn(
            "model.safetensors is a pointer of Git LFS (the file itself was not fetched)", done.stderr
        )
        self.assertIn("git lfs pull", done.stderr)

    def stop_within_training(self, *options):
        """Stops a training that has begun, by a signal, and gives the folder where it can go on."""
        run = self.start("t.yaml", *options)
        deadline = time.monotonic() + 120
        while not list(self.folder.glob(".flowrun/work/*.used")):
            self.assertIsNone(run.poll(), "the training ended before it could be stopped")
            self.assertLess(time.monotonic(), deadline)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=120)
        return [path for path in self.folder.glob(".flowrun/work/*") if list(path.glob("step-*"))]

    def test_a_training_with_dropout_that_was_stopped_gives_the_same_bytes(self):
        long = self.settings(epochs=40, dropout=0.2, learning_rate=1e-3, batch_size=1)
        self.assertEqual(len(self.stop_within_training(*long)), 1)
        self.train(*long)
        self.train(*long, "--store", "another", "--out", "another_out")
        self.assertEqual(self.tree("out/training/adapter"), self.tree("another_out/training/adapter"))
        self.assertFalse(list(self.folder.glob(".flowrun/work/*")))

    def test_a_checkpoint_of_settings_that_were_given_up_is_found_by_gc(self):
        (checkpoint,) = self.stop_within_training(*self.settings(epochs=1000))
        told = json.loads(self.flowrun("gc", "--json").stdout)
        self.assertEqual(told["freed"]["working_folders"]["count"], 0)
        self.train()
        told = json.loads(self.flowrun("gc", "--json", "--dry-run").stdout)
        self.assertEqual(told["freed"]["working_folders"]["count"], 1)
        self.assertTrue(checkpoint.exists())
        self.flowrun("gc")
        self.assertFalse(checkpoint.exists())


if __name__ == "__main__":
    unittest.main()
