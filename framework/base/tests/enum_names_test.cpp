#include <doctest/doctest.h>

#include <base/enum_names.hpp>

namespace {
namespace shapes {

enum class Form { sphere, flat_disc };
constexpr auto enum_names(Form) { return base::names("sphere", "flat-disc"); }

}  // namespace shapes
}  // namespace

using shapes::Form;

static_assert(base::name_of(Form::flat_disc) == "flat-disc");
static_assert(base::enum_of<Form>("sphere") == Form::sphere);
static_assert(!base::NamedEnum<int>);

TEST_CASE("names are read exactly as they are written") {
  for (const Form form : {Form::sphere, Form::flat_disc})
    CHECK(base::enum_of<Form>(base::name_of(form)) == form);
  for (const char* text : {"", "Sphere", "flat_disc", "sphere "}) CHECK_FALSE(base::enum_of<Form>(text));
}

TEST_CASE("a number that is no enumerator has no name") {
  CHECK(base::name_of(static_cast<Form>(7)).empty());
}

TEST_CASE("a message can tell the names that there are") {
  CHECK(base::one_of<Form>() == "one of sphere or flat-disc");
}
