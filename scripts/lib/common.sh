# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# Messages, logs and small tests for the starter scripts. Sourced; expects $root, the checkout's folder.
deps=$root/.deps
state=$deps/state

# Exit code of a starter that could not get as far as flowrun itself, whose own codes are 0 to 4 and 130.
readonly not_started=69 # EX_UNAVAILABLE of sysexits.h

say() { printf 'flowrun: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit "$not_started"
}

# to_log FILE COMMAND...: nothing of the command's output reaches the terminal.
to_log() {
  local log=$1
  shift
  mkdir -p -- "${log%/*}"
  "$@" >"$log" 2>&1 </dev/null
}

show_end() { tail -n 25 -- "$1" | sed 's/^/  | /' >&2; }

# lock_or_wait FILE WHAT: holds the lock until this process and all that it started have ended, so that an
# orphaned pip or ninja still keeps the next one out.
lock_or_wait() {
  mkdir -p -- "${1%/*}"
  exec 9>"$1"
  if ! flock -n 9; then
    say "waiting for another $2 in this checkout"
    flock 9
  fi
}

# read_text VARIABLE FILE: the whole file, empty if there is none. Starts no process, as $(<FILE) would.
read_text() {
  printf -v "$1" ''
  if [[ -f $2 ]]; then
    IFS= read -rd '' "$1" <"$2" || true # the end of the file counts as a failure
  fi
}
