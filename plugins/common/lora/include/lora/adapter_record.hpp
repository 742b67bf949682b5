// The record type lora.adapter/1: a trained adapter, as a folder in the store that PEFT loads.
#pragma once

#include <flow/fields.hpp>

namespace lora {

// The folder holds adapter_config.json, adapter_model.safetensors, adapter.gguf, README.md, training.jsonl and, if it was asked for,
// the folder `merged`.
struct Adapter {
  flow::Object folder;
  std::string base_model;             // the name that adapter_config.json gives
  std::string base_digest;            // SHA-256 (hex) of the base model's folder: an adapter acts on no other
  std::int64_t steps = 0;             // of the optimizer
  std::int64_t examples = 0;          // that were learnt from
  std::optional<double> loss_before;  // mean over the tokens of the validation split; none without one
  std::optional<double> loss_after;
};

}  // namespace lora

template <>
struct flow::Schema<lora::Adapter> {
  static constexpr std::string_view name = "lora.adapter";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(
      flow::field("folder", &lora::Adapter::folder), flow::field("base_model", &lora::Adapter::base_model),
      flow::field("base_digest", &lora::Adapter::base_digest), flow::field("steps", &lora::Adapter::steps),
      flow::field("examples", &lora::Adapter::examples),
      flow::field("loss_before", &lora::Adapter::loss_before),
      flow::field("loss_after", &lora::Adapter::loss_after));
};
