# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# Fetches the crates of our lock files into cargo's own cache, so that builds, stages and tests need no network
# later. Some stages only need them, so a failure is a warning. The lock files are remembered: the usual case
# starts nothing.
rust_manifests=(plugins/common/rust_bridge pipelines/crates)

# Sets crates_signature: what was fetched, and that it has not been cleared away since.
find_crates_signature() {
  local folder lock cache=${CARGO_HOME:-${HOME:-}/.cargo}/registry
  crates_signature=$cache
  [[ -d $cache ]] || crates_signature+=' absent'
  for folder in "${rust_manifests[@]}"; do
    read_text lock "$root/$folder/Cargo.lock"
    crates_signature+=$'\n'$folder$'\n'$lock
  done
}

# Without the network first: with everything there that takes a tenth of a second.
fetch_crates_of() {
  local log=$deps/log/cargo-fetch-${1##*/}.log fetch
  fetch=(timeout 300 env CARGO_HTTP_TIMEOUT=15 CARGO_NET_RETRY=1 cargo fetch --locked
    --manifest-path "$root/$1/Cargo.toml")
  to_log "$log" "${fetch[@]}" --offline || to_log "$log" "${fetch[@]}"
}

fetch_rust_crates() {
  local folder known
  [[ -n ${rust_version:-} ]] || return 0
  find_crates_signature
  read_text known "$state/crates"
  [[ $known != "$crates_signature" ]] || return 0
  for folder in "${rust_manifests[@]}"; do
    [[ -f $root/$folder/Cargo.lock ]] || continue
    if ! fetch_crates_of "$folder"; then
      say "warning: the crates of $folder cannot be fetched (the reason is in" \
        ".deps/log/cargo-fetch-${folder##*/}.log): check the network or the mirror in ~/.cargo/config.toml;" \
        "stages that need them fail until then"
      return 0
    fi
  done
  find_crates_signature
  mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]] || return 0
  printf '%s' "$crates_signature" >"$state/crates.$$"
  mv -f -- "$state/crates.$$" "$state/crates"
}
