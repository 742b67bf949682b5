# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# The Python environments of these checks. Sourced, after scripts/lib/common.sh.

# The stamp is written last: an installation that was cut off is made anew.
install_packages() {
  local venv=$1 requirements=$2 python=${FLOWRUN_PYTHON:-/usr/bin/python3} log=$deps/log/${1##*/}.log
  [[ -x $python ]] || python=python3
  rm -rf -- "$venv"
  if ! to_log "$log" "$python" -m venv "$venv" ||
    ! PIP_USER=0 to_log "$log" "$venv/bin/python3" -m pip install --disable-pip-version-check --no-input \
      --no-deps --only-binary :all: --no-cache-dir -r "$requirements"; then
    show_end "$log"
    fail "the packages of ${requirements#"$root"/} could not be installed (the last lines are above):" \
      "check the network, pip's settings and that python3-venv is there, then start again"
  fi
  cp -- "$requirements" "$venv/requirements.installed"
}

# environment NAME REQUIREMENTS WHAT: sets venv to .deps/NAME, which holds exactly the packages of the file.
environment() {
  venv=$deps/$1
  cmp -s -- "$2" "$venv/requirements.installed" && return
  lock_or_wait "$venv.lock" "tests/interop"
  cmp -s -- "$2" "$venv/requirements.installed" && return
  say "installing $3 into .deps/$1 (once; minutes)"
  install_packages "$venv" "$2"
}

# Nothing is looked up on a hub, no GPU is used, and one thread gives the same sums everywhere.
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 CUDA_VISIBLE_DEVICES='' TOKENIZERS_PARALLELISM=false
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
