#include <array>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <flow/manifest_reader.hpp>
#include <flow/plugin.hpp>
#include <test_support/no_context.hpp>

#include "sample_records.hpp"

namespace {

enum class Mode { fast, slow };
constexpr auto enum_names(Mode) { return base::names("fast", "slow"); }

struct Params {
  std::int64_t count = 12;
  double rate = 5e-5;
  double fraction = 0.1;
  Mode mode = Mode::slow;
  std::string title = "fast \"x\"";
  std::vector<flow::Path> stores;
  flow::Path model = "../model";
  flow::Secret key{"API_KEY"};
  std::optional<std::int64_t> limit;
  bool strict = true;
};

constexpr std::array<std::string_view, 2> model_files = {"tokenizer.json", "chat.jinja"};

struct Half
    : flow::Transform<
          flow::Inputs<flow::Each<sample::Page, "pages">, flow::Once<sample::Page, "index", flow::optional>>,
          flow::Outputs<flow::Out<sample::Page, "left">, flow::Out<sample::Page, "right">>> {
  static constexpr flow::StageInfo info{.name = "half",
                                        .version = 4,
                                        .summary = "Splits pages",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 2,
                                        .needs = {flow::Need{"cargo", 1}}};
  static constexpr auto params = flow::params<Params>(
      flow::param("count", &Params::count, "how many, in pages")
          .range(1, 64)
          .agrees_on("pages of a \"book\""),
      flow::param("rate", &Params::rate, "per page").at_least(0),
      flow::param("fraction", &Params::fraction, "share"), flow::param("mode", &Params::mode, "how"),
      flow::param("title", &Params::title, "what it says"),
      flow::param("stores", &Params::stores, "where").listed().required(),
      flow::param("model", &Params::model, "what").reads_only(model_files),
      flow::param("key", &Params::key, "variable"), flow::param("limit", &Params::limit, "at most"),
      flow::param("strict", &Params::strict, "be strict"));
  explicit Half(Params params) : params_(std::move(params)) {
    if (params_.count == 13)
      throw flow::Failure({.problem = "13 is not served", .why = {}, .what_to_do = {}});
  }
  flow::Result open(flow::Context&, const sample::Page* index) {
    has_index_ = index != nullptr;
    return flow::ok();
  }
  flow::Result process(const sample::Page& page, Emit& out, flow::Context&) const {
    if (page.is_last) return flow::dropped("last page");
    if (page.title == "throw") throw std::runtime_error("torn");
    out.to<"right">(page, has_index_ ? "indexed" : "");
    return flow::ok();
  }

 private:
  Params params_;
  bool has_index_ = false;
};

struct Holder : Half {
  static constexpr flow::StageInfo info{
      .name = "holder", .traits = flow::blocking, .may_hold = {flow::Need{"cargo", 2}}};
};

constexpr auto manifest = flow::detail::manifest_of<Half>();

std::string complete_params(int count) {
  return R"({"count":)" + std::to_string(count) +
         R"(,"rate":1,"fraction":0.5,"mode":"slow","title":"t","stores":["/a"],"model":"/m","key":"K","strict":false})";
}

struct CollectedOutputs : flow::OutputList {
  std::vector<std::pair<std::size_t, std::string>> keys;
  std::vector<std::pair<const flow::RecordType*, void*>> values;
  ~CollectedOutputs() {
    for (const auto& [type, value] : values) {
      type->destroy(value);
      ::operator delete(value);
    }
  }
  void* room(const flow::RecordType& type) override { return ::operator new(type.size); }
  void add(std::size_t port, const flow::RecordType& type, void* value, std::size_t,
           std::string_view key) override {
    values.emplace_back(&type, value);
    keys.emplace_back(port, key);
  }
  void add_json(std::size_t port, const flow::RecordType&, std::string_view, std::string_view key) override {
    keys.emplace_back(port, key);
  }
  void pass(std::size_t port, std::string_view key) override { keys.emplace_back(port, key); }
  void leave_out(std::string, std::string_view, std::string) override {}
  void reject(std::string_view, flow::Error) override {}
  base::Result<void> take_in(flow::Object&) override { return {}; }
};

struct GivenPage : flow::Payload {
  explicit GivenPage(const sample::Page& given) : page(given) {}
  [[nodiscard]] base::Result<const void*> value(const flow::RecordType&) const override { return &page; }
  [[nodiscard]] base::Result<std::string_view> json() const override { return "{}"; }
  const sample::Page& page;
};

}  // namespace

TEST_CASE("the manifest says everything that the declaration says") {
  const auto plugin = flow::parse_manifest({manifest.data(), manifest.size()});
  REQUIRE_MESSAGE(plugin, plugin.error().text());
  CHECK(plugin->sdk == flow::sdk_version);
  CHECK(plugin->toolchain == flow::toolchain);
  REQUIRE(plugin->stages.size() == 1);
  const flow::StageDescription& stage = plugin->stages[0];
  CHECK(stage.name == "half");
  CHECK(stage.version == 4);
  CHECK(stage.form == flow::StageForm::transform);
  CHECK(stage.deterministic);
  CHECK(stage.blocking);
  CHECK_FALSE(stage.cheap);
  REQUIRE(stage.needs.size() == 1);
  CHECK(stage.needs[0].resource == "cargo");
  CHECK(stage.needs[0].amount == 1);
  CHECK(stage.may_hold.empty());
  REQUIRE(stage.inputs.size() == 2);
  CHECK(stage.inputs[0].name == "pages");
  CHECK(stage.inputs[0].type == flow::RecordTypeName{"sample.page", 3});
  CHECK(stage.inputs[1].once);
  CHECK(stage.inputs[1].optional);
  REQUIRE(stage.outputs.size() == 2);
  CHECK(stage.outputs[1].name == "right");
}

