#!/usr/bin/env bash
# Checks the API of a built program: its description by a validator that is not ours, then the service by
# property-based testing, once as anybody and once with the token. Asks a server of its own on loopback, over an
# index of the samples in a temporary folder; takes two to four minutes.
#
#   tests/api/check.sh target/release/skorowidz [EXAMPLES [SEED]]
#
# EXAMPLES are the cases made up for each operation (150), SEED chooses them. Where there is no Python or no
# package registry it says SKIPPED and ends with status 0.
set -euo pipefail

program=$(realpath "$1")
examples=${2:-150}
seed=${3:-6}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

cleanup() {
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap cleanup EXIT

fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }
skip() { printf 'SKIPPED: %s; the API is not checked\n' "$1"; exit 0; }

# Makes the environment that the checks run in.
prepare() {
    command -v python3 >/dev/null || skip "there is no python3"
    python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 || skip "python3 cannot make an environment (python3-venv)"
    timeout 300 "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" \
        >"$work/pip.log" 2>&1 || { tail -n 3 "$work/pip.log"; skip "the packages could not be installed"; }
}

# Serves an index of the samples; scans stay unread, which takes long and says nothing of the API.
serve() {
    export SKOROWIDZ_OCR=false SKOROWIDZ_TOKEN=$token
    "$program" index --quiet --index "$work/index" "$here/../../corpus" || true
    : >"$work/serve.log"
    "$program" serve --quiet --index "$work/index" --listen 127.0.0.1:0 2>"$work/serve.log" &
    server=$!
    local tries
    for ((tries = 0; tries < 150; tries++)); do
        address=$(sed -n 's|^listening on ||p' "$work/serve.log" | head -n 1)
        if [[ -n $address ]]; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    cat "$work/serve.log"
    fail "the server does not listen"
}

# Asks every operation; the arguments are added to those of schemathesis. One worker: Python 3.11 fails now and
# then when two threads parse Python, as hypothesis does to describe a function.
ask() {
    SCHEMATHESIS_HOOKS="$here/hooks.py" "$work/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$work/openapi.json" --url "$address" \
        --checks all --max-examples "$examples" --seed "$seed" --workers 1 --continue-on-failure "$@"
}

prepare
cd "$work"
"$program" openapi >openapi.json
"$work/venv/bin/openapi-spec-validator" openapi.json
serve
echo "asking $address as anybody"
ask || fail "the service does not do what is described"
echo "asking $address with the token"
ask --header "Authorization: Bearer $token" || fail "with the token the service does not do what is described"
kill -0 "$server" 2>/dev/null || { cat "$work/serve.log"; fail "the server has ended"; }
grep -i 'panic' "$work/serve.log" && fail "the server panicked"
echo "the API does what is described"
