#!/usr/bin/env bash
# What scripts/carry_qwen35 carries configures by itself, with nothing of the system but compiler, CMake and torch.
#
# usage: only_qwen35_test.sh TORCH
set -euo pipefail
root=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/..")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$root/scripts/carry_qwen35" "$folder/carried"
configure() {
  cmake -S "$folder/carried" -B "$folder/build" -DFLOWRUN_ONLY=qwen35 -DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON \
    -DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON -DCMAKE_DISABLE_FIND_PACKAGE_doctest=ON "$@" >"$folder/said" 2>&1
}
configure "-DFLOWRUN_TORCH_DIR=$1" || { cat "$folder/said"; exit 1; }
cmake --build "$folder/build" --target help >"$folder/targets"
for target in qwen35_test qwen35_speed qwen35_counts qwen35_rollout_speed; do
  grep -q " $target\$" "$folder/targets" || { echo "there is no target $target"; exit 1; }
done
if configure "-DFLOWRUN_TORCH_DIR=$folder"; then echo "it configures without torch"; exit 1; fi
grep -q FLOWRUN_TORCH_DIR "$folder/said" || { cat "$folder/said"; exit 1; }
