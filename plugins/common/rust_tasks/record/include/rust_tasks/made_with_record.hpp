// The field list of rust_tasks::MadeWith.
#pragma once

#include <flow/fields.hpp>
#include <rust_tasks/made_with.hpp>

template <>
struct flow::Schema<rust_tasks::MadeWith> {
  static constexpr auto fields =
      flow::fields(flow::field("model", &rust_tasks::MadeWith::model, "name and digest"),
                   flow::field("adapter", &rust_tasks::MadeWith::adapter, "digest").omit_empty(),
                   flow::field("limits", &rust_tasks::MadeWith::limits, "sampling, tokens and calls"));
};
