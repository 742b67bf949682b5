#include "unit_codec.hpp"

#include <bit>
#include <cstring>
#include <limits>

#include "byte_codec.hpp"

namespace flowrun::store {
namespace {

constexpr std::size_t seal_size = 8;
// Of the second byte.
constexpr std::uint8_t is_transient = 1, has_rejects = 2, has_notes = 4;
constexpr auto same_type = std::numeric_limits<std::uint32_t>::max();

Digest seal_of(const Digest& key, std::string_view body) {
  return Hasher().update(key.bytes).update(body).finish();
}

void put_output(std::string& bytes, const Output& output, std::uint64_t place, const std::string* last_type) {
  put_integer(bytes, output.port);
  put_integer(bytes, output.child);
  put_integer(bytes, output.size);
  put_integer(bytes, place);
  put_digest(bytes, output.digest);
  put_text(bytes, output.key);
  if (last_type && *last_type == output.type)
    put_integer(bytes, same_type);
  else
    put_text(bytes, output.type);
  put_integer(bytes, static_cast<std::uint32_t>(output.objects.size()));
  for (const Digest& object : output.objects) put_digest(bytes, object);
}

Output read_output(ByteReader& reader, std::uint64_t end, const std::string* last_type) {
  Output output;
  output.port = reader.integer<std::uint16_t>();
  output.child = reader.integer<std::uint32_t>();
  output.size = reader.integer<std::uint64_t>();
  const auto place = reader.integer<std::uint64_t>();
  output.place = place & follows ? end + (place & ~follows) : place;
  output.digest = reader.digest();
  output.key = reader.text();
  const auto type_size = reader.integer<std::uint32_t>();
  if (type_size != same_type)
    output.type = reader.bytes(type_size);
  else if (last_type)
    output.type = *last_type;
  for (auto count = reader.integer<std::uint32_t>(); count > 0 && !reader.failed(); --count)
    output.objects.push_back(reader.digest());
  return output;
}

// Units without rejects are spelled as they were before there were any.
void put_rejects(std::string& bytes, const UnitRecord& record) {
  put_integer(bytes, record.reject_count);
  put_integer(bytes, static_cast<std::uint32_t>(record.rejects.size()));
  for (const Reject& reject : record.rejects) {
    put_text(bytes, reject.part);
    put_text(bytes, reject.text);
  }
}

void read_rejects(ByteReader& reader, UnitRecord& record) {
  record.reject_count = reader.integer<std::uint64_t>();
  for (auto count = reader.integer<std::uint32_t>(); count > 0 && !reader.failed(); --count) {
    const auto part = reader.text();
    const auto text = reader.text();
    record.rejects.push_back({.part = std::string(part), .text = std::string(text)});
  }
}

bool has_notes_of(const UnitRecord& record) {
  return !record.evidence.empty() || !record.left_out.empty() || !record.metrics.empty();
}

void put_notes(std::string& bytes, const UnitRecord& record) {
  put_text(bytes, record.evidence);
  put_integer(bytes, static_cast<std::uint32_t>(record.left_out.size()));
  for (const LeftOut& left_out : record.left_out) {
    put_text(bytes, left_out.part);
    put_text(bytes, left_out.reason);
    put_text(bytes, left_out.evidence);
  }
  put_integer(bytes, static_cast<std::uint32_t>(record.metrics.size()));
  for (const MetricPoint& point : record.metrics) {
    put_text(bytes, point.name);
    put_integer(bytes, std::bit_cast<std::uint64_t>(point.value));
    put_integer(bytes, static_cast<std::uint64_t>(point.microseconds));
  }
}

void read_notes(ByteReader& reader, UnitRecord& record) {
  record.evidence = reader.text();
  for (auto count = reader.integer<std::uint32_t>(); count > 0 && !reader.failed(); --count) {
    LeftOut& left_out = record.left_out.emplace_back();
    left_out.part = reader.text();
    left_out.reason = reader.text();
    left_out.evidence = reader.text();
  }
  for (auto count = reader.integer<std::uint32_t>(); count > 0 && !reader.failed(); --count) {
    MetricPoint& point = record.metrics.emplace_back();
    point.name = reader.text();
    point.value = std::bit_cast<double>(reader.integer<std::uint64_t>());
    point.microseconds = static_cast<std::int64_t>(reader.integer<std::uint64_t>());
  }
}

}  // namespace

std::string encode_unit(const Digest& key, const UnitRecord& record,
                        const std::vector<std::uint64_t>& places) {
  std::string bytes(seal_size, '\0');
  bytes.reserve(128 + 128 * record.outputs.size());
  bytes += static_cast<char>(record.outcome);
  bytes +=
      static_cast<char>((record.transient ? is_transient : 0) | (record.reject_count > 0 ? has_rejects : 0) |
                        (has_notes_of(record) ? has_notes : 0));
  put_integer(bytes, static_cast<std::uint64_t>(record.microseconds));
  put_text(bytes, record.reason);
  put_text(bytes, record.build_id);
  put_text(bytes, record.stage_type);
  if (record.reject_count > 0) put_rejects(bytes, record);
  if (has_notes_of(record)) put_notes(bytes, record);
  const std::string* last_type = nullptr;
  for (std::size_t i = 0; i < record.outputs.size(); ++i) {
    put_output(bytes, record.outputs[i], places[i], last_type);
    last_type = &record.outputs[i].type;
  }
  const auto seal = seal_of(key, std::string_view(bytes).substr(seal_size));
  std::memcpy(bytes.data(), seal.bytes.data(), seal_size);
  return bytes;
}

std::optional<UnitRecord> decode_unit(const Digest& key, std::string_view body, std::uint64_t end) {
  if (body.size() < seal_size) return std::nullopt;
  const auto seal = seal_of(key, body.substr(seal_size));
  if (std::memcmp(body.data(), seal.bytes.data(), seal_size) != 0) return std::nullopt;
  ByteReader reader(body.substr(seal_size));
  UnitRecord record;
  const auto outcome = reader.integer<std::uint8_t>();
  record.outcome = static_cast<Outcome>(outcome);
  const auto flags = reader.integer<std::uint8_t>();
  record.transient = (flags & is_transient) != 0;
  record.microseconds = static_cast<std::int64_t>(reader.integer<std::uint64_t>());
  record.reason = reader.text();
  record.build_id = reader.text();
  record.stage_type = reader.text();
  if ((flags & has_rejects) != 0) read_rejects(reader, record);
  if ((flags & has_notes) != 0) read_notes(reader, record);
  while (!reader.at_end()) {
    const auto* last_type = record.outputs.empty() ? nullptr : &record.outputs.back().type;
    auto output = read_output(reader, end, last_type);
    record.outputs.push_back(std::move(output));
  }
  if (reader.failed() || outcome > static_cast<std::uint8_t>(Outcome::rejected)) return std::nullopt;
  return record;
}

}  // namespace flowrun::store
