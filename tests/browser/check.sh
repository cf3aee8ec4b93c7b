#!/usr/bin/env bash
# Checks in a browser what only a browser can verify: accessibility, keyboard use, layout, size budgets, and
# the search box on a page of another site; also that the HTML, the feed, the browser description and the
# sitemap are valid. Starts its own servers on loopback, in a temporary folder: one over an index of the samples
# and of documents full of markup, one over the samples with a tiny model for search by meaning; takes three to
# five minutes.
#
#   tests/browser/check.sh target/release/skorowidz [TEST.mjs...]
#   tests/browser/check.sh target/release/skorowidz --screenshots
#
# With TEST_ENGINE=opensearch both indices are in the cluster whose nodes TEST_OPENSEARCH names, and are deleted there.
#
# Without a browser, node or a package registry the script prints SKIPPED and exits with status 0,
# or fails if REQUIRE_ALL_TESTS is set.
set -euo pipefail

program=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
servers=()

cleanup() {
    local server
    for server in "${servers[@]}"; do
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    done
    if [[ ${SKOROWIDZ_ENGINE:-} == opensearch ]]; then delete_indices; fi
    rm -rf "$work"
}
trap cleanup EXIT

# Deletes what was indexed in the cluster. Needs nothing but the shell.
delete_indices() {
    local node=${TEST_OPENSEARCH%%,*}
    node=${node#http://}
    exec 3<>"/dev/tcp/${node%:*}/${node##*:}" || return 0
    printf 'DELETE /%s-* HTTP/1.0\r\nHost: localhost\r\n\r\n' "$cluster_name" >&3
    timeout 30 cat <&3 >/dev/null || true
    exec 3>&-
}

fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }
skip() {
    if [[ -n ${REQUIRE_ALL_TESTS:-} ]]; then fail "$1"; fi
    printf 'SKIPPED: %s; the pages are not checked in a browser\n' "$1"
    exit 0
}

# Finds the browser and installs the packages at their locked versions.
prepare() {
    CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
    [[ -n $CHROMIUM ]] || skip "chromium is not installed"
    command -v node >/dev/null && command -v npm >/dev/null || skip "node with npm is not installed"
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        skip "node $(node --version) is too old: 20.19 is needed"
    cd "$here"
    if ! cmp -s package-lock.json node_modules/.installed-lock; then
        timeout 300 npm ci --ignore-scripts --no-audit --no-fund >"$work/npm.log" 2>&1 ||
            { tail -n 3 "$work/npm.log"; skip "the packages could not be installed"; }
        cp package-lock.json node_modules/.installed-lock
    fi
    export CHROMIUM
}

# Scans stay unread: OCR takes long and tests nothing of the pages.
TOKEN=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export SKOROWIDZ_OCR=false SKOROWIDZ_TOKEN=$TOKEN SKOROWIDZ_RATE_PER_SECOND=0 TOKEN

# What the names of the indices in a cluster begin with.
cluster_name=browser-$$
if [[ ${TEST_ENGINE:-} == opensearch ]]; then
    [[ -n ${TEST_OPENSEARCH:-} ]] || fail "TEST_OPENSEARCH names no nodes"
    export SKOROWIDZ_ENGINE=opensearch SKOROWIDZ_OPENSEARCH_URLS=$TEST_OPENSEARCH
    export SKOROWIDZ_OPENSEARCH_SHARDS=1 SKOROWIDZ_OPENSEARCH_REPLICAS=0
fi

# Serves an index of the samples in folder $1, and puts the address into `address`.
serve() {
    local index=$work/$1 log=$work/$1.log server tries
    export SKOROWIDZ_OPENSEARCH_INDEX=$cluster_name-$1
    "$program" index --quiet --index "$index" "$here/../../corpus" 2>/dev/null || true
    : >"$log"
    "$program" serve --quiet --index "$index" --bets "$here/../../corpus/bets.toml" --listen 127.0.0.1:0 2>"$log" &
    server=$!
    servers+=("$server")
    for ((tries = 0; tries < 150; tries++)); do
        address=$(sed -n 's|^listening on ||p' "$log" | head -n 1)
        if [[ -n $address ]]; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    cat "$log"
    fail "the server does not listen"
}

prepare
serve index
export SITE=$address
SKOROWIDZ_OPENSEARCH_INDEX=$cluster_name-meaning "$program" model import --quiet --index "$work/meaning" "$here/../../crates/meaning/tests/data/tiny.bin" >/dev/null ||
    fail "the tiny model is refused"
serve meaning
export MEANING_SITE=$address
echo "$("$CHROMIUM" --version 2>/dev/null | head -n 1), node $(node --version), testing $SITE"
node documents.mjs
if [[ ${1:-} == --screenshots ]]; then
    node screenshots.mjs
    exit
fi
tests=("$@")
if [[ ${#tests[@]} -eq 0 ]]; then tests=(*.test.mjs); fi
timeout 1200 node --test --test-reporter=spec --test-concurrency=1 "${tests[@]}" || fail "the browser tests failed"
grep -i 'panic' "$work/index.log" "$work/meaning.log" && fail "a server panicked"
echo "the browser tests passed"
