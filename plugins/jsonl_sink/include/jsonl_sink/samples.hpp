// samples.html: some examples for reading before hours of training are spent, as conversations, what is learnt marked.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>

namespace jsonl_sink {

// An example as the model will see it.
struct Rendering {
  std::string text;                                         // by the model's chat template
  std::vector<std::pair<std::size_t, std::size_t>> learnt;  // [begin, end) in bytes; ascending, disjoint
  std::size_t tokens = 0;
  std::size_t learnt_tokens = 0;
};

// Errors: the chat template refuses the example.
using Render = std::function<base::Result<Rendering>(const chat::Example&)>;

struct Sample {
  const chat::Example* example = nullptr;
  std::optional<base::Result<Rendering>> rendering;  // none: there is no model to render for
};

// Which examples are shown: as even a share as there is of each kind (origin, category, verified or not), within a kind
// those whose ids have the least digests. So the choice depends on what the set holds, not on its order, and nobody made it.
class Samples {
 public:
  static constexpr std::size_t most = 50;

  // Keeps a copy while it is among the chosen.
  void add(const chat::Example& example);
  bool empty() const { return count_ == 0; }

  // By kind, then digest; valid until the next is added. `render` may be empty; else it is called for these alone.
  std::vector<Sample> chosen(const Render& render) const;

 private:
  struct Kind {
    chat::Origin origin;
    chat::Category category;
    bool is_unverified;  // verified ones first
    auto operator<=>(const Kind&) const = default;
  };
  void drop_one();

  std::map<Kind, std::map<std::string, chat::Example>> chosen_;  // by digest of the id
  std::size_t count_ = 0;
};

// One page without scripts that needs no other file, of less than 2 MB: of samples too long for that it says what it leaves
// out.
std::string samples_page(const std::string& title, const std::vector<Sample>& samples);

}  // namespace jsonl_sink
