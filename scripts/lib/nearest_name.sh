# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# The nearest valid name for a misspelt one, as framework/config/src/suggest.cpp finds it, for the time before there is
# a program. Sourced.

# Sets folded: case and `-` for `_` cost nothing.
fold() {
  folded=${1,,}
  folded=${folded//-/_}
}

# Sets distance: inserts, deletes, replacements and swaps of neighbours that turn $1 into $2.
measure_distance() {
  local a=$1 b=$2 i j cell before last row=()
  for ((j = 0; j <= ${#b}; j++)); do row[j]=$j; done
  last=("${row[@]}")
  for ((i = 1; i <= ${#a}; i++)); do
    before=("${last[@]}") last=("${row[@]}") row=("$i")
    for ((j = 1; j <= ${#b}; j++)); do
      cell=$((last[j - 1] + 1))
      [[ ${a:i-1:1} != "${b:j-1:1}" ]] || cell=${last[j - 1]}
      ((cell <= last[j] + 1)) || cell=$((last[j] + 1))
      ((cell <= row[j - 1] + 1)) || cell=$((row[j - 1] + 1))
      if ((i > 1 && j > 1)) && [[ ${a:i-1:1} == "${b:j-2:1}" && ${a:i-2:1} == "${b:j-1:1}" ]]; then
        ((cell <= before[j - 2] + 1)) || cell=$((before[j - 2] + 1))
      fi
      row[j]=$cell
    done
  done
  distance=${row[${#b}]}
}

# find_nearest NAME CANDIDATE...: sets nearest; empty where nothing is near.
find_nearest() {
  local LC_ALL=C wanted candidate longer best completions=() folded distance
  fold "$1"
  wanted=$folded nearest=''
  shift
  ((${#wanted} > 0 && ${#wanted} <= 200)) || return 0
  best=$(((${#wanted} > 3 ? ${#wanted} : 3) / 3 + 1))
  for candidate; do
    fold "$candidate"
    [[ $folded != "$wanted"* ]] || completions+=("$candidate")
    longer=$((${#folded} > ${#wanted} ? ${#folded} : ${#wanted}))
    # No distance is below the difference of the lengths, and the table is slow.
    ((${#folded} - ${#wanted} < best && ${#wanted} - ${#folded} < best)) || continue
    measure_distance "$wanted" "$folded"
    if ((distance < best && distance < longer)); then
      nearest=$candidate best=$distance
    fi
  done
  if [[ -z $nearest ]] && ((${#wanted} >= 3 && ${#completions[@]} == 1)); then nearest=${completions[0]}; fi
}
