#include <algorithm>
#include <fstream>
#include <iterator>
#include <tuple>

#include <fmt/core.h>
#include <toml++/toml.h>

#include <cargo/crate_set.hpp>
#include <cargo/vendor.hpp>
#include <digest/sha256.hpp>

#include "prepared_folder.hpp"
#include "seed.hpp"

namespace cargo {
namespace {

namespace fs = std::filesystem;

constexpr auto source_configuration =
    "[source.crates-io]\nreplace-with = \"vendored\"\n\n[source.vendored]\ndirectory = \"/vendor\"\n";
constexpr std::size_t digest_length = 16;

base::Error bad_definition(const fs::path& file, const std::string& why) {
  return {"cannot read the definition of the crate set", file.string() + ": " + why,
          "restore the file, or write it with: cargo generate-lockfile"};
}

base::Result<std::string> read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return std::unexpected(bad_definition(file, "cannot be read"));
  return bytes;
}

// Names, lengths and bytes of all files, without what cargo may have built there.
base::Result<std::string> content_of(const fs::path& definition) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(definition, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename() == "target") entry.disable_recursion_pending();
    if (entry->is_regular_file()) files.push_back(entry->path());
  }
  if (error) return std::unexpected(bad_definition(definition, error.message()));
  std::ranges::sort(files);
  std::string all;
  for (const auto& file : files) {
    auto bytes = read(file);
    if (!bytes) return std::unexpected(bytes.error());
    all += fmt::format("{}\n{}\n", file.lexically_relative(definition).string(), bytes->size());
    all += *bytes;
  }
  return all;
}

base::Result<std::vector<AvailableCrate>> registry_crates(const fs::path& file, const std::string& lock) {
  const auto malformed = [&](std::string_view why) {
    return std::unexpected(bad_definition(file, std::string(why)));
  };
  std::vector<AvailableCrate> crates;
  try {
    const toml::table table = toml::parse(lock);
    const toml::array* const packages = table["package"].as_array();
    if (packages == nullptr) return malformed("it names no package");
    for (const auto& package : *packages) {
      const toml::table* const one = package.as_table();
      if (one == nullptr || !one->contains("source")) continue;
      crates.push_back({(*one)["name"].value_or(std::string()), (*one)["version"].value_or(std::string())});
    }
  } catch (const toml::parse_error& error) {
    return malformed(error.description());
  }
  std::ranges::sort(crates, {}, [](const auto& one) { return std::tie(one.name, one.version); });
  return crates;
}

std::string folder_name(const char* kind, const std::string& content) {
  return fmt::format("{}-{}", kind, digest::sha256_hex(content).substr(0, digest_length));
}

}  // namespace

struct CrateSet::State {
  std::vector<AvailableCrate> crates;
  fs::path vendor;
  fs::path seed;
};

CrateSet::CrateSet(std::shared_ptr<const State> state) : state_(std::move(state)) {}

base::Result<CrateSet> CrateSet::open(const Toolchain& toolchain, const fs::path& definition,
                                      const fs::path& cache, std::stop_token stop, const Compiled& compiled) {
  const auto source = fs::absolute(definition), place = fs::absolute(cache);
  const auto lock = read(source / "Cargo.lock");
  if (!lock) return std::unexpected(lock.error());
  const auto content = content_of(source);
  if (!content) return std::unexpected(content.error());
  auto crates = registry_crates(source / "Cargo.lock", *lock);
  if (!crates) return std::unexpected(crates.error());
  auto state = std::make_shared<State>();
  state->crates = *std::move(crates);

  const auto fetch = [&](const fs::path& made) { return vendor(toolchain, source, made, stop); };
  auto vendored = prepared_folder(place, folder_name("vendor", *lock), fetch, stop);
  if (!vendored) return std::unexpected(vendored.error());
  state->vendor = *std::move(vendored);

  const CrateSet unseeded(state);
  const auto make_seed = [&](const fs::path& made) {
    return build_seed(toolchain, source, made.parent_path() / "bench", unseeded.options_for(), made, stop,
                      compiled);
  };
  const std::string inputs = *content + toolchain.text() + toolchain.host + "\n" + build_settings();
  auto seed = prepared_folder(place, folder_name("seed", inputs), make_seed, stop);
  if (!seed) return std::unexpected(seed.error());
  state->seed = *std::move(seed);
  return CrateSet(std::move(state));
}

const std::vector<AvailableCrate>& CrateSet::crates() const { return state_->crates; }

WorkbenchOptions CrateSet::options_for(WorkbenchOptions options) const {
  options.config += source_configuration;
  options.binds.push_back({state_->vendor, "/vendor"});
  options.seed_target = state_->seed;
  return options;
}

}  // namespace cargo
