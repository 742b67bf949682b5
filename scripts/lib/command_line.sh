# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# What ./flowrun answers at once, without installing or building: help, the version, and the mistakes that the words of
# the command line show. Texts and exit codes are the program's own (framework/cli). Sourced; expects $root.
source "$root/scripts/lib/nearest_name.sh"
usage_file=$root/framework/cli/usage.txt
wrong_usage=2

# Fills known_commands, long_options and short_options from the usage text.
read_usage() {
  local line
  known_commands=() long_options=() short_options=()
  while IFS= read -r line; do
    if [[ $line =~ ^'  '([a-z]+)'  ' ]]; then
      known_commands+=("${BASH_REMATCH[1]}")
    elif [[ $line =~ ^'  '(-[a-z], )?(--[a-z-]+) ]]; then
      long_options+=("${BASH_REMATCH[2]}")
      [[ -z ${BASH_REMATCH[1]} ]] || short_options+=("${BASH_REMATCH[1]%, }")
    fi
  done <"$usage_file"
}

is_one_of() {
  local word=$1 other
  shift
  for other; do [[ $word != "$other" ]] || return 0; done
  return 1
}

# --name, --name=value, -n or -nvalue.
is_known_option() {
  local name=${1%%=*}
  [[ $name == --* ]] || name=${name:0:2}
  is_one_of "$name" "${long_options[@]}" "${short_options[@]}"
}

refuse() {
  local red='' plain=''
  if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-} != dumb ]]; then red=$'\e[1;31m' plain=$'\e[0m'; fi
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  exit "$wrong_usage"
}

refuse_word() { # WHAT WORD CANDIDATE...
  local what=$1 help='see flowrun --help' nearest
  find_nearest "${@:2}"
  [[ -z $nearest ]] || help="did you mean \"$nearest\"?"
  refuse "$what: $help"
}

refuse_missing_file() {
  local file=$1 folder='' names nearest help
  [[ $file != */* ]] || folder=${file%/*}/
  names=$(shopt -s nullglob dotglob && LC_ALL=C && cd -- "${folder:-.}" 2>/dev/null && printf '%s\n' *) || names=''
  mapfile -t names <<<"$names"
  find_nearest "${file##*/}" "${names[@]}"
  help='check the path; it counts from the folder where flowrun was started'
  [[ -z $nearest ]] || help="did you mean \"$folder$nearest\"?"
  refuse "there is no file \"$file\""$'\n'"  --> $file"$'\n'"   = help: $help"$'\n\n'"$file: 1 error"
}

# Refuses a file that is not there; goes no further than the first word that only the program can judge.
judge_file() {
  while (($#)); do
    case $1 in
      --) shift && break ;;
      --*=* | -j?*) shift ;;
      -?*)
        is_known_option "$1" && (($# > 1)) || return 0
        shift 2
        ;;
      *) break ;;
    esac
  done
  (($#)) || refuse 'FILE is required: see flowrun --help'
  [[ -e $1 ]] || refuse_missing_file "$1"
}

# The first word is a command, an option of run, or the file.
judge_first_word() {
  local first=$1
  if [[ $first == -?* && $first != -- ]]; then
    is_known_option "$first" ||
      refuse_word "unknown option \"$first\"" "${first%%=*}" "${long_options[@]}"
  elif [[ $first =~ ^[^./]+$ && ! -e $first ]]; then
    is_one_of "$first" "${known_commands[@]}" ||
      refuse_word "unknown command \"$first\" (nor is there a file of that name)" "$first" "${known_commands[@]}"
  fi
}

# What one command takes is known to the program; until that is built, the text tells all.
print_help() {
  local program=$root/build/release/bin/flowrun
  if (($# > 1)) && [[ -x $program ]] && "$program" "$@" 2>/dev/null; then return; fi
  cat -- "$usage_file"
}

print_version() { sed -n 's/^project(flowrun VERSION \([0-9.]*\).*/flowrun \1/p' "$root/CMakeLists.txt"; }

# Returns where there is something to run.
answer_at_once() {
  if (($# == 0)); then
    cat -- "$root/framework/cli/welcome.txt"
    exit
  fi
  if [[ $1 == --version ]]; then print_version && exit; fi
  read_usage
  judge_first_word "$1"
  if is_one_of -h "$@" || is_one_of --help "$@"; then print_help "$@" && exit; fi
  case $1 in
    stages | schema | completion) return ;;
  esac
  if is_one_of "$1" "${known_commands[@]}"; then shift; fi
  judge_file "$@"
}
