#!/usr/bin/env bash
# Checks the API of a built program: its description with an independent validator, then the service with
# property-based testing, once anonymously and once with the token. Starts its own server on loopback over an
# index of the samples in a temporary folder; takes two to four minutes.
#
#   tests/api/check.sh target/release/skorowidz [EXAMPLES [SEED]]
#
# EXAMPLES is the number of generated cases per operation (150), SEED selects them. Without Python or a
# package registry the script prints SKIPPED and exits with status 0, or fails if REQUIRE_ALL_TESTS is set.
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
skip() {
    if [[ -n ${REQUIRE_ALL_TESTS:-} ]]; then fail "$1"; fi
    printf 'SKIPPED: %s; the API is not checked\n' "$1"
    exit 0
}

# Creates the virtual environment for the checks.
prepare() {
    command -v python3 >/dev/null || skip "python3 is not installed"
    python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 || skip "python3 cannot create a virtual environment (python3-venv)"
    timeout 300 "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" \
        >"$work/pip.log" 2>&1 || { tail -n 3 "$work/pip.log"; skip "the packages could not be installed"; }
}

# Serves an index of the samples. Scans stay unread: OCR takes long and tests nothing of the API.
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

# Tests every operation; the arguments are added to those of schemathesis. One worker: Python 3.11
# occasionally fails when two threads parse Python, as hypothesis does to describe a function.
ask() {
    SCHEMATHESIS_HOOKS="$here/hooks.py" "$work/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$work/openapi.json" --url "$address" \
        --checks all --max-examples "$examples" --seed "$seed" --workers 1 --continue-on-failure "$@"
}

prepare
cd "$work"
"$program" openapi >openapi.json
"$work/venv/bin/openapi-spec-validator" openapi.json
serve
echo "testing $address anonymously"
ask || fail "the service does not match its description"
echo "testing $address with the token"
ask --header "Authorization: Bearer $token" || fail "with the token the service does not match its description"
kill -0 "$server" 2>/dev/null || { cat "$work/serve.log"; fail "the server has exited"; }
grep -i 'panic' "$work/serve.log" && fail "the server panicked"
echo "the API matches its description"
