#!/usr/bin/env bash
# What scripts/bootstrap, scripts/build, ./flowrun and ./check decide, in the sandbox of tests/starter_sandbox.sh. Needs
# no network and changes nothing outside a temporary folder.
set -euo pipefail
repo=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
source "$repo/tests/starter_sandbox.sh"
apt_line='apt-get install -y --no-install-recommends'

behaviour='root installs what is missing, and nothing on stdout'
fresh_machine; start scripts/bootstrap
expect code "$code" 0; expect stdout "$out" ''
expect_calls "cargo --version"$'\n'"$apt_line alpha-dev beta"$'\n'"venv"$'\n'"pip one.pip"$'\n'"pip two.pip"

behaviour='a second start calls nothing and says nothing'
ready_machine; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" ''; expect_calls ''

behaviour='a package that vanished is installed again, alone'
ready_machine; rm "$box/include/v1/alpha.h"; start scripts/bootstrap
expect code "$code" 0; expect_calls "$apt_line alpha-dev"

behaviour='an ordinary user with a sudo that asks nothing installs through it'
fresh_machine; echo 1000 >"$box/uid"; : >"$box/sudo_allowed"; start scripts/bootstrap
expect code "$code" 0; expect_calls "*sudo *$apt_line alpha-dev beta*"

behaviour='an ordinary user without that gets the one command'
ready_machine; rm "$bin/beta"; echo 1000 >"$box/uid"; start scripts/bootstrap
expect code "$code" 69; expect_calls ''
expect stderr "$err" "flowrun: system packages are missing (*): *"$'\n'"  sudo *$apt_line beta"

behaviour='without sudo the one command uses su'
ready_machine; rm "$bin/beta" "$bin/sudo"; echo 1000 >"$box/uid"; start scripts/bootstrap
expect code "$code" 69; expect stderr "$err" "*  su -c '*$apt_line beta'"

behaviour='empty package lists are fetched'
fresh_machine; : >"$box/lists_empty"; start scripts/bootstrap
expect code "$code" 0
expect_calls "*$apt_line *"$'\n'dpkg*$'\n'"apt-get update"$'\n'"$apt_line alpha-dev beta"$'\n'*

choice() { # LINE: the list holds this choice alone
  printf '%s  %s\n' "$1" "$box/include/v*/alpha.h" >"$project/scripts/deps/base.debian"
}

behaviour='of a choice the first that the archive knows is installed'
fresh_machine; choice 'old-dev|alpha-dev|gamma-dev'; echo 'alpha-dev-doc gamma-dev alpha-dev' >"$box/archive"
start scripts/bootstrap
expect code "$code" 0; expect_calls "*$apt_line alpha-dev"$'\n'*

behaviour='of a choice in empty package lists the last is tried, and the first known one when they are there'
fresh_machine; choice 'alpha-dev|gamma-dev'; : >"$box/lists_empty"; start scripts/bootstrap
expect code "$code" 0
expect_calls "*$apt_line gamma-dev"$'\n'dpkg*$'\n'"apt-get update"$'\n'"$apt_line alpha-dev"$'\n'*

behaviour='the one command for an ordinary user names what the archive knows of a choice'
fresh_machine; choice 'old-dev|alpha-dev|gamma-dev'; echo 1000 >"$box/uid"; start scripts/bootstrap
expect code "$code" 69; expect stderr "$err" "*  sudo *$apt_line alpha-dev"

behaviour='of a choice on a system without apt-get the last is named'
fresh_machine; choice 'old-dev|alpha-dev'; rm "$bin/apt-get" "$bin/apt-cache"; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" '*warning: these may be missing*calls alpha-dev'*

behaviour='a failing apt-get shows its last lines, and the next start goes through every package again'
fresh_machine; : >"$box/apt_broken"; start scripts/bootstrap
expect code "$code" 69; expect stderr "$err" '*E: the mirror is on fire*could not be installed*'
rm "$box/apt_broken"; : >"$bin/beta"; chmod +x "$bin/beta"; : >"$calls"; start scripts/bootstrap
expect code "$code" 0; expect_calls "*$apt_line alpha-dev beta*"

behaviour='a system without apt-get is told the names and goes on'
fresh_machine; rm "$bin/apt-get" "$bin/apt-cache"; start scripts/bootstrap
expect code "$code" 0; expect_calls '*pip two.pip'
expect stderr "$err" '*warning: these may be missing*alpha-dev beta*'

behaviour='a deleted .deps is made again'
ready_machine; rm -rf "$project/.deps"; start scripts/bootstrap
expect code "$code" 0; expect_calls "*venv"$'\n'"pip one.pip"$'\n'"pip two.pip"

