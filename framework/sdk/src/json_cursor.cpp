#include <simdjson.h>

#include <flow/json.hpp>

namespace flow::json {
namespace {

namespace ondemand = simdjson::ondemand;

class OnDemandCursor final : public Cursor {
 public:
  OnDemandCursor(ondemand::value value, std::string& problem) : value_(value), problem_(problem) {}

  Kind kind() override {
    ondemand::json_type type{};
    if (note(value_.type().get(type))) return Kind::null;
    switch (type) {
      case ondemand::json_type::array:
        return Kind::array;
      case ondemand::json_type::object:
        return Kind::object;
      case ondemand::json_type::number:
        return Kind::number;
      case ondemand::json_type::string:
        return Kind::string;
      case ondemand::json_type::boolean:
        return Kind::boolean;
      case ondemand::json_type::null:
        break;
    }
    return Kind::null;
  }

  bool read(bool& out) override { return !note(value_.get_bool().get(out)); }
  bool read(std::int64_t& out) override { return !note(value_.get_int64().get(out)); }
  bool read(double& out) override { return !note(value_.get_double().get(out)); }

  bool read(std::string& out) override {
    std::string_view text;
    if (note(value_.get_string().get(text))) return false;
    out.assign(text);
    return true;
  }

  bool read_raw(std::string& out) override {
    std::string_view text;
    if (note(simdjson::to_json_string(value_).get(text))) return false;
    const auto end = text.find_last_not_of(" \t\r\n");
    out.assign(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
    return true;
  }

  bool each_member(const std::function<bool(std::string_view, Cursor&)>& visit) override {
    ondemand::object object;
    if (note(value_.get_object().get(object))) return false;
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      if (note(field.unescaped_key().get(key)) || note(field.value().get(value))) return false;
      const std::string kept(key);  // the parser's buffer moves on while the value is read
      OnDemandCursor cursor(value, problem_);
      if (!visit(kept, cursor)) return false;
    }
    return true;
  }

  bool each_element(const std::function<bool(Cursor&)>& visit) override {
    ondemand::array array;
    if (note(value_.get_array().get(array))) return false;
    for (auto element : array) {
      ondemand::value value;
      if (note(element.get(value))) return false;
      OnDemandCursor cursor(value, problem_);
      if (!visit(cursor)) return false;
    }
    return true;
  }

  [[nodiscard]] std::string_view problem() const override { return problem_; }

 private:
  // A wrong type is the caller's matter; broken JSON is kept as the document's problem.
  bool note(simdjson::error_code error) {
    if (error == simdjson::SUCCESS) return false;
    if (error != simdjson::INCORRECT_TYPE && error != simdjson::NUMBER_OUT_OF_RANGE && problem_.empty()) {
      problem_ = std::string("not JSON: ") + simdjson::error_message(error);
    }
    return true;
  }

  ondemand::value value_;
  std::string& problem_;
};

}  // namespace

base::Result<void> read_document(std::string_view text, const std::function<bool(Cursor&)>& visit) {
  static thread_local ondemand::parser parser;
  static thread_local bool busy = false;  // a callback may read a document of its own
  ondemand::parser own;
  ondemand::parser& used = busy ? own : parser;
  struct Busy {
    bool& flag;
    bool before = flag;
    ~Busy() { flag = before; }
  } guard{busy};
  busy = true;

  const simdjson::padded_string padded(text);
  std::string problem;
  ondemand::document document;
  ondemand::value value;
  auto error = used.iterate(padded).get(document);
  if (error == simdjson::SUCCESS) error = document.get_value().get(value);
  if (error == simdjson::SCALAR_DOCUMENT_AS_VALUE) return base::failure("neither an object nor an array");
  if (error != simdjson::SUCCESS) {
    return base::failure(std::string("not JSON: ") + simdjson::error_message(error));
  }
  OnDemandCursor cursor(value, problem);
  const bool good = visit(cursor);
  if (!problem.empty()) return base::failure(problem);
  if (!good) return base::failure("not of the expected form");
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return base::failure("not JSON: text after the end of the value");
  return {};
}

}  // namespace flow::json
