#include <doctest/doctest.h>

#include <agent_tools/path_root.hpp>
#include <test_support/temporary_folder.hpp>

using agent_tools::PathRoots;

TEST_CASE("paths are mapped in both directions, wherever they stand in a text") {
  PathRoots roots;
  roots.add("/tmp/r17/ws", "/workspace");
  const std::string real =
      "   Compiling tally (/tmp/r17/ws)\n --> /tmp/r17/ws/src/lib.rs:3:1 see file:///tmp/r17/ws.";
  const std::string neutral =
      "   Compiling tally (/workspace)\n --> /workspace/src/lib.rs:3:1 see file:///workspace.";
  CHECK(roots.to_neutral(real) == neutral);
  CHECK(roots.to_real(neutral) == real);
  CHECK(roots.to_neutral("/tmp/r17/ws") == "/workspace");
  CHECK(roots.to_real("cd /workspace; ls '/workspace/a b'") == "cd /tmp/r17/ws; ls '/tmp/r17/ws/a b'");
}

TEST_CASE("other paths stay") {
  PathRoots roots;
  roots.add("/tmp/r17/ws/", "/workspace");
  for (const char* text : {"/tmp/r17/ws2", "/tmp/r17/ws.bak/x", "/tmp/r17/ws-old", "/a/tmp/r17/ws",
                           "./tmp/r17/ws", "no path", ""})
    CHECK(roots.to_neutral(text) == text);
  for (const char* text : {"/workspace2", "src/workspace/lib.rs", "../workspace", "/workspaces"})
    CHECK(roots.to_real(text) == text);
}

TEST_CASE("of nested folders the inner one wins") {
  PathRoots roots;
  roots.add("/tmp/r", "/outer");
  roots.add("/tmp/r/ws", "/workspace");
  CHECK(roots.to_neutral("/tmp/r/ws/a /tmp/r/b") == "/workspace/a /outer/b");
}

TEST_CASE("the spelling without symbolic links is mapped too") {
  const test_support::TemporaryFolder dir;
  std::filesystem::create_directories(dir / "real");
  std::filesystem::create_directory_symlink(dir / "real", dir / "link");
  PathRoots roots;
  roots.add(dir / "link", "/workspace");
  CHECK(roots.to_neutral((std::filesystem::canonical(dir / "real") / "a.rs").string()) == "/workspace/a.rs");
  CHECK(roots.to_neutral((dir / "link/a.rs").string()) == "/workspace/a.rs");
  CHECK(roots.to_real("/workspace/a.rs") == (dir / "link/a.rs").string());
}

TEST_CASE("mapping there and back gives the same text") {
  PathRoots roots;
  roots.add("/srv/work/x", "/workspace");
  for (const std::string text :
       {"/workspace//a", "a=/workspace:/workspace/b", "\"/workspace\"", "(/workspace)"})
    CHECK(roots.to_neutral(roots.to_real(text)) == text);
}
