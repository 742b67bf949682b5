# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# What scripts/lint looks at. Sourced; expects to run in the checkout, and $scope: empty, or --changed.

# Fills cpp_files, python_files and shell_files with what git knows or does not ignore, and changed_files.
find_files() {
  local file first
  cpp_files=() python_files=() shell_files=() changed_files=()
  while IFS= read -rd '' file; do
    [[ -f $file ]] || continue
    case $file in
      *.cpp | *.hpp | *.h) cpp_files+=("$file") ;;
      *.py) python_files+=("$file") ;;
      *.sh) [[ $file == scripts/lib/* ]] || shell_files+=("$file") ;; # those are read with who sources them
      *.*) ;;
      *)
        IFS= read -r first <"$file" || true
        [[ $first != '#!'*bash* ]] || shell_files+=("$file")
        ;;
    esac
  done < <(git ls-files -z --cached --others --exclude-standard)
  shell_files+=(.ci/run)
  [[ $scope != --changed ]] || find_changed_files
}

# In a clone that knows no parent (its depth is 1) everything counts as changed.
find_changed_files() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null) || base=''
  [[ -n $base && $base != "$(git rev-parse HEAD)" ]] || base=HEAD~1
  git rev-parse --quiet --verify "$base^{commit}" >/dev/null || base=$(git hash-object -t tree /dev/null)
  mapfile -td '' changed_files < <(git diff -z --name-only --no-renames --diff-filter=d "$base" &&
    git ls-files -z --others --exclude-standard)
}

# is_due FOLDER: everything is looked at, or something below the folder changed.
is_due() {
  local file
  [[ $scope == --changed ]] || return 0
  for file in "${changed_files[@]}"; do [[ $file != "$1"/* ]] || return 0; done
  return 1
}

# Fills tidy_targets with Ninja's names for sources that the build knows; a changed header is looked at through the
# first source that names it.
find_tidy_targets() {
  local file source sources=() known
  known=$(grep -o '"file": "[^"]*"' build/lint/compile_commands.json)
  if [[ $scope == --changed ]]; then
    for file in "${changed_files[@]}"; do
      case $file in
        *.cpp) sources+=("$file") ;;
        *.hpp | *.h)
          mapfile -t -O "${#sources[@]}" sources < <(git grep -lE "^#include [<\"](.*/)?${file##*/}[>\"]" -- '*.cpp' | head -1)
          ;;
      esac
    done
  else
    sources=("${cpp_files[@]}")
  fi
  tidy_targets=()
  for source in "${sources[@]}"; do
    [[ $known != *"\"$PWD/$source\""* ]] || tidy_targets+=("$PWD/$source^")
  done
}
