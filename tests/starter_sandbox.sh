# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# A machine for the starter scripts: the checkout is a copy with lists of its own, and PATH holds nothing but stand-ins
# for apt-get, sudo, pip, cargo, cmake and ninja, which write down in $calls how they were called. Sourced; expects
# $repo, the checkout under test. $failures counts what expect() did not find.
box=$(mktemp -d)
trap 'rm -rf -- "$box"' EXIT
project="$box/a checkout" bin=$box/bin calls=$box/calls
failures=0

stand_in() { # NAME, body on stdin
  { printf '#!/usr/bin/env bash\nbox=%q\n' "$box" && cat; } >"$bin/$1"
  chmod +x "$bin/$1"
}

# shellcheck disable=SC2016 # a stand-in expands its variables itself
make_stand_ins() {
  local tool
  mkdir -p "$bin" "$box/home"
  for tool in bash cat chmod cp dirname env flock grep mkdir mv nproc readlink rm sed stat tail timeout; do
    ln -s "$(type -P "$tool")" "$bin/$tool"
  done
  stand_in id <<<'cat "$box/uid"'
  stand_in sudo <<<'[[ -e $box/sudo_allowed ]] || exit 1
    shift; echo "sudo $*" >>"$box/calls"; "$@"'
  stand_in dpkg <<<'echo "dpkg $*" >>"$box/calls"'
  stand_in apt-cache <<'END'
[[ ! -e $box/lists_empty ]] || exit 0
for name; do
  [[ " $(cat "$box/archive") " != *" $name "* ]] || echo " $name | 1.0-1 | mirror main"
done
END
  stand_in apt-get <<'END'
while [[ $1 == -o ]]; do shift 2; done
echo "apt-get $*" >>"$box/calls"
[[ ! -e $box/apt_broken ]] || { echo 'E: the mirror is on fire'; exit 100; }
[[ $1 != update ]] || { rm -f "$box/lists_empty"; exit 0; }
[[ ! -e $box/lists_empty ]] || exit 100
for package; do
  case $package in
    alpha-dev) mkdir -p "$box/include/v1"; : >"$box/include/v1/alpha.h" ;;
    beta) : >"$box/bin/beta"; chmod +x "$box/bin/beta" ;;
  esac
done
END
  stand_in python3 <<'END'
here=${0%/bin/*}
case "$2" in
  venv) echo venv >>"$box/calls"; mkdir -p "$3/bin"; cp "$box/bin/python3" "$3/bin/" ;;
  pip)
    list=${!#} name=${list##*/}
    echo "pip $name" >>"$box/calls"
    [[ ! -e $box/pip_broken ]] || { echo 'ERROR: no such host'; exit 1; }
    [[ ! -e $box/pip_killed ]] || { rm "$box/pip_killed"; kill -9 "$PPID"; exit 1; }
    mkdir -p "$here/lib"; : >"$here/lib/$name.so" ;;
esac
END
  stand_in cargo <<'END'
echo "cargo $*" >>"$box/calls"
[[ $1 != fetch || ! -e $box/network_broken ]] || { echo 'error: no such host'; exit 101; }
[[ $1 != fetch || ! -e $box/crates_missing || $* != *--offline ]] || exit 101
[[ $1 != fetch ]] || { mkdir -p "$HOME/.cargo/registry"; exit; }
cat "$box/cargo_says"
END
  stand_in cmake <<'END'
echo "cmake $*" >>"$box/calls"
mkdir -p build/release/bin; : >build/release/build.ninja; : >build/release/CMakeCache.txt
END
  stand_in ninja <<'END'
if [[ -e $box/ninja_done ]]; then echo 'ninja: no work to do.'; exit; fi
[[ " $* " != *' -n '* ]] || { echo '[1/1] c++ main.cpp'; exit; }
echo "ninja ${!#}" >>"$box/calls"
[[ ! -e $box/code_broken ]] || { printf '[1/1] c++ main.cpp\nmain.cpp:1: error: no\n'; exit 1; }
cp "$box/bin/program" "$2/bin/flowrun"; : >"$box/ninja_done"
END
  stand_in program <<<'printf "<%s>" "$PWD" "$@"; exit 3'
}

fresh_machine() {
  chmod -R u+w "$box"
  rm -rf "${box:?}"/*
  make_stand_ins
  mkdir -p "$project/scripts/deps"
  cp -r "$repo/scripts/lib" "$repo/scripts/bootstrap" "$repo/scripts/build" "$project/scripts/"
  mkdir -p "$project/framework/cli"
  cp "$repo/framework/cli/usage.txt" "$repo/framework/cli/welcome.txt" "$project/framework/cli/"
  cp "$repo/flowrun" "$repo/check" "$repo/CMakeLists.txt" "$project/"
  echo '{}' >"$project/CMakePresets.json"
  printf '# a comment\nalpha-dev  %s\nbeta  beta\n' "$box/include/v*/alpha.h" \
    >"$project/scripts/deps/base.debian"
  printf '# probe: lib/one.pip.so\none==1\n' >"$project/scripts/deps/one.pip"
  printf '# probe: lib/two.pip.so\ntwo==2\n' >"$project/scripts/deps/two.pip"
  echo 'alpha-dev beta' >"$box/archive"
  echo 0 >"$box/uid"
  echo 'cargo 1.90.0 (abc 2025-01-01)' >"$box/cargo_says"
  : >"$calls"
}

ready_machine() {
  fresh_machine
  start scripts/bootstrap
  : >"$calls"
}

start() { # SCRIPT ARGUMENT...: leaves exit code, stdout and stderr in $code, $out and $err
  local script=$1
  shift
  code=0
  (cd "$box/home" && env -i PATH="$bin" HOME="$box/home" FLOWRUN_PYTHON="$bin/python3" \
    FLOWRUN_NVIDIA_DRIVER="$box/nvidia" \
    "$bin/bash" "$project/$script" "$@" >"$box/out" 2>"$box/err") || code=$?
  out=$(<"$box/out") err=$(<"$box/err")
}

expect() { # WHAT ACTUAL EXPECTED-PATTERN
  # shellcheck disable=SC2053 # the pattern is meant
  if [[ $2 != $3 ]]; then
    printf 'FAILED: %s: %s\n  is:     %q\n  wanted: %q\n' "$behaviour" "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

expect_calls() { expect calls "$(<"$calls")" "$1"; }
