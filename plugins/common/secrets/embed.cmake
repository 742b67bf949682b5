# Writes the rule files as string constants: cmake -DROOT=rules -DOUT=rule_texts.cpp -P embed.cmake
file(READ ${ROOT}/vendors.toml vendors)
file(READ ${ROOT}/places.toml places)
file(WRITE ${OUT} "#include \"rule_data.hpp\"

namespace secrets {

const std::string_view vendors_toml = R\"rules(${vendors})rules\";
const std::string_view places_toml = R\"rules(${places})rules\";

}  // namespace secrets
")
