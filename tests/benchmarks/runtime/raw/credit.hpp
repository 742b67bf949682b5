// The credit of a message: while it lives, one place behind the source's limiter_node is taken.
#pragma once

#include <oneapi/tbb/flow_graph.h>

namespace raw {

template <class Limiter>
class Credit {
 public:
  explicit Credit(Limiter& limiter) : limiter_(limiter) {}
  ~Credit() { limiter_.decrementer().try_put(1); }
  Credit(const Credit&) = delete;
  Credit& operator=(const Credit&) = delete;

 private:
  Limiter& limiter_;
};

}  // namespace raw
