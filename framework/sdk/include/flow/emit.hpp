// Where a stage puts its records. What is put there moves on only if the attempt succeeds.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <flow/payload.hpp>
#include <flow/ports.hpp>

namespace flow {

// The runtime's side of an output list. One attempt fills it, from one thread.
class OutputList {
 public:
  // `key` names the record for people; "" = derived from the key of the input.
  virtual void add(std::size_t port, const RecordType& type, std::shared_ptr<const Payload> payload,
                   std::string key) = 0;
  // Counts a part of the input (a turn of a session, a file of a commit) that gave no record, by a short
  // stable reason.
  virtual void leave_out(std::string reason) = 0;
  // Takes the object's content into the store and sets its digest; one that is there already is only noted.
  virtual base::Result<void> take_in(Object& object) = 0;

 protected:
  ~OutputList() = default;
};

namespace detail {

// Checks the value's texts, takes its objects in and adds it. Throws Failure on a text that is not UTF-8.
template <RecordStruct T>
void emit_record(OutputList& list, std::size_t port, T value, std::string key) {
  if (auto bad = codec::find_bad_text(value); !bad.empty()) {
    throw Failure({.problem = "a record was emitted with a text that cannot be written as JSON",
                   .why = "field " + bad,
                   .what_to_do = "convert the text to valid UTF-8 before emitting it"});
  }
  codec::each_object(value, [&](Object& object) {
    if (auto taken = list.take_in(object); !taken) throw Failure(taken.error());
  });
  const RecordType& type = record_type<T>();
  list.add(port, type, Payload::of_value(type, std::make_shared<const T>(std::move(value))), std::move(key));
}

}  // namespace detail

template <class Outs>
class Emit;

// A stage with one output: out(value) or out(value, "key").
template <RecordStruct T>
class Emit<T> {
 public:
  explicit Emit(OutputList& list) : list_(&list) {}
  void operator()(T value, std::string key = {}) {
    detail::emit_record(*list_, 0, std::move(value), std::move(key));
  }
  // Counts a part of the input that gave no record, for a short stable reason; the ledger shows it beside the
  // rest.
  void leave_out(std::string reason) { list_->leave_out(std::move(reason)); }

 private:
  OutputList* list_;
};

// A stage with named outputs: out.to<"train">(value).
template <class... O>
class Emit<Outputs<O...>> {
 public:
  explicit Emit(OutputList& list) : list_(&list) {}

  template <FixedString Name, class T>
  void to(T value, std::string key = {}) {
    constexpr std::size_t index = detail::output_index<std::tuple<O...>>(Name.view());
    static_assert(index < sizeof...(O), "the stage has no output of that name");
    using Record = typename std::tuple_element_t<index, std::tuple<O...>>::Record;
    detail::emit_record<Record>(*list_, index, std::move(value), std::move(key));
  }
  void leave_out(std::string reason) { list_->leave_out(std::move(reason)); }

 private:
  OutputList* list_;
};

}  // namespace flow
