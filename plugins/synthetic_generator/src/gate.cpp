#include <utility>

#include <cargo/published_output.hpp>
#include <synthetic_generator/gate.hpp>

namespace synthetic_generator {

std::unexpected<Unproved> rejected(Gate gate, std::string_view detail) {
  constexpr std::size_t shown = 3000;
  return std::unexpected<Unproved>(Rejection{gate, cargo::head_and_tail(detail, shown)});
}

std::unexpected<Unproved> failed(base::Error error) { return std::unexpected<Unproved>(std::move(error)); }

}  // namespace synthetic_generator
