#include "outputs_codec.hpp"

#include "byte_codec.hpp"

namespace flowrun::store {

std::string encode_outputs(const std::vector<Output>& outputs) {
  std::string bytes;
  for (const auto& output : outputs) {
    put_integer(bytes, output.port);
    put_integer(bytes, output.child);
    put_integer(bytes, output.size);
    put_digest(bytes, output.digest);
    put_text(bytes, output.key);
    put_text(bytes, output.type);
    put_integer(bytes, static_cast<std::uint32_t>(output.objects.size()));
    for (const Digest& object : output.objects) put_digest(bytes, object);
  }
  return bytes;
}

std::optional<std::vector<Output>> decode_outputs(std::string_view bytes) {
  std::vector<Output> outputs;
  for (ByteReader reader(bytes); !reader.at_end();) {
    Output output;
    output.port = reader.integer<std::uint16_t>();
    output.child = reader.integer<std::uint32_t>();
    output.size = reader.integer<std::uint64_t>();
    output.digest = reader.digest();
    output.key = reader.text();
    output.type = reader.text();
    for (auto count = reader.integer<std::uint32_t>(); count > 0 && !reader.failed(); --count) {
      output.objects.push_back(reader.digest());
    }
    if (reader.failed()) return std::nullopt;
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace flowrun::store
