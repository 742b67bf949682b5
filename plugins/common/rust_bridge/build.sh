#!/bin/sh
# usage: build.sh CARGO TARGET_FOLDER INCLUDE_FOLDER LIBRARY
#
# Builds the bridge with cargo in a folder that other checkouts use too, and copies out the library. Dependencies are
# shared; cargo keeps the bridge of each checkout apart by its path, all but the file that is copied: hence the lock.
set -eu
cargo=$1 target=$2 include=$3 library=$4
cd -- "$(dirname -- "$0")"
mkdir -p -- "$target"
exec 9>"$target/flowrun.lock"
flock 9
# cargo compares times only: a new checkout at the place of an old one may hold other sources that look older.
[ -e "$library" ] || "$cargo" clean --release --quiet --locked --offline --target-dir "$target" --package flowrun_rust_bridge
RUST_BRIDGE_INCLUDE_DIR=$include "$cargo" build --release --locked --quiet --target-dir "$target"
cp -- "$target/release/libflowrun_rust_bridge.a" "$library.new"
mv -f -- "$library.new" "$library"
