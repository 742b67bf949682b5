# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that sources this
# A word about the user's own Rust toolchain. Only some stages need it, so this never stops a run.
# The version is remembered together with the files that change when it does: cargo may be a rustup shim
# that takes a second to start.
oldest_minor=85 # Rust 1.85, the first with edition 2024

rust_signature() {
  local rustup=${RUSTUP_HOME:-${HOME:-}/.rustup}
  printf '%s\n' "${RUSTUP_TOOLCHAIN:-}"
  stat -Lc '%n %Y %s %i' -- "$1" "$rustup/settings.toml" "$rustup"/update-hashes/* 2>/dev/null || true
}

# Sets rust_version, empty if cargo does not start.
find_rust_version() {
  local cargo=$1 signature known
  signature=$(rust_signature "$cargo")
  read_text known "$state/rust"
  if [[ $known == "$signature"$'\n'* ]]; then
    rust_version=${known#"$signature"$'\n'}
    return
  fi
  rust_version=$(cd -- "$root" && timeout 20 "$cargo" --version 2>/dev/null </dev/null) || rust_version=''
  rust_version=${rust_version#cargo } rust_version=${rust_version%% *}
  if [[ -n $rust_version ]] && mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]]; then
    printf '%s\n%s' "$signature" "$rust_version" >"$state/rust.$$"
    mv -f -- "$state/rust.$$" "$state/rust"
  fi
}

warn_about_rust() {
  local cargo mend='install Rust from https://rustup.rs' later='stages that need Rust fail until then'
  if ! cargo=$(command -v cargo); then
    [[ -x ${HOME:-}/.cargo/bin/cargo ]] && mend="add it with: . ~/.cargo/env"
    say "warning: no Rust toolchain (cargo is not on PATH): $mend; $later"
    return
  fi
  command -v rustup >/dev/null && mend='run: rustup update stable && rustup default stable'
  find_rust_version "$cargo"
  if [[ ! $rust_version =~ ^([0-9]+)\.([0-9]+)\. ]]; then
    say "warning: no usable Rust toolchain ($cargo --version fails): $mend; $later"
  elif ((BASH_REMATCH[1] == 1 && BASH_REMATCH[2] < oldest_minor)); then
    say "warning: Rust $rust_version is too old (edition 2024 needs 1.$oldest_minor): $mend; $later"
  fi
}
