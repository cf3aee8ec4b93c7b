# What a change must pass, and the commands used most. `just` lists them.

export RUSTDOCFLAGS := "-Dwarnings"

default:
    @just --list

# Everything a change must pass
check: fmt clippy docs test deny

fmt:
    cargo fmt --check

clippy:
    cargo clippy --all-targets -- -D warnings

docs:
    cargo doc --no-deps

test:
    cargo test

# Licences, sources and versions of the dependencies; needs cargo-deny
deny:
    cargo deny check bans licenses sources

# The API against its description, by validators from PyPI; needs python3
api *ARGS:
    cargo build --release
    tests/api/check.sh target/release/skorowidz {{ ARGS }}

# The pages in a browser: accessibility, keyboard, layout, budgets; needs chromium and node
browser *ARGS:
    cargo build --release
    tests/browser/check.sh target/release/skorowidz {{ ARGS }}

# Pictures of the pages, in docs/screenshots
screenshots:
    just browser --screenshots

# Known vulnerabilities of the dependencies; fetches a database
advisories:
    cargo deny check advisories

# Kills the server so often while it writes and rebuilds, and looks whether anything is lost
kill ROUNDS="200":
    KILL_ROUNDS={{ ROUNDS }} cargo test --release --test it -- --nocapture durability::a_kill

bench *ARGS:
    cargo bench {{ ARGS }}

# Indexes DIR/docs.jsonl in a temporary folder and judges it by DIR/queries.jsonl and DIR/qrels.tsv
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
