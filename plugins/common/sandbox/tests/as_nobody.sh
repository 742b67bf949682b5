#!/bin/sh
# Runs a test program again as an ordinary user. Needs root; elsewhere it is skipped (77), as the program itself then
# already runs as one. The program is copied: its folder may be closed to others.
set -eu
[ "$(id -u)" = 0 ] || exit 77
folder=$(mktemp -d /tmp/as-nobody-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$folder/program"
chmod 755 "$folder"
TMPDIR=/tmp HOME=/nonexistent setpriv --reuid 65534 --regid 65534 --clear-groups "$folder/program"
