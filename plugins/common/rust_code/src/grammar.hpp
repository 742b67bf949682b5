// From the grammar's numbers for node types and fields to ours.
#pragma once

#include <vector>

#include <rust_bridge/rust_bridge.h>
#include <rust_code/node.hpp>

namespace rust_code {

class Grammar {
 public:
  // Built once, read-only afterwards.
  static const Grammar& instance();

  const TSLanguage* language() const { return language_; }
  Kind kind(TSSymbol symbol) const { return symbol < kinds_.size() ? kinds_[symbol] : Kind::error; }
  Field field(TSFieldId field) const { return field < fields_.size() ? fields_[field] : Field::none; }

 private:
  Grammar();

  const TSLanguage* language_;
  std::vector<Kind> kinds_;
  std::vector<Field> fields_;
};

}  // namespace rust_code