behaviour='a changed list is installed alone'
ready_machine; echo 'more==1' >>"$project/scripts/deps/two.pip"; start scripts/bootstrap
expect code "$code" 0; expect_calls 'pip two.pip'

behaviour='a file that vanished from the Python packages has them made anew'
ready_machine; rm "$project/.deps/venv/lib/one.pip.so"; start scripts/bootstrap
expect code "$code" 0; expect_calls "venv"$'\n'"pip one.pip"$'\n'"pip two.pip"

behaviour='CUDA libraries are installed only where the NVIDIA driver is loaded'
fresh_machine; mkdir "$project/scripts/deps/gpu"; printf '# probe: lib/cuda.pip.so\ncuda==3\n' >"$project/scripts/deps/gpu/cuda.pip"
start scripts/bootstrap
expect code "$code" 0; expect 'lists without a driver' "$(grep -c 'pip cuda' "$calls")" 0
: >"$box/nvidia"; : >"$calls"; start scripts/bootstrap
expect code "$code" 0; expect_calls 'pip cuda.pip'

behaviour='a failing pip shows its last lines'
fresh_machine; : >"$box/pip_broken"; start scripts/bootstrap
expect code "$code" 69
expect stderr "$err" '*ERROR: no such host*scripts/deps/one.pip could not be installed*'

behaviour='an interrupted pip is repaired by the next start'
ready_machine; echo 'more==1' >>"$project/scripts/deps/two.pip"; : >"$box/pip_killed"
start scripts/bootstrap 2>/dev/null
expect code "$code" 137; : >"$calls"; start scripts/bootstrap
expect code "$code" 0; expect_calls "venv"$'\n'"pip one.pip"$'\n'"pip two.pip"

behaviour='of two starts at once one installs'
fresh_machine; start scripts/bootstrap & start scripts/bootstrap; expect code "$code" 0; wait
expect 'venvs made' "$(grep -c venv "$calls")" 1

behaviour='no Rust toolchain is a warning'
ready_machine; rm "$bin/cargo"; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" 'flowrun: warning: no Rust toolchain (*): *https://rustup.rs*'

behaviour='an old Rust toolchain is a warning at every start, but asked for its version once'
fresh_machine; echo 'cargo 1.84.1' >"$box/cargo_says"; start scripts/bootstrap; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" 'flowrun: warning: Rust 1.84.1 is too old (*'
expect 'times asked' "$(grep -c cargo "$calls")" 1

behaviour='a Rust toolchain that was replaced is asked again'
ready_machine; echo '# new' >>"$bin/cargo"; start scripts/bootstrap
expect stderr "$err" ''; expect_calls 'cargo --version'

behaviour='a cargo that does not start is a warning'
ready_machine; stand_in cargo <<<'exit 1'; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" 'flowrun: warning: no usable Rust toolchain (*'

crates_known() { # a ready machine with a lock file of crates
  fresh_machine
  mkdir -p "$project/pipelines/crates"; echo one >"$project/pipelines/crates/Cargo.lock"
}
fetch_line="cargo fetch --locked --manifest-path $project/pipelines/crates/Cargo.toml"

behaviour='crates are fetched once: without the network if they are there, else with it'
crates_known; start scripts/bootstrap
expect code "$code" 0; expect calls "$(grep fetch "$calls")" "$fetch_line --offline"
: >"$calls"; start scripts/bootstrap; expect stderr "$err" ''; expect_calls ''
crates_known; : >"$box/crates_missing"; start scripts/bootstrap
expect calls "$(grep fetch "$calls")" "$fetch_line --offline"$'\n'"$fetch_line"

behaviour='crates are fetched again when the lock changes or the cache was cleared'
crates_known; start scripts/bootstrap; : >"$calls"; echo two >"$project/pipelines/crates/Cargo.lock"
start scripts/bootstrap; expect_calls "$fetch_line --offline"
: >"$calls"; rm -r "$box/home/.cargo"; start scripts/bootstrap; expect_calls "$fetch_line --offline"

behaviour='crates that cannot be fetched are a warning, and tried again'
crates_known; start scripts/bootstrap; echo two >"$project/pipelines/crates/Cargo.lock"
: >"$box/network_broken"; start scripts/bootstrap
expect code "$code" 0; expect stderr "$err" 'flowrun: warning: the crates of pipelines/crates cannot be fetched (*'
rm "$box/network_broken"; start scripts/bootstrap; expect code "$code" 0; expect stderr "$err" ''

pipeline_there() { : >"$box/home/a.yaml"; }

answers_at_once() { # CODE STDOUT STDERR: and nothing was installed, configured or built
  expect code "$code" "$1"; expect stdout "$out" "$2"; expect stderr "$err" "$3"; expect_calls ''
}

