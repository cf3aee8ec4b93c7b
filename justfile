# The checks that a change must pass, and the most common commands. Run `just` to list them.

export RUSTDOCFLAGS := "-Dwarnings"

default:
    @just --list

# Run all checks that a change must pass
check: fmt clippy docs polish test deny

fmt:
    cargo fmt --check

clippy:
    cargo clippy --all-targets -- -D warnings

docs:
    cargo doc --no-deps

test:
    cargo test

# Check the crate of Polish analysis without the features that the program uses
polish:
    cargo check -p skorowidz-polish --lib --no-default-features

# Check licenses, sources and versions of the dependencies; needs cargo-deny
deny:
    cargo deny check bans licenses sources

# Test the API against its OpenAPI description with validators from PyPI; needs python3
api *ARGS:
    cargo build --release
    tests/api/check.sh target/release/skorowidz {{ ARGS }}

# Test the pages in a browser: accessibility, keyboard, layout, budgets; needs chromium and node
browser *ARGS:
    cargo build --release
    tests/browser/check.sh target/release/skorowidz {{ ARGS }}

# Take the screenshots in docs/screenshots
screenshots:
    just browser --screenshots

# Check the dependencies for known vulnerabilities; downloads the advisory database
advisories:
    cargo deny check advisories

# Kill the server ROUNDS times while it writes and rebuilds, and check that nothing is lost
kill ROUNDS="200":
    KILL_ROUNDS={{ ROUNDS }} cargo test --release --test it -- --nocapture durability::a_kill

# Start COUNT nodes of OpenSearch on loopback, their files in DIR; the last line has their addresses, for TEST_OPENSEARCH
cluster-node DIR COUNT="1":
    tests/cluster/nodes.sh start {{ DIR }} {{ COUNT }}

# Stop the nodes in DIR
cluster-stop DIR:
    tests/cluster/nodes.sh stop {{ DIR }}

# Run the tests of the contract over a cluster whose nodes TEST_OPENSEARCH names
contract *ARGS:
    tests/cluster/contract.sh {{ ARGS }}

# Test with three nodes of OpenSearch: the contract, the pages, and ROUNDS times a killed node during writes and searches
cluster ROUNDS="10":
    #!/usr/bin/env bash
    set -euo pipefail
    nodes=$(mktemp -d)
    trap 'tests/cluster/nodes.sh stop "$nodes"; rm -rf "$nodes"' EXIT
    TEST_OPENSEARCH=$(tests/cluster/nodes.sh start "$nodes" 3 | tail -n 1)
    export TEST_OPENSEARCH
    cargo test -p skorowidz-cluster
    tests/cluster/contract.sh
    cargo build --release
    TEST_ENGINE=opensearch tests/browser/check.sh target/release/skorowidz
    export TEST_CLUSTER=$nodes KILL_ROUNDS={{ ROUNDS }}
    cargo test -p skorowidz-cluster --test it -- --nocapture killed_nodes
    cargo test -p skorowidz --test it -- --nocapture --test-threads 1 killed_nodes

bench *ARGS:
    cargo bench {{ ARGS }}

# Compare with Lucene, plain tantivy, Typesense and PostgreSQL, as far as installed; needs python3
bench-peers *ARGS:
    python3 benches/peers/peers.py {{ ARGS }}

# Index DIR/docs.jsonl in a temporary folder and evaluate it with DIR/queries.jsonl and DIR/qrels.tsv
eval DIR *ARGS:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --release
    index=$(mktemp -d)
    trap 'rm -rf "$index"' EXIT
    target/release/skorowidz index -q --index "$index" "{{ DIR }}/docs.jsonl"
    target/release/skorowidz eval --index "$index" \
        --queries "{{ DIR }}/queries.jsonl" --qrels "{{ DIR }}/qrels.tsv" {{ ARGS }}

serve *ARGS:
    cargo run --release -- serve {{ ARGS }}
