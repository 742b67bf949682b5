#include "replacement.hpp"

#include <optional>
#include <system_error>
#include <vector>

#include <store/durable_file.hpp>

#include "exchange.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view aside_ending = ".flowrun-new", between_ending = ".flowrun-old";

fs::path beside(const fs::path& folder, const std::string& name, std::string_view ending) {
  return folder / ("." + name + std::string(ending));
}

Exchange names_of(const fs::path& folder, const std::string& name) {
  return {
      .place = folder / name, .aside = aside_of(folder, name), .between = beside(folder, name, between_ending)};
}

void discard(const fs::path& path) {
  std::error_code ignored;  // the next run removes it
  fs::remove_all(path, ignored);
}

void remove_asides(const fs::path& folder, std::span<const Replacement> replacements) {
  for (const Replacement& one : replacements) discard(aside_of(folder, one.name));
}

base::Error cannot_place(const fs::path& place, const std::error_code& error) {
  return {.problem = "cannot put " + place.string() + " in its place",
          .why = error.message(),
          .what_to_do = "check the folder and the disk"};
}

// What stands at a path; none where nothing does.
base::Result<std::optional<store::Contents>> contents_at(const fs::path& path, store::FileMemory& memory) {
  if (!is_there(path)) return std::nullopt;
  store::Contents contents;
  if (const auto digest = store::digest_path(path, {.memory = &memory, .contents = &contents}); !digest)
    return std::unexpected(digest.error().as_error());
  return contents;
}

base::Result<void> finish_one(const fs::path& folder, const Replacement& one, PublishedFiles& published,
                              store::FileMemory& memory) {
  const fs::path place = folder / one.name, between = beside(folder, one.name, between_ending);
  if (!is_there(place) && is_there(between)) {
    if (const auto error = try_rename(between, place)) return std::unexpected(cannot_place(place, error));
  }
  const auto standing = contents_at(place, memory);
  if (!standing) return std::unexpected(standing.error());
  if (*standing == one.contents) return published.settle(one.name, one.contents), base::Result<void>();
  const auto waiting = contents_at(aside_of(folder, one.name), memory);
  if (!waiting) return std::unexpected(waiting.error());
  const bool is_ours = !*standing || !published.objection(one.name, **standing);
  if (!is_ours || *waiting != one.contents) return published.forget(one.name), base::Result<void>();
  if (const auto error = exchange(names_of(folder, one.name))) return std::unexpected(cannot_place(place, error));
  published.settle(one.name, one.contents);
  return {};
}

std::vector<fs::path> leftovers(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') && (name.ends_with(aside_ending) || name.ends_with(between_ending)))
      found.push_back(entry->path());
  }
  return found;
}

}  // namespace

fs::path aside_of(const fs::path& folder, const std::string& name) {
  return beside(folder, name, aside_ending);
}

base::Result<void> replace_all(const fs::path& folder, std::span<const Replacement> replacements,
                               PublishedFiles& published) {
  // From here to the end both what stands there and what comes are known as flowrun's, whenever the process dies.
  for (const Replacement& one : replacements) published.expect(one.name, one.contents);
  auto outcome = published.save();
  std::size_t done = 0;
  for (; outcome && done < replacements.size(); ++done) {
    const std::string& name = replacements[done].name;
    const auto error = is_there(aside_of(folder, name))
                           ? exchange(names_of(folder, name))
                           : std::make_error_code(std::errc::no_such_file_or_directory);
    if (error) outcome = std::unexpected(cannot_place(folder / name, error));
    if (error) break;
  }
  if (outcome) {
    if (const auto flushed = store::flush(folder); !flushed)
      outcome = std::unexpected(flushed.error().as_error());
  }
  for (std::size_t i = 0; i < replacements.size(); ++i) {
    const Replacement& one = replacements[i];
    const bool is_placed = i < done && (outcome || exchange(names_of(folder, one.name)));  // or cannot be put back
    is_placed ? published.settle(one.name, one.contents) : published.forget(one.name);
  }
  // Should this fail, the next run finds what was expected and looks where it stands.
  (void)published.save();
  remove_asides(folder, replacements);
  return outcome;
}

base::Result<void> finish_interrupted(const fs::path& folder, PublishedFiles& published,
                                      store::FileMemory& memory) {
  const PublishedFiles::Results expected = published.expected();
  for (const auto& [name, contents] : expected) {
    if (auto done = finish_one(folder, {name, contents}, published, memory); !done) return done;
  }
  if (auto saved = published.save(); !saved) return saved;
  for (const fs::path& path : leftovers(folder)) discard(path);
  return {};
}

}  // namespace flowrun::graph
