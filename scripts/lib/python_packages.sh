# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# The Python packages of scripts/deps/*.pip, and of scripts/deps/gpu/*.pip where the NVIDIA driver is loaded, in
# .deps/venv. A copy of each installed list stands in .deps/state; it is compared with the list itself, and a file must
# match each of its probes. While pip works, state/pip.unfinished stands: pip cannot tell half a package from a whole
# one, so the folder is made anew.
venv=$deps/venv
nvidia_driver=${FLOWRUN_NVIDIA_DRIVER:-/proc/driver/nvidia/version}
python_lists=("$root"/scripts/deps/*.pip)
[[ ! -e $nvidia_driver ]] || python_lists+=("$root"/scripts/deps/gpu/*.pip)

list_probes_found() {
  local word line probes=()
  while IFS= read -r line; do
    [[ $line == '# probe: '* ]] && read -ra probes <<<"${line#'# probe: '}"
  done <"$1"
  for word in "${probes[@]}"; do
    compgen -G "$venv/$word" >/dev/null || return 1
  done
}

# Fills missing_lists, the lists to install; venv_usable is 1 if they can go into the folder as it is.
find_missing_python_lists() {
  local list wanted installed
  missing_lists=() venv_usable=1
  [[ -x $venv/bin/python3 && ! -e $state/pip.unfinished ]] || venv_usable=0
  for list in "${python_lists[@]}"; do
    read_text wanted "$list"
    read_text installed "$state/${list##*/}"
    if [[ $installed != "$wanted" ]]; then
      missing_lists+=("$list")
    elif ! list_probes_found "$list"; then
      venv_usable=0
    fi
  done
  ((venv_usable)) || missing_lists=("${python_lists[@]}")
}

python_packages_present() {
  find_missing_python_lists
  ((${#missing_lists[@]} == 0))
}

make_venv() {
  # Debian's own Python, not one of pyenv or conda that happens to be first on PATH.
  local python=${FLOWRUN_PYTHON:-/usr/bin/python3} log=$deps/log/venv.log
  [[ -x $python ]] || python=python3
  rm -rf -- "$venv" "$state"/*.pip
  if ! to_log "$log" "$python" -m venv "$venv"; then
    show_end "$log"
    fail "${venv#"$root/"} could not be made ($python -m venv failed, its last lines are above):" \
      "install python3-venv, or name another Python in FLOWRUN_PYTHON, and start again"
  fi
}

install_python_list() {
  local list=$1 name=${1##*/} log
  log=$deps/log/pip-${name%.pip}.log
  say "installing Python packages into ${venv#"$root/"}: ${name%.pip}"
  if ! PIP_USER=0 to_log "$log" "$venv/bin/python3" -m pip install --disable-pip-version-check --no-input \
    --no-deps --only-binary :all: --require-hashes -r "$list"; then
    show_end "$log"
    fail "the Python packages of scripts/deps/$name could not be installed (pip's last lines are above," \
      "all in .deps/log/${log##*/}): check the network and pip's settings, then start again"
  fi
  list_probes_found "$list" ||
    fail "scripts/deps/$name is installed, but a file of its 'probe:' line is not there (pip was content):" \
      "correct that line"
  cp -- "$list" "$state/$name"
}

install_python_packages() {
  python_packages_present && return
  local list
  : >"$state/pip.unfinished"
  ((venv_usable)) || make_venv
  for list in "${missing_lists[@]}"; do
    install_python_list "$list"
  done
  rm -f -- "$state/pip.unfinished"
}
