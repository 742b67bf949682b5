#!/bin/sh
# Runs a test program where bubblewrap can make a sandbox. Elsewhere, such as in a chroot or where the kernel grants no
# user namespaces, the test is skipped (77) and says so.
if ! timeout 10 bwrap --unshare-all --unshare-user --ro-bind / / true; then
  echo "skipped: bubblewrap cannot make a sandbox here"
  exit 77
fi
exec "$@"
