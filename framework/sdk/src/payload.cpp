#include <flow/payload.hpp>

namespace flow {

std::shared_ptr<const Payload> Payload::of_value(const RecordType& type, std::shared_ptr<const void> value) {
  auto payload = std::make_shared<Payload>();
  payload->type_ = &type;
  payload->value_ = std::move(value);
  return payload;
}

std::shared_ptr<const Payload> Payload::of_json(std::string json) {
  auto payload = std::make_shared<Payload>();
  payload->json_ = std::make_unique<const std::string>(std::move(json));
  return payload;
}

std::shared_ptr<const Payload> Payload::of_stored(std::size_t bytes, Load load) {
  auto payload = std::make_shared<Payload>();
  payload->stored_bytes_ = bytes;
  payload->load_ = std::move(load);
  return payload;
}

base::Result<std::string_view> Payload::json_locked() const {
  if (!json_ && value_) {
    std::string text;
    type_->encode(value_.get(), text);
    json_ = std::make_unique<const std::string>(std::move(text));
  }
  if (!json_) {
    auto loaded = load_();
    if (!loaded) return std::unexpected(loaded.error());
    json_ = std::make_unique<const std::string>(std::move(*loaded));
    load_ = nullptr;
  }
  return *json_;
}

base::Result<std::string_view> Payload::json() const {
  const std::scoped_lock lock(mutex_);
  return json_locked();
}

base::Result<std::shared_ptr<const void>> Payload::value(const RecordType& type) const {
  const std::scoped_lock lock(mutex_);
  if (value_ && type_->same_struct(type)) return value_;
  auto json = json_locked();
  if (!json) return std::unexpected(json.error());
  auto value = type.decode(*json);
  if (!value) {
    return base::failure(
        "a record cannot be read as " + std::string(type.name) + "/" + std::to_string(type.version),
        value.error().text(), "build both plugins against the same record type");
  }
  if (!value_) {
    type_ = &type;
    value_ = *value;
  }
  return *value;
}

std::size_t Payload::footprint() const {
  const std::scoped_lock lock(mutex_);
  std::size_t bytes = sizeof(Payload);
  if (value_) bytes += type_->footprint(value_.get());
  if (json_) bytes += json_->capacity();
  // What is not loaded yet will be as soon as a stage asks for it.
  if (!value_ && !json_) bytes += stored_bytes_;
  return bytes;
}

}  // namespace flow
