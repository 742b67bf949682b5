// Where a stage puts its records. What is put there moves on only if the attempt succeeds.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <base/utf8.hpp>
#include <flow/payload.hpp>
#include <flow/ports.hpp>

namespace flow {

// The runtime's side of an output list. One attempt fills it, from one thread. `key` names the record for people; "" =
// derived from the key of the input. Texts are copied.
class OutputList {
 public:
  // Memory for one value, as long as the list lives.
  virtual void* room(const RecordType& type) = 0;
  // Adds a value that was constructed in such memory, and destroys it with the list. `bytes` is what it takes, heap
  // included.
  virtual void add(std::size_t port, const RecordType& type, void* value, std::size_t bytes,
                   std::string_view key) = 0;
  // Adds a record by its JSON text, which is taken as it stands: whoever reads its fields checks it.
  virtual void add_json(std::size_t port, const RecordType& type, std::string_view json,
                        std::string_view key) = 0;
  // Adds the input record itself.
  virtual void pass(std::size_t port, std::string_view key) = 0;
  // Counts a part of the input (a turn of a session, a file of a commit) that gave no record, by a short
  // stable reason. `part` names it within the input; `evidence` as in Done. Both may be empty.
  virtual void leave_out(std::string reason, std::string_view part, std::string evidence) = 0;
  // Counts a part of the input that is at fault (a line of a file, a session of a database) and gave no record. `part` names
  // it within the input.
  virtual void reject(std::string_view part, Error error) = 0;
  // Takes the object's content into the store and sets its digest; one that is there already is only noted.
  virtual base::Result<void> take_in(Object& object) = 0;

 protected:
  ~OutputList() = default;
};

namespace detail {

// Throw the Failure that says what cannot be emitted; `key` is "" where the record has none of its own.
[[noreturn]] void refuse_value(const codec::Unwritable& found, std::string_view key);
[[noreturn]] void refuse_key(std::string_view key);

inline void check_key(std::string_view key) {
  if (!key.empty() && !base::is_utf8(key)) refuse_key(key);
}

// Checks the value and its key, takes its objects in and moves it into the list. Throws Failure on a value that JSON cannot
// hold (a text that is not UTF-8, a number that is not finite or beyond 64 bits with a sign, ...): no value is written as
// another one.
template <RecordStruct T>
void emit_record(OutputList& list, std::size_t port, T& value, std::string_view key) {
  static_assert(!PartialStruct<T>, "a partial record would lose fields: pass the input on with out.pass()");
  check_key(key);
  if (const codec::Unwritable found = codec::find_unwritable(value)) refuse_value(found, key);
  if constexpr (codec::detail::holds<codec::detail::IsObject, T>()) {
    codec::each_object(value, [&](Object& object) {
      if (auto taken = list.take_in(object); !taken) throw Failure(taken.error());
    });
  }
  const RecordType& type = record_type<T>();
  T* kept = ::new (list.room(type)) T(std::move(value));
  list.add(port, type, kept, codec::footprint(*kept), key);
}

}  // namespace detail

template <class Outs>
class Emit;

// A stage with one output: out(value) or out(value, "key").
//
// out.json(text) emits a record by its JSON text, for sources that have it: nothing is decoded unless somebody reads its
// fields, and what is written is this text. out.pass() of a transform emits the input record itself, for stages that only
// choose: neither value nor bytes are copied.
template <RecordStruct T>
class Emit<T> {
 public:
  explicit Emit(OutputList& list) : list_(&list) {}
  void operator()(T value, std::string_view key = {}) { detail::emit_record(*list_, 0, value, key); }
  void json(std::string_view text, std::string_view key = {}) {
    detail::check_key(key);
    list_->add_json(0, record_type<T>(), text, key);
  }
  void pass(std::string_view key = {}) {
    detail::check_key(key);
    list_->pass(0, key);
  }
  // Counts a part of the input that gave no record, for a short stable reason; the ledger shows it beside the
  // rest. `part` names it within the input ("turn 3"), and `evidence` says what was found and what it was compared with, as
  // in flow::dropped: the store keeps both, of the first 100,000 parts of a unit.
  void leave_out(std::string reason, std::string_view part = {}, std::string evidence = {}) {
    list_->leave_out(std::move(reason), part, std::move(evidence));
  }
  // A part of the input is at fault ("line 17"): it is counted as rejected, with place and reason, and the rest goes on. An
  // input of which parts were rejected and nothing was emitted is rejected as a whole. One that `is_transient` makes the
  // next run do the unit again: for a part that can be mended without a change of the input's fingerprint.
  void reject(std::string_view part, Error error) { list_->reject(part, rejection(std::move(error))); }

 private:
  OutputList* list_;
};

// A stage with named outputs: out.to<"train">(value).
template <class... O>
class Emit<Outputs<O...>> {
  template <FixedString Name>
  static consteval std::size_t index_of() {
    constexpr std::size_t index = detail::output_index<std::tuple<O...>>(Name.view());
    static_assert(index < sizeof...(O), "the stage has no output of that name");
    return index;
  }
  template <FixedString Name>
  using RecordOf = typename std::tuple_element_t<index_of<Name>(), std::tuple<O...>>::Record;

 public:
  explicit Emit(OutputList& list) : list_(&list) {}

  template <FixedString Name>
  void to(RecordOf<Name> value, std::string_view key = {}) {
    detail::emit_record(*list_, index_of<Name>(), value, key);
  }
  template <FixedString Name>
  void json(std::string_view text, std::string_view key = {}) {
    detail::check_key(key);
    list_->add_json(index_of<Name>(), record_type<RecordOf<Name>>(), text, key);
  }
  template <FixedString Name>
  void pass(std::string_view key = {}) {
    detail::check_key(key);
    list_->pass(index_of<Name>(), key);
  }
  void leave_out(std::string reason, std::string_view part = {}, std::string evidence = {}) {
    list_->leave_out(std::move(reason), part, std::move(evidence));
  }
  void reject(std::string_view part, Error error) { list_->reject(part, rejection(std::move(error))); }

 private:
  OutputList* list_;
};

}  // namespace flow
