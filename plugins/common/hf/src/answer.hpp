// What the Rust library gives back, owned and as C++ types.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <rust_bridge/answer.h>

namespace hf {

class Answer {
 public:
  explicit Answer(rust_bridge_answer* answer) : answer_(answer) {}

  bool ok() const { return rust_bridge_answer_ok(answer_.get()); }

  std::string_view text() const {
    std::size_t size = 0;
    const char* text = rust_bridge_answer_text(answer_.get(), &size);
    return {text, size};
  }

  std::span<const std::uint32_t> numbers() const {
    std::size_t count = 0;
    const std::uint32_t* numbers = rust_bridge_answer_numbers(answer_.get(), &count);
    return {numbers, count};
  }

  // The library tells all of an error in one text.
  std::unexpected<base::Error> error() const { return base::failure(std::string(text())); }

 private:
  struct Free {
    void operator()(rust_bridge_answer* answer) const noexcept { rust_bridge_answer_free(answer); }
  };

  std::unique_ptr<rust_bridge_answer, Free> answer_;
};

}  // namespace hf