TEST_CASE("the manifest says what a stage holds at times") {
  constexpr auto text = flow::detail::manifest_of<Holder>();
  const auto plugin = flow::parse_manifest({text.data(), text.size()});
  REQUIRE(plugin);
  CHECK(plugin->stages[0].needs.empty());
  REQUIRE(plugin->stages[0].may_hold.size() == 1);
  CHECK(plugin->stages[0].may_hold[0].resource == "cargo");
  CHECK(plugin->stages[0].may_hold[0].amount == 2);
}

TEST_CASE("the manifest shows the fields of what a stage emits") {
  const auto plugin = flow::parse_manifest({manifest.data(), manifest.size()});
  REQUIRE(plugin);
  const auto& fields = plugin->stages[0].outputs[0].fields;
  REQUIRE(fields.size() == 6);
  CHECK(fields[0].name == "title");
  CHECK(fields[0].type == flow::ValueType::string);
  CHECK(fields[1].list);
  CHECK(fields[1].type == flow::ValueType::object);
  REQUIRE(fields[1].fields.size() == 2);
  CHECK(fields[1].fields[1].type == flow::ValueType::integer);
  CHECK(fields[2].optional);
  CHECK(fields[3].raw_json);
}

TEST_CASE("defaults stand in the manifest as people wrote them") {
  const auto plugin = flow::parse_manifest({manifest.data(), manifest.size()});
  REQUIRE(plugin);
  const auto& params = plugin->stages[0].params;
  REQUIRE(params.size() == 10);
  CHECK(params[0].default_json == "12");
  CHECK(params[0].min == 1);
  CHECK(params[0].max == 64);
  CHECK(params[1].default_json == "5e-5");
  CHECK_FALSE(params[1].max);
  CHECK(params[2].default_json == "1e-1");
  CHECK(params[3].default_json == R"("slow")");
  CHECK(params[3].one_of == std::vector<std::string>{"fast", "slow"});
  CHECK(params[4].default_json == R"("fast \"x\"")");
  CHECK(params[4].one_of.empty());
  CHECK(params[5].required);
  CHECK(params[5].listed);
  CHECK(params[5].list);
  CHECK(params[5].type == flow::ValueType::path);
  CHECK(params[7].type == flow::ValueType::secret);
  CHECK(params[8].default_json == "null");
  CHECK(params[9].default_json == "true");
}

TEST_CASE("the manifest names the quantity that a parameter gives as others do") {
  const auto plugin = flow::parse_manifest({manifest.data(), manifest.size()});
  REQUIRE(plugin);
  CHECK(plugin->stages[0].params[0].quantity == "pages of a \"book\"");
  CHECK(plugin->stages[0].params[1].quantity.empty());
}

TEST_CASE("the manifest names the files that are read of a folder") {
  const auto plugin = flow::parse_manifest({manifest.data(), manifest.size()});
  REQUIRE(plugin);
  CHECK(plugin->stages[0].params[6].files == std::vector<std::string>{"tokenizer.json", "chat.jinja"});
  CHECK(plugin->stages[0].params[5].files.empty());
}

TEST_CASE(
    "a stage is made from complete parameters, and what its constructor throws comes back as an error") {
  CHECK(flow::detail::create_stage<Half>(complete_params(12)));
  const auto refused = flow::detail::create_stage<Half>(complete_params(13));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().problem == "13 is not served");
  const auto unreadable = flow::detail::create_stage<Half>(R"({"count":"x"})");
  REQUIRE_FALSE(unreadable);
  CHECK(unreadable.error().why.find("count: not a 64-bit integer") == 0);
}

TEST_CASE("a stage's outcomes come back as values") {
  auto stage = flow::detail::create_stage<Half>(complete_params(1));
  REQUIRE(stage);
  test_support::NoContext context;
  const std::shared_ptr<const flow::Payload> none[] = {nullptr};
  REQUIRE((*stage)->open(none, context));
  CollectedOutputs out;
  const auto run = [&](const sample::Page& page) { return (*stage)->process(GivenPage(page), out, context); };
  CHECK(run({}));
  CHECK(out.keys == std::vector<std::pair<std::size_t, std::string>>{{1, ""}});
  CHECK(run({.is_last = true}).value().dropped == "last page");
  const auto thrown = run({.title = "throw"});
  REQUIRE_FALSE(thrown);
  CHECK(thrown.error().why == "torn");
  const auto bad_text = run({.title = "\xff"});
  REQUIRE_FALSE(bad_text);
  CHECK(bad_text.error().why == "field title: not UTF-8");
}

TEST_CASE("a broken manifest is an error, never a crash") {
  const std::string text(manifest.data(), manifest.size());
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(flow::parse_manifest(text.substr(0, length)));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string flipped = text;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x15);
    (void)flow::parse_manifest(flipped);
  }
}
