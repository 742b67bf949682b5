# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# The system packages of scripts/deps/*.debian. They are present when their probes are: no package manager
# is asked. While apt-get works, state/apt.unfinished stands; an interrupted install is then taken up again.

system_lists=("$root"/scripts/deps/*.debian)

probe_found() {
  local IFS= match
  if [[ $1 != /* ]]; then
    command -v -- "$1" >/dev/null
    return
  fi
  for match in $1; do
    [[ -e $match ]] && return 0
  done
  return 1
}

# Fills the arrays missing_packages and missing_probes.
find_missing_system_packages() {
  local list package probe
  missing_packages=() missing_probes=()
  for list in "${system_lists[@]}"; do
    while read -r package probe; do
      [[ -z $package || $package == \#* ]] && continue
      if [[ -e $state/apt.unfinished ]] || ! probe_found "$probe"; then
        missing_packages+=("$package") missing_probes+=("$probe")
      fi
    done <"$list"
  done
}

system_packages_present() {
  find_missing_system_packages
  ((${#missing_packages[@]} == 0))
}

# Fills missing_names: of each choice a|b|c in missing_packages the first that apt's lists know; the last, which the list
# in scripts/deps says is everywhere, where they are empty.
choose_names() {
  local package name known='' options
  missing_names=()
  if [[ "${missing_packages[*]}" == *'|'* ]]; then
    IFS='| ' read -ra options <<<"${missing_packages[*]}"
    known=$'\n'$(apt-cache madison "${options[@]}" 2>/dev/null | sed 's/^ *//; s/ .*//') || known=''
  fi
  for package in "${missing_packages[@]}"; do
    IFS='|' read -ra options <<<"$package"
    for name in "${options[@]}"; do
      [[ $known$'\n' != *$'\n'"$name"$'\n'* ]] || break
    done
    missing_names+=("$name")
  done
}

# The command that an administrator would type for the missing packages.
apt_command_line() {
  local update='' install
  install="apt-get install -y --no-install-recommends ${missing_names[*]}"
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || update='apt-get update && '
  if command -v sudo >/dev/null; then
    printf '%s' "${update:+sudo $update}sudo $install"
  else
    printf '%s' "su -c '$update$install'"
  fi
}

# Package lists that are empty or old and an interrupted dpkg are the usual reasons why a first try fails.
apt_install() {
  local log=$deps/log/apt.log apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  to_log "$log" "$@" "${apt[@]}" install -y --no-install-recommends "${missing_names[@]}" && return
  say "refreshing the package lists"
  to_log "$deps/log/dpkg.log" "$@" dpkg --configure -a || true
  to_log "$log" "$@" "${apt[@]}" update || return
  choose_names
  to_log "$log" "$@" "${apt[@]}" install -y --no-install-recommends "${missing_names[@]}"
}

install_system_packages() {
  system_packages_present && return
  choose_names
  if ! command -v apt-get >/dev/null; then
    say "warning: these may be missing (no apt-get here, so only the usual places were looked at):" \
      "if the build does not find one, install what Debian calls ${missing_names[*]}"
    return
  fi
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      fail "system packages are missing (this user may not install them): run this command once," \
        "then start again:"$'\n'"  $(apt_command_line)"
    fi
    as_root=(sudo -n)
  fi
  say "installing system packages: ${missing_names[*]}"
  : >"$state/apt.unfinished"
  if ! apt_install "${as_root[@]}"; then
    show_end "$deps/log/apt.log"
    fail "the system packages could not be installed (apt-get's last lines are above, all in" \
      ".deps/log/apt.log): mend that and start again; the names are those of Debian 12 and 13"
  fi
  rm -f -- "$state/apt.unfinished"
  system_packages_present && return
  choose_names
  fail "${missing_probes[*]} not found (apt-get has no more to do; removed by hand?):" \
    "run, as root, apt-get install --reinstall ${missing_names[*]}"
}
