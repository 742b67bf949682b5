#!/bin/sh
# Runs a test program again as an ordinary user. Needs root; elsewhere it is skipped (77), as the program itself then
# already runs as one. The program is copied and the Rust toolchain, if there is one, shown at another place: the
# folders above them may be closed to others.
set -eu
[ "$(id -u)" = 0 ] || exit 77
folder=$(mktemp -d /tmp/as-nobody-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$folder/program"
chmod 755 "$folder"
sysroot=$(cd / && PATH=$PATH:${HOME:-}/.cargo/bin rustc --print sysroot 2>/dev/null) || sysroot=$folder
mkdir "$folder/toolchain"
# shellcheck disable=SC2016 # expanded by the inner shell
TMPDIR=/tmp HOME=/nonexistent PATH=$folder/toolchain/bin:/usr/bin:/bin unshare --mount sh -c '
  mount --bind "$1" "$2/toolchain"
  exec setpriv --reuid 65534 --regid 65534 --clear-groups "$2/program"' sh "$sysroot" "$folder"
