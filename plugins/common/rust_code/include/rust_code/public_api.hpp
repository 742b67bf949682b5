// What a file offers to other crates, and how that changed.
//
// Public is what is `pub` and stands in modules of the file that are all `pub`; whether the file's own module
// is public only its crate can say. The items of a public trait are public; those of an impl by their own
// `pub`, unless the file declares the type and keeps it private; impls of traits as such. Tests are never
// public.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <rust_code/items.hpp>

namespace rust_code {

// From path and kind, "function net::connect", to the signatures there (more than one for cfg'd twins). The
// signature of a struct shows its public fields, `..` for the others; that of an enum its variants.
using PublicApi = std::map<std::string, std::vector<std::string>>;

PublicApi public_api(const SourceFile& file);

struct ApiChanges {
  std::vector<std::string> added;    // keys of the new interface
  std::vector<std::string> removed;  // keys of the old one
  std::vector<std::string> changed;  // keys of both
  bool empty() const { return added.empty() && removed.empty() && changed.empty(); }
};

ApiChanges api_changes(const PublicApi& before, const PublicApi& after);

}  // namespace rust_code
