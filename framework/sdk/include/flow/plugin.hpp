// FLOW_PLUGIN(Stage...): turns stage classes into a plugin library. Once per library, in the stage file.
#pragma once

#include <new>
#include <system_error>

#include <flow/manifest.hpp>
#include <flow/stage.hpp>
#include <flow/stage_object.hpp>
#include <flow/version.hpp>

namespace flow::detail {

// Runs a stage's function and turns whatever it throws into an Error.
template <class Call>
Result guarded(Call&& call) {
  try {
    return call();
  } catch (const Failure& failure) {
    return std::unexpected(failure.error());
  } catch (const std::bad_alloc&) {
    return failed(
        Error{.problem = "the stage ran out of memory", .why = {}, .what_to_do = {}, .is_transient = true});
  } catch (const std::system_error& error) {  // the disk, a process, a file: not the record's fault
    return failed(Error{.problem = "the stage met an error of the system",
                        .why = error.what(),
                        .what_to_do = {},
                        .is_transient = true});
  } catch (const std::exception& exception) {
    return failed("the stage threw an exception", exception.what());
  } catch (...) {
    return failed("the stage threw something that is not a std::exception");
  }
}

template <class S>
concept HasItem = requires { typename S::Item; };
template <class S>
concept HasStream = requires { typename S::Input; };

template <class S>
class StageAdapter final : public StageObject {
 public:
  explicit StageAdapter(std::unique_ptr<S> stage) : stage_(std::move(stage)) {}

  Result open(std::span<const std::shared_ptr<const Payload>> once, Context& context) override {
    return guarded([&] {
      if constexpr (HasItem<S>) {
        return stage_->open(context);
      } else {
        return open_with(once, context, static_cast<typename S::InputPorts::OnceList*>(nullptr));
      }
    });
  }

  Result discover(ItemList& items, Context& context) const override {
    if constexpr (HasItem<S>) {
      return guarded([&] {
        Discovery<typename S::Item> discovery(items);
        return std::as_const(*stage_).discover(discovery, context);
      });
    } else {
      return wrong_form();
    }
  }

  Result process_item(const void* item, OutputList& out, Context& context) const override {
    if constexpr (HasItem<S>) {
      return guarded([&] {
        typename S::Emit emit(out);
        return std::as_const(*stage_).process(*static_cast<const typename S::Item*>(item), emit, context);
      });
    } else {
      return wrong_form();
    }
  }

  Result process(const Payload& record, OutputList& out, Context& context) const override {
    if constexpr (!HasItem<S> && !HasStream<S>) {
      return guarded([&]() -> Result {
        using Record = typename S::InputPorts::Streamed;
        auto value = record.value(record_type<Record>());
        if (!value) return std::unexpected(value.error());
        typename S::Emit emit(out);
        return std::as_const(*stage_).process(*static_cast<const Record*>(*value), emit, context);
      });
    } else {
      return wrong_form();
    }
  }

  Result collect(RecordStream& in, OutputList& out, Context& context) override {
    if constexpr (HasStream<S>) {
      return guarded([&] {
        typename S::Input stream(in);
        typename S::Emit emit(out);
        return stage_->collect(stream, emit, context);
      });
    } else {
      return wrong_form();
    }
  }

 private:
  static Result wrong_form() { return failed("the runtime asked a stage for a function of another form"); }

  template <class... O>
  Result open_with(std::span<const std::shared_ptr<const Payload>> once, Context& context,
                   std::tuple<O...>*) {
    if (once.size() != sizeof...(O))
      return failed("the runtime opened the stage with a wrong number of inputs");
    std::vector<const void*> values;
    Result problem = ok();
    std::size_t index = 0;
    [[maybe_unused]] const auto decode = [&](const RecordType& type) {
      const auto& payload = once[index++];
      if (!payload) return void(values.push_back(nullptr));
      auto value = payload->value(type);
      if (!value) problem = std::unexpected(value.error());
      values.push_back(value ? *value : nullptr);
    };
    (decode(record_type<typename O::Record>()), ...);
    if (!problem) return problem;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return stage_->open(context, static_cast<const typename O::Record*>(values[I])...);
    }(std::index_sequence_for<O...>{});
  }

  std::unique_ptr<S> stage_;
};

template <class S>
base::Result<std::unique_ptr<StageObject>> create_stage(std::string_view params_json) {
  std::unique_ptr<StageObject> object;
  auto made = guarded([&]() -> Result {
    if constexpr (HasParams<S>) {
      auto params = codec::from_json<ParamsOf<S>>(params_json, S::params);
      if (!params) return failed("the parameters cannot be read", params.error().text());
      object = std::make_unique<StageAdapter<S>>(std::make_unique<S>(std::move(*params)));
    } else {
      object = std::make_unique<StageAdapter<S>>(std::make_unique<S>());
    }
    return ok();
  });
  if (!made) return std::unexpected(made.error());
  return object;
}

template <class... S>
struct PluginTables {
  static constexpr StageEntry stages[] = {{S::info.name, &create_stage<S>}...};
};

}  // namespace flow::detail

#define FLOW_PLUGIN(...)                                                                                   \
  namespace {                                                                                              \
  [[gnu::section(".flowrun.manifest"), gnu::used, gnu::retain]] constexpr auto flow_manifest_bytes =       \
      ::flow::detail::manifest_of<__VA_ARGS__>();                                                          \
  }                                                                                                        \
  extern "C" [[gnu::visibility("default"), gnu::used]] constinit const ::flow::PluginTable flow_plugin = { \
      ::flow::sdk_version, ::flow::toolchain_text, ::flow::detail::PluginTables<__VA_ARGS__>::stages,      \
      std::size(::flow::detail::PluginTables<__VA_ARGS__>::stages)};
