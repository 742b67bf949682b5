#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <base/json_writer.hpp>
#include <graph/provenance.hpp>
#include <store/durable_file.hpp>

#include "exchange.hpp"
#include "replacement.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

constexpr int format = 1;

base::Error cannot_write(const fs::path& file, const std::string& why) {
  return {
      .problem = "cannot write " + file.string(), .why = why, .what_to_do = "check the folder and the disk"};
}

}  // namespace

fs::path provenance_place(const fs::path& place, bool comes_with_one) {
  std::error_code ignored;
  if (!comes_with_one && fs::is_directory(place, ignored)) return place / provenance_name;
  return place.string() + "." + std::string(provenance_name);
}

bool comes_with_provenance(const store::Contents& contents) {
  return contents.contains(std::string(provenance_name));
}

std::string text_of(const Provenance& provenance) {
  base::JsonWriter json(base::JsonWriter::Layout::indented);
  json.begin_object().member("flowrun_provenance", format);
  json.member("name", provenance.name).member("digest", provenance.digest);
  json.member("pipeline", provenance.pipeline).member("profile", provenance.profile);
  json.member("run", provenance.run).member("made", provenance.made);
  json.member("made_from", provenance.made_from).member("stages", provenance.stages);
  if (!provenance.out_of_date.is_null()) json.member("out_of_date", provenance.out_of_date);
  json.end_object();
  return std::move(json).take() + "\n";
}

std::optional<Provenance> read_provenance(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  const auto json = base::parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!json || (*json)["flowrun_provenance"].integer() != format) return std::nullopt;
  const auto text = [&](std::string_view key) { return std::string((*json)[key].string()); };
  return Provenance{.name = text("name"),
                    .digest = text("digest"),
                    .pipeline = text("pipeline"),
                    .profile = text("profile"),
                    .run = (*json)["run"].integer().value_or(0),
                    .made = text("made"),
                    .made_from = (*json)["made_from"],
                    .stages = (*json)["stages"],
                    .out_of_date = (*json)["out_of_date"]};
}

base::Result<void> replace_provenance(const fs::path& folder, const fs::path& file,
                                      const Provenance& provenance) {
  // Inside a published folder it is the only file that flowrun does not keep in mind, and may have been edited.
  if (file.parent_path() == folder && is_there(file) && !read_provenance(file)) {
    return base::failure(file.string() + " stands there, and flowrun did not write it", {},
                         std::string(move_away));
  }
  const fs::path aside = aside_of(folder, provenance.name + "." + std::string(provenance_name));
  errno = 0;
  {
    std::ofstream out(aside, std::ios::binary | std::ios::trunc);
    out << text_of(provenance);
    out.close();
    if (!out) return std::unexpected(cannot_write(aside, std::generic_category().message(errno)));
  }
  if (const auto flushed = store::flush(aside); !flushed) return std::unexpected(flushed.error().as_error());
  if (const auto error = try_rename(aside, file)) return std::unexpected(cannot_write(file, error.message()));
  if (const auto flushed = store::flush(file.parent_path()); !flushed)
    return std::unexpected(flushed.error().as_error());
  return {};
}

}  // namespace flowrun::graph