behaviour='help and version are answered on a bare machine'
fresh_machine; usage=$(<"$repo/framework/cli/usage.txt") usage=${usage//\[/\\[}
start flowrun --help; answers_at_once 0 "$usage" ''
start flowrun -h; answers_at_once 0 "$usage" ''
start flowrun run --help; answers_at_once 0 "$usage" ''
start flowrun --version; answers_at_once 0 'flowrun [0-9]*.[0-9]*.[0-9]*' ''

behaviour='without arguments the first steps are shown'
start flowrun; answers_at_once 0 "$(<"$repo/framework/cli/welcome.txt")" ''

behaviour='a mistyped command or option is refused at once, with what was meant'
start flowrun chekc x.yaml; answers_at_once 2 '' 'error: unknown command "chekc" (*): did you mean "check"?'
start flowrun launch; answers_at_once 2 '' 'error: unknown command "launch" (*): see flowrun --help'
start flowrun --sett a=b x.yaml; answers_at_once 2 '' 'error: unknown option "--sett": did you mean "--set"?'
start flowrun --onyl=b x.yaml; answers_at_once 2 '' 'error: unknown option "--onyl=b": did you mean "--only"?'
start flowrun -x; answers_at_once 2 '' 'error: unknown option "-x": see flowrun --help'

behaviour='a pipeline file that is not there is refused at once, with one nearby'
pipeline_there
start flowrun nowhere/b.yaml; answers_at_once 2 '' 'error: there is no file "nowhere/b.yaml"*check the path*'
start flowrun check b.yaml; answers_at_once 2 '' 'error: there is no file "b.yaml"*did you mean "a.yaml"?*'
start flowrun -j4 --profile p --set=a=b b.yaml; answers_at_once 2 '' 'error: there is no file "b.yaml"*'
start flowrun records -- b.yaml s; answers_at_once 2 '' 'error: there is no file "b.yaml"*'

behaviour='a command without its file is refused at once'
start flowrun check; answers_at_once 2 '' 'error: FILE is required: see flowrun --help'
start flowrun --profile p; answers_at_once 2 '' 'error: FILE is required: see flowrun --help'
start flowrun ''; answers_at_once 2 '' 'error: there is no file ""*'

behaviour='what only the program can judge is left to it'
ready_machine; pipeline_there
start flowrun -j 4 a.yaml; expect code "$code" 3; start flowrun stages nothing; expect code "$code" 3
start flowrun a.yaml --sett; expect code "$code" 3; start flowrun check --sett; expect code "$code" 3
mkdir "$box/home/folder"; start flowrun folder; expect code "$code" 3

behaviour='started with sh, both scripts go on in bash, or say that it is missing'
fresh_machine; sh=$(type -P dash || type -P sh)
for script in flowrun check; do
  (cd "$project" && PATH=$bin "$sh" "./$script" --help >"$box/out" 2>"$box/err") || failures=$((failures + 1))
  expect "$script: stdout" "$(<"$box/out")" '*usage: *'; expect "$script: stderr" "$(<"$box/err")" ''
done
if [[ -z $("$sh" -c "echo \${BASH_VERSION:-}") ]]; then
  rm "$bin/bash"
  for script in flowrun check; do
    code=0; (cd "$project" && PATH=$bin "$sh" "./$script" --help >"$box/out" 2>"$box/err") || code=$?
    expect "$script: code" "$code" 69; expect "$script: stderr" "$(<"$box/err")" "$script: *bash*: install bash"
  done
fi

behaviour='flowrun is built, then started with its arguments where the user stands; its exit code counts'
ready_machine; pipeline_there; start flowrun a.yaml 'b c'
expect code "$code" 3; expect stdout "$out" "<$box/home><a.yaml><b c>"
expect stderr "$err" '*building build/release *'
expect_calls "cmake --preset release*"$'\n'"ninja flowrun_all"

behaviour='a start with nothing to build is silent and neither configures nor builds'
: >"$calls"; start flowrun a.yaml
expect code "$code" 3; expect stderr "$err" ''; expect_calls ''

behaviour='changed presets are configured again'
echo '{ }' >"$project/CMakePresets.json"; start flowrun a.yaml
expect code "$code" 3; expect_calls 'cmake --preset release'

behaviour='a build that fails shows the compiler and starts nothing'
rm "$box/ninja_done"; : >"$box/code_broken"; start flowrun a.yaml
expect code "$code" 69; expect stdout "$out" ''
expect stderr "$err" '*main.cpp:1: error: no*could not be built*'

((failures == 0)) || exit 1
echo 'all starter behaviours hold'
